/** Shows one message of the conversation; updates in place, so that a screen reader hears each message once. */

import { el, icon } from "./dom.js";
import { findLinks } from "./linkify.js";

/** @typedef {import("../timeline.js").MessageItem} MessageItem */
/** @typedef {{first: boolean, last: boolean, showDelivery: boolean}} Place where the message stands in its group */
/** @typedef {{retry: (id: string) => void, discard: (id: string) => void}} RowActions */

const DELIVERY_ICONS = /** @type {const} */ ({ queued: "clock", sending: "clock", sent: "check", failed: "alert" });

export class Row {
  #actions;
  #who = el("div", { class: "who" });
  #bubble = el("div", { class: "bubble", dir: "auto" });
  #meta = el("div", { class: "meta" });
  #text = "";
  #shown = "";
  element = el("div", { class: "row" }, this.#who, this.#bubble, this.#meta);

  /** @param {RowActions} actions */
  constructor(actions) {
    this.#actions = actions;
  }

  /**
   * @param {MessageItem} item
   * @param {Place} place
   * @param {import("../strings/words.js").Words} words
   */
  show(item, place, words) {
    const signature = JSON.stringify([item, place, words.language]);
    if (signature === this.#shown) return;
    this.#shown = signature;
    this.element.className = `row from-${item.author}`;
    this.element.classList.toggle("first", place.first);
    this.element.classList.toggle("last", place.last);
    this.element.classList.toggle("failed", item.delivery === "failed");
    this.element.dataset.seq = String(item.seq ?? "");
    this.#showWho(item, place, words);
    if (item.language === "") this.#bubble.removeAttribute("lang");
    else this.#bubble.lang = item.language;
    if (this.#text !== item.text || this.#bubble.childNodes.length === 0) {
      this.#text = item.text;
      this.#bubble.replaceChildren(...findLinks(item.text).map(partNode));
    }
    this.#showMeta(item, place, words);
  }

  /** @param {MessageItem} item @param {Place} place @param {import("../strings/words.js").Words} words */
  #showWho(item, { first }, words) {
    const name = authorName(item, words);
    this.#who.classList.toggle("hidden", !first || item.author === "customer");
    if (item.author === "system") this.#who.replaceChildren();
    else if (item.author === "agent") {
      const role = item.agent === null ? "" : el("span", { class: "role" }, words.say("agent"));
      this.#who.replaceChildren(el("span", { class: "avatar", "aria-hidden": "true" }, initials(name)), name, " ", role);
    } else if (item.author === "assistant") {
      this.#who.replaceChildren(el("span", { class: "avatar" }, icon("mark")), name);
    } else this.#who.replaceChildren(name);
  }

  /** @param {MessageItem} item @param {Place} place @param {import("../strings/words.js").Words} words */
  #showMeta({ key, at, delivery, failure, again }, { last, showDelivery }, words) {
    const parts = [];
    if (last && delivery !== "failed") parts.push(el("time", { datetime: at }, words.time(at)));
    if (delivery !== null && showDelivery) {
      const state = el("span", { class: `delivery ${delivery}` }, icon(DELIVERY_ICONS[delivery]), words.say(delivery));
      parts.push(state);
    }
    if (delivery === "failed") {
      if (failure !== "") parts.push(el("span", { class: "failure", dir: "auto" }, failure));
      const retry = el("button", { type: "button", onclick: () => this.#actions.retry(key) }, words.say("retry"));
      const discard = el("button", { type: "button", onclick: () => this.#actions.discard(key) }, words.say("discard"));
      parts.push(el("span", { class: "remedies" }, ...(again ? [retry, discard] : [discard])));
    }
    this.#meta.replaceChildren(...parts);
  }
}

/**
 * @param {{author: string, agent: string | null}} message
 * @param {import("../strings/words.js").Words} words
 */
export function authorName({ author, agent }, words) {
  if (author === "customer") return words.say("you");
  if (author === "agent") return agent ?? words.say("agent");
  return author === "assistant" ? words.say("assistant") : "";
}

/** @param {{text: string, href: string | null}} part */
function partNode({ text, href }) {
  if (href === null) return document.createTextNode(text);
  return el("a", { href, target: "_blank", rel: "noopener noreferrer nofollow", dir: "ltr" }, text);
}

/** @param {string} name @returns {string} the first letter of the first and of the last word */
function initials(name) {
  const letters = name.trim().split(/\s+/).map((word) => Array.from(word)[0] ?? "");
  return [letters[0], letters.length > 1 ? letters.at(-1) : ""].join("").toLocaleUpperCase();
}
