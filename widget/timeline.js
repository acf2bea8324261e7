/** Holds what the customer sees of the conversation: the log so far, what is on its way, which choices are open. Pure. */

/**
 * @typedef {{id: string, label: string}} Choice
 * @typedef {{seq: number, author: string, text: string, choices: Choice[], language: string, at: string,
 *            agent: string | null}} Message
 * @typedef {"queued" | "sending" | "sent" | "failed"} Delivery
 * @typedef {{kind: "message", key: string, author: string, text: string, language: string, at: string, seq: number | null,
 *            agent: string | null, delivery: Delivery | null, failure: string, again: boolean}} MessageItem
 * @typedef {{kind: "notice", key: string, name: string}} NoticeItem
 * @typedef {MessageItem | NoticeItem} Item
 * @typedef {{unsent: import("./store.js").Unsent, delivery: Delivery, seq: number | null}} OwnMessage
 */

const MODES = new Set(["assistant", "waiting", "agent", "closed"]);

export class Timeline {
  /** @type {Map<number, Message>} */
  #log = new Map();
  /** @type {Map<string, OwnMessage>} */
  #own = new Map();
  /** @type {Map<number, string>} the keys of the customer's own messages, so that a row keeps its identity once accepted */
  #ownKeys = new Map();
  /** @type {Item[]} what an earlier session left on the screen */
  #earlier = [];
  /** @type {{name: string, after: number}[]} */
  #notices = [];
  /** @type {{ids: Set<string>, upTo: number} | null} */
  #declaredOpen = null;
  /** @type {Set<string>} choices that the server refused */
  #refusedChoices = new Set();
  #generation = 0;

  /** How far the event stream has been followed. Never set from a sent message's seq: what lies before it may be missing. */
  cursor = 0;
  mode = "assistant";
  /** @type {{author: string, name: string | null} | null} */
  typing = null;
  /** @type {string | null} the agent who wrote last */
  agent = null;

  /**
   * Takes a message event; a repeated one changes nothing.
   * @param {any} data
   * @returns {Message | null} the message where it is new and well formed
   */
  receive(data) {
    if (!Number.isInteger(data?.seq) || typeof data.text !== "string") return null;
    const isNew = data.seq > this.cursor;
    const message = readMessage(data);
    this.#log.set(message.seq, message);
    this.cursor = Math.max(this.cursor, message.seq);
    if (message.author === "customer") this.#recognise(message);
    if (message.author === this.typing?.author) this.typing = null;
    if (message.author === "agent") this.agent = message.agent;
    return isNew ? message : null;
  }

  /** @param {any} data */
  receiveTyping(data) {
    if (data?.on) this.typing = { author: String(data.author), name: data.agent?.name ?? this.agent };
    else if (data?.author === this.typing?.author) this.typing = null;
  }

  /** @param {any} data */
  receiveState(data) {
    if (MODES.has(data?.mode)) this.mode = data.mode;
    if (this.mode !== "agent") this.agent = null;
    if (Array.isArray(data?.open_choices)) {
      const ids = data.open_choices.map((/** @type {any} */ choice) => String(choice?.id ?? choice));
      this.#declaredOpen = { ids: new Set(ids), upTo: this.cursor };
    }
  }

  /** @param {import("./store.js").Unsent} unsent @param {"queued" | "sending"} delivery */
  write(unsent, delivery) {
    if ((this.#own.get(unsent.id)?.seq ?? null) !== null) return; // an event has shown it already
    if (unsent.failure) this.refuse(unsent);
    else this.#own.set(unsent.id, { unsent, delivery, seq: null });
  }

  /** @param {string} id @param {Delivery} delivery */
  progress(id, delivery) {
    const own = this.#own.get(id);
    if (own !== undefined && own.seq === null) own.delivery = delivery;
  }

  /** Whatever is on its way waits again. */
  delay() {
    for (const own of this.#own.values()) if (own.delivery === "sending") own.delivery = "queued";
  }

  /**
   * The server took the message; it may have come back as an event before.
   * @param {import("./store.js").Unsent} unsent
   * @param {number} seq
   */
  accept(unsent, seq) {
    if (!this.#own.delete(unsent.id)) return;
    const mistaken = [...this.#ownKeys].find(([at, key]) => key === unsent.id && at !== seq);
    if (mistaken !== undefined) this.#ownKeys.delete(mistaken[0]);
    this.#ownKeys.set(seq, unsent.id);
    if (this.#log.has(seq)) return;
    const { text, label, language, at } = unsent;
    this.#log.set(seq, { seq, author: "customer", text: text ?? label ?? "", choices: [], language, at, agent: null });
  }

  /** @param {import("./store.js").Unsent} unsent */
  refuse(unsent) {
    this.#own.set(unsent.id, { unsent, delivery: "failed", seq: null });
    if (unsent.choice !== undefined) this.#refusedChoices.add(unsent.choice);
  }

  /** @param {string} id */
  discard(id) {
    this.#own.delete(id);
  }

  /** The customer's messages that no event has shown yet. @returns {string[]} their ids */
  get unconfirmed() {
    return [...this.#own.values()].filter((own) => own.seq === null).map((own) => own.unsent.id);
  }

  /** A line by the widget itself. @param {string} name which one */
  notice(name) {
    const after = this.#lastSeq();
    if (!this.#notices.some((notice) => notice.name === name && notice.after === after)) {
      this.#notices.push({ name, after });
    }
  }

  /** Starts over for a new session; what was said stays on the screen. */
  startOver() {
    const left = this.items().filter((item) => item.kind === "notice" || item.delivery === null || item.delivery === "sent");
    this.#earlier = left.map((item) => ({ ...item, key: `${this.#generation}/${item.key}` }));
    this.#generation += 1;
    for (const own of this.#own.values()) Object.assign(own, { unsent: { ...own.unsent, after: 0 }, seq: null });
    this.#log.clear();
    this.#ownKeys.clear();
    this.#notices = [];
    this.#declaredOpen = null;
    this.cursor = 0;
    this.mode = "assistant";
    this.typing = null;
    this.agent = null;
  }

  get empty() {
    return this.#log.size === 0 && this.#own.size === 0 && this.#earlier.length === 0;
  }

  /** @param {number} readUpTo @returns {number} how many messages to the customer came after */
  unreadSince(readUpTo) {
    return [...this.#log.values()].filter(({ seq, author }) => seq > readUpTo && isToCustomer(author)).length;
  }

  /** What is shown, in order. @returns {Item[]} */
  items() {
    const log = [...this.#log.values()].sort((a, b) => a.seq - b.seq);
    const own = [...this.#own.values()].filter(({ seq }) => seq === null);
    const failed = own.filter(({ delivery }) => delivery === "failed");
    /** @type {Item[]} */
    const items = [...this.#earlier, ...this.#noticesAfter(0)];
    for (const message of log) {
      // A refused message stays where it was written; one on its way is the newest there is.
      while (failed[0]?.unsent.after < message.seq) items.push(ownItem(/** @type {OwnMessage} */ (failed.shift())));
      items.push(this.#logItem(message), ...this.#noticesAfter(message.seq));
    }
    const underWay = own.filter(({ delivery }) => delivery !== "failed");
    return [...items, ...failed.map(ownItem), ...underWay.map(ownItem)];
  }

  /**
   * The quick replies that still count. The newest message that has some, until the customer says something after it -
   * except where the server declared which ones are open.
   * @returns {Choice[]}
   */
  openChoices() {
    const answering = [...this.#own.values()].some((own) => own.seq === null && own.delivery !== "failed");
    if (answering) return [];
    const log = [...this.#log.values()].sort((a, b) => b.seq - a.seq);
    const declared = this.#declaredOpen;
    const newest = log.find((message) => message.choices.length > 0 || message.author === "customer");
    if (declared !== null && (newest === undefined || newest.seq <= declared.upTo)) {
      return this.#usable(log.find(({ choices }) => choices.some(({ id }) => declared.ids.has(id))), declared.ids);
    }
    return this.#usable(newest, null);
  }

  /**
   * @param {Message | undefined} message
   * @param {Set<string> | null} among
   */
  #usable(message, among) {
    const choices = message?.choices ?? [];
    return choices.filter(({ id }) => !this.#refusedChoices.has(id) && (among === null || among.has(id)));
  }

  /**
   * One of the customer's own messages came back as an event: the row on the screen is that one.
   * @param {Message} message
   */
  #recognise(message) {
    if (this.#ownKeys.has(message.seq)) return;
    for (const own of this.#own.values()) {
      const { id, after, text, label } = own.unsent;
      const same = own.seq === null && own.delivery !== "failed" && after < message.seq;
      if (same && (text ?? label ?? "").trim() === message.text.trim()) {
        own.seq = message.seq;
        own.delivery = "sent";
        this.#ownKeys.set(message.seq, id);
        return;
      }
    }
  }

  #lastSeq() {
    return Math.max(0, ...this.#log.keys());
  }

  /** @param {number} seq @returns {NoticeItem[]} */
  #noticesAfter(seq) {
    const here = this.#notices.filter((notice) => notice.after === seq);
    return here.map(({ name }) => ({ kind: "notice", key: `${this.#generation}/notice/${name}/${seq}`, name }));
  }

  /** @param {Message} message @returns {MessageItem} */
  #logItem(message) {
    const { seq, author, text, language, at, agent } = message;
    const key = this.#ownKeys.get(seq) ?? `${this.#generation}/${seq}`;
    const delivery = author === "customer" ? "sent" : null;
    return { kind: "message", key, author, text, language, at, seq, agent, delivery, failure: "", again: false };
  }
}

/** @param {string} author */
function isToCustomer(author) {
  return author === "assistant" || author === "agent";
}

/** @param {any} data @returns {Message} */
function readMessage({ seq, author, text, choices, language, at, agent }) {
  const offered = Array.isArray(choices) ? choices : [];
  return {
    seq,
    author: String(author),
    text,
    choices: offered.map(({ id, label }) => ({ id: String(id), label: String(label) })),
    language: typeof language === "string" ? language : "",
    at: typeof at === "string" ? at : "",
    agent: typeof agent?.name === "string" ? agent.name : null,
  };
}

/** @param {OwnMessage} own @returns {MessageItem} */
function ownItem({ unsent, delivery }) {
  const { id, text, label, language, at, failure, choice } = unsent;
  return {
    kind: "message",
    key: id,
    author: "customer",
    text: text ?? label ?? "",
    language,
    at,
    seq: null,
    agent: null,
    delivery,
    failure: failure?.message ?? "",
    again: choice === undefined,
  };
}
