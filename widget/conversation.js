/** Runs one customer's conversation: session, line, outbox and timeline as one thing that a view can show. */

import { Link } from "./link.js";
import { Outbox } from "./outbox.js";
import { Timeline } from "./timeline.js";
import { Refused } from "./wire.js";

/** Answers to a new session that mean: not with this identity. */
const IDENTITY_REFUSED = new Set([400, 401, 403, 404, 422]);

/** @typedef {"idle" | "connecting" | "online" | "offline"} Connection */

/**
 * Dispatches "change" when anything shown changed, "arrival" (detail: the message) for each message to the customer that
 * came while the page was open, and "identityrefused" when the shop's signature did not hold.
 */
export class Conversation extends EventTarget {
  #wire;
  #store;
  #identity;
  #locale;
  #link;
  #outbox;
  #unwatch;
  /** The session that the timeline shows. @type {string | null} */
  #followed = null;
  /** @type {Promise<import("./store.js").Session> | null} */
  #opening = null;
  /** Whether the log has been read to its end since the page was loaded; what comes then is news. */
  caughtUp = false;
  timeline = new Timeline();
  /** @type {Connection} */
  connection = "idle";

  /**
   * @param {{wire: import("./wire.js").Wire, store: import("./store.js").Store, locale: string,
   *          identity: import("./wire.js").Identity | null}} parts
   */
  constructor({ wire, store, locale, identity }) {
    super();
    this.#wire = wire;
    this.#store = store;
    this.#identity = identity;
    this.#locale = locale;
    this.#link = new Link({
      wire,
      session: () => this.#obtainSession(),
      cursor: () => this.timeline.cursor,
      events: {
        received: (events) => this.#receive(events),
        online: () => this.#nowOnline(),
        offline: () => this.#nowOffline(),
        sessionLost: (token) => this.#loseSession(token),
      },
    });
    this.#outbox = new Outbox({
      store,
      wire,
      session: () => store.session,
      events: {
        sending: ({ id }) => this.#sending(id),
        accepted: (item, seq) => this.#accepted(item, seq),
        refused: (item) => this.#update(() => this.timeline.refuse(item)),
        delayed: () => this.#nowOffline(),
        sessionLost: (token) => this.#loseSession(token),
      },
    });
    this.#unwatch = store.watch((part) => this.#otherTabChanged(part));
    for (const item of store.unsent) this.timeline.write(item, "queued");
  }

  /** Whether there is something to go on with from an earlier page. */
  get begun() {
    return this.#store.session !== null || this.#store.unsent.length > 0;
  }

  /** The language to show the widget in: the page's, until the conversation moves to another. */
  get language() {
    const session = this.#store.session;
    if (session === null || session.locale !== this.#locale) return this.#locale;
    return session.language === session.openedIn ? this.#locale : session.language;
  }

  /** @param {string} locale the page's language, which the customer has just chosen */
  set locale(locale) {
    this.#locale = locale;
    const session = this.#store.session;
    if (session !== null) this.#store.session = { ...session, locale, openedIn: session.language };
    this.#changed();
  }

  get unread() {
    return this.timeline.unreadSince(this.#store.readUpTo);
  }

  markRead() {
    if (this.timeline.cursor <= this.#store.readUpTo) return;
    this.#store.readUpTo = this.timeline.cursor;
    this.#changed();
  }

  /** Connects; opens a session where there is none. */
  start() {
    if (this.#link.started) return;
    this.connection = "connecting";
    this.#link.start();
    this.#changed();
  }

  /** Tries again now whatever waits for a better moment. */
  wake() {
    if (!this.#link.started) return;
    this.#link.wake();
    this.#outbox.flush();
  }

  stop() {
    this.#link.stop();
    this.#outbox.stop();
    this.#unwatch();
  }

  /** @param {string} text */
  say(text) {
    this.#write({ text });
  }

  /** @param {import("./timeline.js").Choice} choice */
  choose({ id, label }) {
    this.#write({ choice: id, label });
  }

  /** @param {string} id of a refused message */
  retry(id) {
    const item = this.#outbox.requeue(id);
    if (item === null) return;
    this.#update(() => this.timeline.write(item, "queued"));
    this.#outbox.flush();
  }

  /** @param {string} id of a refused message */
  discard(id) {
    this.#store.dropUnsent(id);
    this.#update(() => this.timeline.discard(id));
  }

  /** Forgets this conversation on this device and begins another. */
  restart() {
    this.#link.stop();
    this.#store.clear();
    this.#followed = null;
    this.timeline = new Timeline();
    this.start();
  }

  /** @param {{text?: string, choice?: string, label?: string}} words */
  #write(words) {
    const item = this.#outbox.keep({
      ...words,
      id: newId(),
      language: this.#store.session?.language ?? this.#locale,
      at: new Date().toISOString(),
      after: this.timeline.cursor,
    });
    this.#update(() => this.timeline.write(item, this.connection === "online" ? "sending" : "queued"));
    this.start();
    this.#outbox.flush();
  }

  /** @param {{name: string, data: any}[]} events */
  #receive(events) {
    for (const { name, data } of events) {
      if (name === "typing") this.timeline.receiveTyping(data);
      else if (name === "state") this.#receiveState(data);
      else if (name === "message") this.#receiveMessage(data);
    }
    this.#changed();
  }

  /** @param {any} data */
  #receiveMessage(data) {
    const message = this.timeline.receive(data);
    if (message !== null && message.author !== "customer" && this.caughtUp) {
      this.dispatchEvent(new CustomEvent("arrival", { detail: message }));
    }
  }

  /** @param {any} data */
  #receiveState(data) {
    this.timeline.receiveState(data);
    this.caughtUp = true; // the server tells the state when there is nothing older left to tell
    const session = this.#store.session;
    if (session !== null && typeof data?.language === "string" && data.language !== session.language) {
      this.#store.session = { ...session, language: data.language };
    }
  }

  /** While nobody answers, a message that is tried again goes on waiting for the customer. @param {string} id */
  #sending(id) {
    if (this.connection !== "offline") this.#update(() => this.timeline.progress(id, "sending"));
  }

  /** @param {import("./store.js").Unsent} item @param {number} seq */
  #accepted(item, seq) {
    this.timeline.accept(item, seq);
    if (this.connection === "offline") {
      this.connection = "connecting";
      this.#link.wake();
    }
    this.#changed();
  }

  #nowOnline() {
    this.connection = "online";
    this.timeline.typing = null; // who writes is told anew on every line
    this.#outbox.flush();
    this.#changed();
  }

  #nowOffline() {
    this.connection = "offline";
    this.timeline.delay();
    this.#changed();
  }

  /** @returns {Promise<import("./store.js").Session>} */
  async #obtainSession() {
    const kept = this.#store.session;
    const refused = kept?.refusedSignature ?? null;
    const identityIsNew = refused !== null && this.#identity !== null && refused !== this.#identity.signature;
    const session = kept !== null && !identityIsNew ? kept : await this.#openOnce();
    this.#followed = session.id;
    return session;
  }

  #openOnce() {
    this.#opening ??= this.#openSession().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  /** @returns {Promise<import("./store.js").Session>} */
  async #openSession() {
    const locale = this.#locale;
    let refusedSignature = null;
    let opened;
    try {
      opened = await this.#wire.openSession({ locale, identity: this.#identity });
    } catch (error) {
      if (!(error instanceof Refused) || this.#identity === null || !IDENTITY_REFUSED.has(error.status)) throw error;
      opened = await this.#wire.openSession({ locale, identity: null });
      refusedSignature = this.#identity.signature;
      this.timeline.notice("identity_refused");
      this.dispatchEvent(new Event("identityrefused"));
    }
    const session = { ...opened, locale, openedIn: opened.language, refusedSignature };
    this.#store.session = session;
    this.#store.readUpTo = 0;
    return session;
  }

  /**
   * The server does not know the token any more: go on in a new session, with what is still unsent.
   * @param {string} token
   */
  #loseSession(token) {
    if (this.#store.session?.token !== token) return;
    this.#store.session = null;
    for (const item of this.#store.unsent) {
      if (item.choice === undefined) this.#store.keepUnsent({ ...item, after: 0 });
      else this.discard(item.id);
    }
    this.timeline.startOver();
    this.timeline.notice("session_expired");
    this.#link.redial();
    this.#changed();
  }

  /** @param {"session" | "unsent" | "other"} part */
  #otherTabChanged(part) {
    const session = this.#store.session;
    if (part === "session" && session !== null && session.id !== this.#followed) {
      if (this.#followed !== null) this.timeline = new Timeline();
      this.#link.redial();
      this.start();
    } else if (part === "unsent") {
      const unsent = this.#store.unsent;
      const gone = this.timeline.unconfirmed.filter((id) => !unsent.some((item) => item.id === id));
      for (const id of gone) this.timeline.discard(id);
      for (const item of unsent) this.timeline.write(item, "queued");
    }
    this.#changed();
  }

  /** @param {() => void} change */
  #update(change) {
    change();
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** @returns {string} 128 random bits in hexadecimal digits; randomUUID is missing on plain http */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
