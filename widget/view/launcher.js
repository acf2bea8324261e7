/** What is on the page while the panel is closed: the bubble, how many messages wait, and a glimpse of the newest. */

import { el, icon } from "./dom.js";
import { authorName } from "./row.js";

export class Launcher {
  #badge = el("span", { class: "badge", "aria-hidden": "true" });
  #button;
  #glimpseAuthor = el("strong");
  #glimpseText = el("span", { dir: "auto" });
  #glimpse;
  #dismiss;
  #teaser;
  element;

  /** @param {{toggle: () => void, open: () => void}} actions */
  constructor({ toggle, open }) {
    this.#button = el("button", { type: "button", class: "launcher", "aria-controls": "panel", onclick: toggle }, icon("chat"), icon("down"), this.#badge);
    this.#glimpse = el("button", { type: "button", class: "glimpse", onclick: open }, this.#glimpseAuthor, this.#glimpseText);
    this.#dismiss = el("button", { type: "button", class: "plain", onclick: () => this.hideGlimpse() }, icon("close"));
    this.#teaser = el("div", { class: "teaser", role: "status" }, this.#glimpse, this.#dismiss);
    this.element = el("div", { class: "corner" }, this.#teaser, this.#button);
    this.hideGlimpse();
  }

  /**
   * @param {{open: boolean, unread: number}} state
   * @param {import("../strings/words.js").Words} words
   */
  show({ open, unread }, words) {
    const waiting = unread > 0 && !open;
    const name = words.say(open ? "close" : "open");
    this.#button.setAttribute("aria-label", waiting ? `${name}, ${words.say("unread", { count: unread })}` : name);
    this.#button.setAttribute("aria-expanded", String(open));
    this.#badge.classList.toggle("shown", waiting);
    if (waiting) this.#badge.textContent = unread > 99 ? "99+" : String(unread);
    this.#dismiss.setAttribute("aria-label", words.say("dismiss"));
    if (open) this.hideGlimpse();
  }

  /**
   * @param {import("../timeline.js").Message} message
   * @param {import("../strings/words.js").Words} words
   */
  showGlimpse(message, words) {
    this.#glimpseAuthor.textContent = authorName(message, words);
    this.#glimpseText.textContent = message.text;
    this.#glimpseText.lang = message.language;
    this.#teaser.classList.add("shown");
    this.#teaser.inert = false;
  }

  hideGlimpse() {
    this.#teaser.classList.remove("shown");
    this.#teaser.inert = true;
  }

  focus() {
    this.#button.focus();
  }
}
