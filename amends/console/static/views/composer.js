/** Where agents write: a reply that the customer reads, or a note that they never see. */

import { freshId, post } from "../lib/api.js";
import { desk } from "../lib/desk.js";
import { fill, h } from "../lib/dom.js";
import { icon } from "../lib/icons.js";
import { STRINGS } from "../strings.js";

const words = STRINGS.conversation;
const TYPING_EVERY_MS = 3_000;
const TYPING_ENDS_MS = 5_000;
const TALLEST_PX = 220;
const LONGEST = 4_000;
const drafts = new Map();

/** `<console-composer>`; set its `conversation`; fires `outgoing` and `sent`. */
class Composer extends HTMLElement {
  outgoing = [];
  #delivered = new Set();
  #conversation = null;
  #kind = "reply";
  #typed = 0;
  #quiet = 0;
  #shown = "";
  #tabs = h("div", { class: "composer-tabs", role: "group" });
  #hint = h("p", { class: "composer-hint" });
  #field = h("textarea", {
    rows: "1", dir: "auto", maxlength: String(LONGEST), "aria-label": words.reply,
    oninput: () => this.#typing(),
    onkeydown: (event) => this.#key(event),
  });
  #send = h("button", { type: "submit", class: "button primary" }, icon("send"), h("span", {}, words.send));
  #line = h("div", { class: "composer-line" }, this.#field, this.#send);

  connectedCallback() {
    fill(this, h("form", { class: "composer", onsubmit: (event) => this.#submit(event) },
      this.#tabs,
      this.#hint,
      this.#line));
    this.closest("console-conversation").addEventListener("click", this.#again);
  }

  disconnectedCallback() {
    this.#stopTyping();
  }

  set conversation(conversation) {
    const first = this.#conversation === null;
    this.#conversation = conversation;
    this.outgoing = this.outgoing.filter((one) => !this.#delivered.has(one.key));
    if (first) {
      this.#field.value = drafts.get(this.#draft()) ?? "";
      this.#grow();
    }
    this.#show();
  }

  /** Begins a reply or a note. */
  write(kind) {
    this.#pick(kind);
    this.#field.focus();
  }

  #mine() {
    const { mode, assigned_to: holder } = this.#conversation;
    return mode === "agent" && holder?.id === desk.me.id;
  }

  #draft() {
    return `${this.#conversation.id}:${this.#kind}`;
  }

  #pick(kind) {
    if (kind === this.#kind) return;
    drafts.set(this.#draft(), this.#field.value);
    this.#kind = kind;
    this.#field.value = drafts.get(this.#draft()) ?? "";
    this.#grow();
    this.#show();
  }

  #show() {
    const { mode, assigned_to: holder } = this.#conversation;
    const isNote = this.#kind === "note";
    const may = isNote || this.#mine();
    const now = [this.#kind, may, mode, holder?.id].join();
    if (now === this.#shown) return;
    this.#shown = now;
    this.classList.toggle("is-note", isNote);
    fill(this.#tabs,
      this.#tab("reply", "reply", words.reply, "r"),
      this.#tab("note", "note", words.note, "n"),
      may ? h("span", { class: "composer-keys muted" }, words.keys) : null);
    const why = mode === "closed" ? words.replyClosed : mode === "agent" && holder ? `${holder.name} ${words.replyOther}` : words.replyFirst;
    fill(this.#hint, may ? null : [icon("hand"), why]);
    this.#hint.hidden = may;
    this.#line.hidden = !may;
    this.#field.placeholder = isNote ? words.noteHint : words.replyHint;
    this.#field.setAttribute("aria-label", isNote ? words.note : words.reply);
    this.#send.lastElementChild.textContent = isNote ? words.saveNote : words.send;
  }

  #tab(kind, symbol, label, key) {
    return h("button", { type: "button", "aria-pressed": String(this.#kind === kind), "aria-keyshortcuts": key, onclick: () => this.write(kind) }, icon(symbol), label);
  }

  #key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.querySelector("form").requestSubmit();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      this.#field.blur();
    }
  }

  #submit(event) {
    event.preventDefault();
    const text = this.#field.value.trim();
    if (!text || this.#line.hidden) return;
    this.#field.value = "";
    drafts.delete(this.#draft());
    this.#grow();
    this.#stopTyping();
    this.#deliver({ key: `out-${freshId()}`, kind: "outgoing", text, note: this.#kind === "note", failed: "" });
  }

  async #deliver(item) {
    this.#put({ ...item, failed: "" });
    try {
      await post(`/conversations/${encodeURIComponent(this.#conversation.id)}/${item.note ? "notes" : "messages"}`, { id: item.key, text: item.text });
    } catch (error) {
      this.#put({ ...item, failed: error.message });
      return;
    }
    this.#delivered.add(item.key);
    this.dispatchEvent(new Event("sent"));
  }

  #put(item) {
    this.outgoing = [...this.outgoing.filter((one) => one.key !== item.key), item];
    this.dispatchEvent(new Event("outgoing"));
  }

  #again = (event) => {
    const key = event.target instanceof Element ? event.target.closest("[data-again]")?.dataset.again : null;
    const item = this.outgoing.find((one) => one.key === key);
    if (item) this.#deliver(item);
  };

  #typing() {
    this.#grow();
    drafts.set(this.#draft(), this.#field.value);
    if (this.#kind !== "reply" || !this.#mine()) return;
    if (Date.now() - this.#typed > TYPING_EVERY_MS) {
      this.#typed = Date.now();
      this.#tell(true);
    }
    clearTimeout(this.#quiet);
    this.#quiet = setTimeout(() => this.#stopTyping(), TYPING_ENDS_MS);
  }

  #stopTyping() {
    clearTimeout(this.#quiet);
    if (this.#typed) this.#tell(false);
    this.#typed = 0;
  }

  async #tell(on) {
    try {
      await post(`/conversations/${encodeURIComponent(this.#conversation.id)}/typing`, { on });
    } catch {
      // a hint that is lost does no harm; the message itself says when it cannot be sent
    }
  }

  #grow() {
    this.#field.style.height = "auto";
    this.#field.style.height = `${Math.min(this.#field.scrollHeight + 2, TALLEST_PX)}px`;
  }
}

customElements.define("console-composer", Composer);
