/** The custom element: reads its attributes, runs a conversation and its view, and offers the page a few methods. */

import { Conversation } from "./conversation.js";
import { Store } from "./store.js";
import { loadWords, speakable } from "./strings/words.js";
import { saveAsFile, transcript } from "./transcript.js";
import { hintInTitle } from "./view/attention.js";
import { View } from "./view/view.js";
import { Wire } from "./wire.js";

/** Attributes that make it another conversation. */
const WHOSE = ["server", "identity", "customer-id", "expires", "signature"];
const WIDE = matchMedia("(min-width: 481px)");

/**
 * Events for the page (all bubble): amends-open, amends-close, amends-unread (detail.count), amends-identity-refused.
 */
export class AmendsChat extends HTMLElement {
  static observedAttributes = [...WHOSE, "locale", "heading", "position"];

  #view = new View(this.attachShadow({ mode: "open" }), {
    open: () => this.open(),
    close: () => this.close(),
    say: (text) => this.#conversation?.say(text),
    draft: (text) => this.#keepDraft(text),
    choose: (choice) => this.#conversation?.choose(choice),
    retry: (id) => this.#conversation?.retry(id),
    discard: (id) => this.#conversation?.discard(id),
    startNew: () => this.newConversation(),
    save: () => this.#save(),
    tryNow: () => this.#conversation?.wake(),
  });
  /** @type {Conversation | null} */
  #conversation = null;
  /** @type {Store | null} */
  #store = null;
  /** @type {import("./strings/words.js").Words | null} */
  #words = null;
  /** @type {AbortController | null} ends the listening to the page */
  #listening = null;
  #setUpPlanned = false;
  #showPlanned = false;
  #unread = 0;
  #wantedLanguage = "";

  connectedCallback() {
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const wake = () => this.#conversation?.wake();
    addEventListener("online", wake, { signal });
    addEventListener("offline", () => this.#planShow(), { signal });
    document.addEventListener("visibilitychange", () => this.#planShow(), { signal });
    this.#planSetUp();
  }

  disconnectedCallback() {
    this.#listening?.abort();
    this.#conversation?.stop();
    this.#conversation = null;
    hintInTitle(0);
  }

  /** @param {string} name @param {string | null} before @param {string | null} now */
  attributeChangedCallback(name, before, now) {
    if (before === now || !this.isConnected) return;
    if (WHOSE.includes(name)) this.#planSetUp();
    else if (name === "locale" && this.#conversation !== null) this.#conversation.locale = this.#locale;
    else this.#planShow();
  }

  /** Opens the panel and connects. */
  open() {
    if (this.#view.isOpen) return;
    this.#conversation?.start();
    this.#setOpen(true);
  }

  close() {
    if (this.#view.isOpen) this.#setOpen(false);
  }

  /** Opens the panel with a text that the customer can change and send. @param {string} text */
  prefill(text) {
    this.open();
    this.#view.draft = text;
    this.#view.focusDraft();
  }

  /** Forgets the conversation on this device and begins another. */
  newConversation() {
    this.#conversation?.restart();
    this.#view.draft = "";
    if (this.#view.isOpen) this.#rememberPlace(true);
  }

  /** Forgets the conversation on this device, for when the customer signs out. */
  forget() {
    this.#store?.clear();
    this.#setUp();
  }

  get #locale() {
    return speakable(this.getAttribute("locale"), document.documentElement.lang, ...navigator.languages);
  }

  /** Attributes often change together; the conversation is set up once for all of them. */
  #planSetUp() {
    if (this.#setUpPlanned) return;
    this.#setUpPlanned = true;
    queueMicrotask(() => {
      this.#setUpPlanned = false;
      if (this.isConnected) this.#setUp();
    });
  }

  #setUp() {
    this.#conversation?.stop();
    const server = new URL(this.getAttribute("server") ?? "", new URL("/", import.meta.url)).href;
    const identity = readIdentity(this);
    const store = new Store({ server, customer: identity?.customer_id ?? null });
    const conversation = new Conversation({ wire: new Wire(server), store, locale: this.#locale, identity });
    this.#store = store;
    this.#conversation = conversation;
    conversation.addEventListener("change", () => this.#planShow());
    conversation.addEventListener("arrival", (event) => {
      const message = /** @type {CustomEvent} */ (event).detail;
      if (message.author !== "system") this.#view.glimpse(message);
    });
    conversation.addEventListener("identityrefused", () => this.#tell("amends-identity-refused"));
    if (!this.#view.draft) this.#view.draft = store.draft;
    if (conversation.begun || this.#view.isOpen) conversation.start();
    if (!this.#view.isOpen && this.#wasOpen(store)) this.#view.setOpen(true, { focus: false });
    this.#planShow();
  }

  /** A panel left open is open again on the next page, except where it would cover that page. @param {Store} store */
  #wasOpen(store) {
    return store.opened !== null && (WIDE.matches || store.opened.page === location.pathname);
  }

  /** @param {boolean} open */
  #setOpen(open) {
    this.#rememberPlace(open);
    this.#view.setOpen(open, { focus: true });
    this.#planShow();
    this.#tell(open ? "amends-open" : "amends-close");
  }

  /** @param {boolean} open */
  #rememberPlace(open) {
    if (this.#store !== null) this.#store.opened = open ? { page: location.pathname } : null;
  }

  /** @param {string} text */
  #keepDraft(text) {
    if (this.#store !== null && this.#store.draft !== text) this.#store.draft = text;
  }

  #planShow() {
    if (this.#showPlanned) return;
    this.#showPlanned = true;
    queueMicrotask(() => {
      this.#showPlanned = false;
      void this.#show();
    });
  }

  /** @returns {Promise<void>} */
  async #show() {
    const conversation = this.#conversation;
    if (conversation === null) return;
    const language = conversation.language;
    if (this.#words?.language !== language) {
      if (this.#wantedLanguage === language) return; // already on its way; it shows when it comes
      this.#wantedLanguage = language;
      const words = await loadWords(language);
      if (this.#wantedLanguage !== language) return;
      this.#words = words;
    }
    if (conversation !== this.#conversation) return this.#show();
    this.#wantedLanguage = language;
    if (this.#view.isOpen && document.visibilityState === "visible") conversation.markRead();
    this.#noteUnread(conversation.unread);
    this.#view.side = this.#side;
    const words = /** @type {import("./strings/words.js").Words} */ (this.#words);
    this.#view.show(conversation, { words, heading: this.getAttribute("heading"), unread: this.#unread });
  }

  /** @param {number} unread */
  #noteUnread(unread) {
    hintInTitle(unread);
    if (unread === this.#unread) return;
    this.#unread = unread;
    this.#tell("amends-unread", { count: unread });
  }

  /** @returns {"left" | "right"} */
  get #side() {
    const wish = this.getAttribute("position");
    if (wish === "left" || wish === "right") return wish;
    const pageIsRightToLeft = getComputedStyle(this).direction === "rtl";
    return pageIsRightToLeft === (wish === "start") ? "right" : "left";
  }

  #save() {
    if (this.#conversation === null || this.#words === null) return;
    const day = new Date().toISOString().slice(0, 10);
    saveAsFile(transcript(this.#conversation.timeline.items(), this.#words), `conversation-${day}.txt`);
  }

  /** @param {string} name @param {object} [detail] */
  #tell(name, detail = {}) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  }
}

/**
 * Who the shop says the customer is: the attribute identity (JSON), or customer-id, expires and signature.
 * @param {HTMLElement} element
 * @returns {import("./wire.js").Identity | null}
 */
function readIdentity(element) {
  const given = parsed(element.getAttribute("identity"));
  const customer_id = given.customer_id ?? element.getAttribute("customer-id");
  const expires = Number(given.expires ?? element.getAttribute("expires"));
  const signature = given.signature ?? element.getAttribute("signature");
  return customer_id && signature ? { customer_id: String(customer_id), expires, signature: String(signature) } : null;
}

/** A mistake in the page costs the customer the account, not the chat. @param {string | null} json */
function parsed(json) {
  try {
    return JSON.parse(json || "{}") ?? {};
  } catch (error) {
    reportError(error);
    return {};
  }
}
