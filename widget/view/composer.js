/** Where the customer writes: a text box that grows, Enter to send, and a limit that says so in time. */

import { el, icon } from "./dom.js";

/** What the server takes at most, in characters. */
const LIMIT = 4_000;
/** The counter appears this many characters before the limit. */
const WARN_BEFORE = 500;
/** More than this is cut off, so that a pasted book cannot stop the page. */
const CUT_AT = 20_000;
/** Key code that browsers report while an input method composes, where isComposing is not set. */
const COMPOSING_KEY = 229;

export class Composer {
  #actions;
  /** @type {import("../strings/words.js").Words | null} */
  #words = null;
  #cut = false;

  #label = el("label", { class: "sr-only", for: "message" });
  #input = /** @type {HTMLTextAreaElement} */ (
    el("textarea", { id: "message", rows: "1", dir: "auto", enterkeyhint: "send", "aria-describedby": "counter" })
  );
  #send = /** @type {HTMLButtonElement} */ (el("button", { type: "submit", class: "send" }, icon("send")));
  #counter = el("p", { class: "counter", id: "counter", role: "status" });
  element = el("form", { class: "composer" }, this.#label, el("div", { class: "box" }, this.#input, this.#send), this.#counter);

  /** @param {{send: (text: string) => void, draft: (text: string) => void}} actions */
  constructor(actions) {
    this.#actions = actions;
    this.element.addEventListener("submit", (event) => this.#submit(event));
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#input.addEventListener("input", () => this.#changed());
  }

  get text() {
    return this.#input.value;
  }

  /** @param {string} text */
  set text(text) {
    this.#input.value = text;
    this.#changed();
  }

  /** @param {import("../strings/words.js").Words} words */
  show(words) {
    if (words === this.#words) return;
    this.#words = words;
    this.#label.textContent = words.say("message");
    this.#input.placeholder = words.say("placeholder");
    this.#send.setAttribute("aria-label", words.say("send"));
    this.#send.title = words.say("send");
    this.fit();
    this.#count();
  }

  focus() {
    this.#input.focus();
  }

  /** Puts the cursor behind the text. */
  focusEnd() {
    this.#input.focus();
    this.#input.setSelectionRange(this.#input.value.length, this.#input.value.length);
  }

  /** Makes the box as high as its text, within what the style allows. */
  fit() {
    this.#input.style.height = "auto";
    if (this.#input.scrollHeight > 0) this.#input.style.height = `${this.#input.scrollHeight}px`;
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    const text = this.#input.value.trim();
    if (text === "" || this.#over > 0) return;
    this.#actions.send(text);
    this.text = "";
    this.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const composing = event.isComposing || event.keyCode === COMPOSING_KEY;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    /** @type {HTMLFormElement} */ (this.element).requestSubmit();
  }

  #changed() {
    const characters = Array.from(this.#input.value);
    this.#cut = characters.length > CUT_AT;
    if (this.#cut) this.#input.value = characters.slice(0, CUT_AT).join("");
    this.#actions.draft(this.#input.value);
    this.fit();
    this.#count();
  }

  get #length() {
    return Array.from(this.#input.value.trim()).length;
  }

  get #over() {
    return Math.max(0, this.#length - LIMIT);
  }

  #count() {
    const count = this.#length;
    const over = this.#over;
    this.#send.disabled = count === 0 || over > 0;
    this.#counter.classList.toggle("over", over > 0);
    this.#input.setAttribute("aria-invalid", String(over > 0));
    this.#counter.textContent = this.#words === null ? "" : this.#counterText(this.#words, count, over);
  }

  /** @param {import("../strings/words.js").Words} words @param {number} count @param {number} over */
  #counterText(words, count, over) {
    const cut = this.#cut ? `${words.say("cut")} ` : "";
    if (over > 0) return cut + words.say("too_long", { count: over });
    return count >= LIMIT - WARN_BEFORE ? words.say("counter", { count, limit: LIMIT }) : "";
  }
}
