/** Shows the conversation: messages in groups and days, suggested answers, who is writing; keeps the newest in sight. */

import { el, icon } from "./dom.js";
import { Row } from "./row.js";

/** @typedef {import("../timeline.js").Item} Item */
/** @typedef {import("../timeline.js").MessageItem} MessageItem */

/** Messages of one author within this time stand together. */
const GROUP_MS = 5 * 60_000;
/** How many messages are shown at first, and how many more at a time. */
const WINDOW = 120;
/** This near to the end counts as being there. */
const NEAR_END_PX = 60;

/**
 * @typedef {object} LogActions
 * @property {(choice: import("../timeline.js").Choice) => void} choose
 * @property {(id: string) => void} retry
 * @property {(id: string) => void} discard
 */

export class LogView {
  #actions;
  /** @type {Map<string, Row>} */
  #rows = new Map();
  /** @type {Map<string, HTMLElement>} */
  #lines = new Map();
  #shownChoices = "";
  #window = WINDOW;
  #atEnd = true;
  /** @type {(() => void) | null} */
  #again = null;

  #introTitle = el("h3");
  #introText = el("p");
  #intro = el("div", { class: "intro" }, el("span", { class: "avatar large" }, icon("mark")), this.#introTitle, this.#introText);
  #earlier = el("button", { type: "button", class: "earlier", onclick: () => this.#showEarlier() });
  #log = el("div", { class: "log", role: "log", "aria-relevant": "additions" });
  #typingText = el("span", { class: "sr-only" });
  #typing = el("div", { class: "typing", role: "status" }, el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")), this.#typingText);
  #choices = el("div", { class: "choices", role: "group" });
  #latestText = el("span");
  #latest = el("button", { type: "button", class: "latest", onclick: () => this.scrollToEnd(true) }, icon("down"), this.#latestText);
  #scroller = el("div", { class: "scroller", tabindex: "0" }, this.#intro, this.#earlier, this.#log, this.#typing, this.#choices);
  element = el("div", { class: "conversation" }, this.#scroller, this.#latest);

  /** @param {LogActions} actions */
  constructor(actions) {
    this.#actions = actions;
    this.#scroller.addEventListener("scroll", () => this.#noticePosition(), { passive: true });
    new ResizeObserver(() => this.#atEnd && this.scrollToEnd()).observe(this.#scroller);
  }

  /**
   * @param {import("../timeline.js").Timeline} timeline
   * @param {{words: import("../strings/words.js").Words, announce: boolean}} how
   *   announce: whether a screen reader reads out what is added
   */
  show(timeline, { words, announce }) {
    this.#again = () => this.show(timeline, { words, announce: false });
    this.#log.setAttribute("aria-live", announce ? "polite" : "off");
    this.#introTitle.textContent = words.say("intro_title");
    this.#introText.textContent = words.say("intro");
    this.#scroller.setAttribute("aria-label", words.say("log"));
    this.#log.setAttribute("aria-label", words.say("log"));
    this.#latestText.textContent = words.say("latest");
    this.#earlier.textContent = words.say("earlier");

    const items = timeline.items();
    this.#earlier.hidden = items.length <= this.#window;
    const wroteSomething = this.#showItems(items.slice(-this.#window), words);
    this.#showTyping(timeline.typing, words);
    this.#showChoices(timeline.openChoices(), words);
    if (this.#atEnd || wroteSomething) this.scrollToEnd();
    this.#noticePosition();
  }

  /** @param {boolean} [smoothly] */
  scrollToEnd(smoothly = false) {
    this.#atEnd = true;
    this.#scroller.scrollTo({ top: this.#scroller.scrollHeight, behavior: smoothly ? "smooth" : "instant" });
  }

  #showEarlier() {
    this.#window += WINDOW;
    const fromEnd = this.#scroller.scrollHeight - this.#scroller.scrollTop;
    this.#again?.();
    this.#scroller.scrollTop = this.#scroller.scrollHeight - fromEnd;
    this.#scroller.focus();
  }

  #noticePosition() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    this.#atEnd = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    this.#latest.classList.toggle("shown", !this.#atEnd);
    this.#latest.inert = this.#atEnd;
  }

  /**
   * @param {Item[]} items
   * @param {import("../strings/words.js").Words} words
   * @returns {boolean} whether a message of the customer's was added
   */
  #showItems(items, words) {
    const used = new Set();
    const lastOwn = items.findLast((item) => item.kind === "message" && item.author === "customer");
    const firstTime = this.#rows.size === 0;
    let previous = /** @type {Item | undefined} */ (undefined);
    let at = this.#log.firstElementChild;
    let wroteSomething = false;
    const place = (/** @type {HTMLElement} */ element) => {
      if (element === at) at = at.nextElementSibling;
      else this.#log.insertBefore(element, at);
    };
    items.forEach((item, index) => {
      used.add(item.key);
      if (item.kind === "notice") place(this.#line(item.key, words.say(item.name), "notice"));
      else {
        if (!isSameDay(previous, item)) {
          const key = `day/${item.key}`;
          used.add(key);
          place(this.#line(key, words.day(item.at), "day"));
        }
        const [row, isNew] = this.#row(item.key);
        row.show(item, placeInGroup(previous, item, items[index + 1], lastOwn), words);
        if (isNew && !firstTime) row.element.classList.add("enter");
        wroteSomething ||= isNew && item.seq === null;
        place(row.element);
      }
      previous = item;
    });
    this.#drop(used);
    return wroteSomething;
  }

  /** @param {string} key @returns {[Row, boolean]} the row, and whether it is a new one */
  #row(key) {
    const known = this.#rows.get(key);
    if (known !== undefined) return [known, false];
    const row = new Row(this.#actions);
    this.#rows.set(key, row);
    return [row, true];
  }

  /** @param {string} key @param {string} text @param {string} kind */
  #line(key, text, kind) {
    const line = this.#lines.get(key) ?? el("div", { class: `line ${kind}` });
    this.#lines.set(key, line);
    if (line.textContent !== text) line.textContent = text;
    return line;
  }

  /** @param {Set<string>} used */
  #drop(used) {
    for (const [key, row] of this.#rows) {
      if (used.has(key)) continue;
      row.element.remove();
      this.#rows.delete(key);
    }
    for (const [key, line] of this.#lines) {
      if (used.has(key)) continue;
      line.remove();
      this.#lines.delete(key);
    }
  }

  /** @param {{author: string, name: string | null} | null} typing @param {import("../strings/words.js").Words} words */
  #showTyping(typing, words) {
    this.#typing.classList.toggle("shown", typing !== null);
    this.#typing.classList.toggle("by-agent", typing?.author === "agent");
    const text = typing === null ? "" : typingText(typing, words);
    if (this.#typingText.textContent !== text) this.#typingText.textContent = text;
  }

  /** @param {import("../timeline.js").Choice[]} choices @param {import("../strings/words.js").Words} words */
  #showChoices(choices, words) {
    this.#choices.setAttribute("aria-label", words.say("choices"));
    const signature = JSON.stringify(choices);
    if (signature === this.#shownChoices) return;
    this.#shownChoices = signature;
    if (this.#choices.matches(":focus-within")) this.#scroller.focus();
    const short = choices.every(({ label }) => Array.from(label).length <= 2);
    this.#choices.classList.toggle("scale", choices.length > 2 && short);
    this.#choices.replaceChildren(...choices.map((choice) => this.#choiceButton(choice)));
  }

  /** @param {import("../timeline.js").Choice} choice */
  #choiceButton(choice) {
    return el("button", { type: "button", dir: "auto", onclick: () => this.#actions.choose(choice) }, choice.label);
  }
}

/**
 * @param {Item | undefined} previous
 * @param {MessageItem} item
 * @param {Item | undefined} next
 * @param {Item | undefined} lastOwn
 */
function placeInGroup(previous, item, next, lastOwn) {
  const showDelivery = item.delivery !== null && (item === lastOwn || item.delivery !== "sent");
  return { first: !belongTogether(previous, item), last: !belongTogether(item, next), showDelivery };
}

/** @param {Item | undefined} one @param {Item | undefined} other */
function belongTogether(one, other) {
  if (one?.kind !== "message" || other?.kind !== "message") return false;
  const near = !(Math.abs(Date.parse(other.at) - Date.parse(one.at)) > GROUP_MS);
  return one.author === other.author && one.agent === other.agent && near && isSameDay(one, other);
}

/** @param {Item | undefined} one @param {MessageItem} other */
function isSameDay(one, other) {
  return one?.kind === "message" && new Date(one.at).toDateString() === new Date(other.at).toDateString();
}

/** @param {{author: string, name: string | null}} typing @param {import("../strings/words.js").Words} words */
function typingText({ author, name }, words) {
  if (author !== "agent") return words.say("typing_assistant");
  return words.say("typing_agent", { name: name ?? words.say("agent") });
}
