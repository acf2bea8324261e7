/** The top of the panel: who is there, what else can be done, and the way out. */

import { el, icon } from "./dom.js";

/**
 * @typedef {{close: () => void, startNew: () => void, save: () => void}} HeaderActions
 * @typedef {"online" | "waiting" | "agent" | "offline" | "closed" | "connecting"} Presence
 */

export class Header {
  #title = el("h2", { id: "title" });
  #statusText = el("span");
  #status = el("p", { class: "status" }, el("i", { "aria-hidden": "true" }), this.#statusText);
  #newText = el("span");
  #saveText = el("span");
  #menu = el("div", { class: "menu", id: "menu", hidden: "" });
  #options = el("button", { type: "button", class: "plain", "aria-expanded": "false", "aria-controls": "menu", onclick: () => this.#toggle() }, icon("more"));
  #close;
  element;

  /** @param {HeaderActions} actions */
  constructor({ close, startNew, save }) {
    this.#close = el("button", { type: "button", class: "plain", onclick: close }, icon("down"));
    const entry = (/** @type {() => void} */ action, /** @type {Node[]} */ ...inside) =>
      el("button", { type: "button", onclick: () => this.#choose(action) }, ...inside);
    this.#menu.append(entry(startNew, icon("plus"), this.#newText), entry(save, icon("save"), this.#saveText));
    const holder = el("div", { class: "holder", onfocusout: (event) => this.#left(/** @type {FocusEvent} */ (event)) }, this.#options, this.#menu);
    this.element = el(
      "header",
      {},
      el("span", { class: "avatar large" }, icon("mark")),
      el("div", { class: "titles" }, this.#title, this.#status),
      holder,
      this.#close,
    );
  }

  /**
   * @param {{heading: string | null, presence: Presence, status: string}} state
   * @param {import("../strings/words.js").Words} words
   */
  show({ heading, presence, status }, words) {
    this.#title.textContent = heading ?? words.say("title");
    this.#status.dataset.presence = presence;
    if (this.#statusText.textContent !== status) this.#statusText.textContent = status;
    label(this.#options, words.say("options"));
    label(this.#close, words.say("close"));
    this.#newText.textContent = words.say("start_new");
    this.#saveText.textContent = words.say("save_transcript");
  }

  /** Closes the menu where it is open. @returns {boolean} whether it was */
  closeMenu() {
    if (this.#menu.hidden) return false;
    this.#toggle();
    this.#options.focus();
    return true;
  }

  #toggle() {
    this.#menu.hidden = !this.#menu.hidden;
    this.#options.setAttribute("aria-expanded", String(!this.#menu.hidden));
  }

  /** @param {() => void} action */
  #choose(action) {
    this.#toggle();
    action();
  }

  /** @param {FocusEvent} event */
  #left(event) {
    const inside = event.relatedTarget instanceof Node && this.#options.parentElement?.contains(event.relatedTarget);
    if (!inside && !this.#menu.hidden) this.#toggle();
  }
}

/** @param {HTMLElement} button @param {string} text */
function label(button, text) {
  button.setAttribute("aria-label", text);
  button.title = text;
}
