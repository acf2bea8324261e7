/** The widget as it is seen: puts launcher, header, log and composer together and shows the state of a conversation. */

import { SHEETS } from "../styles/sheets.js";
import { Composer } from "./composer.js";
import { el, icon } from "./dom.js";
import { Header } from "./header.js";
import { Launcher } from "./launcher.js";
import { LogView } from "./log.js";

/** Where the panel covers the whole screen; the style sheet says the same. */
const WHOLE_SCREEN = matchMedia("(max-width: 480px), (max-height: 440px)");
const TOUCH = matchMedia("(hover: none) and (pointer: coarse)");

/**
 * @typedef {object} ViewActions
 * @property {() => void} open
 * @property {() => void} close
 * @property {(text: string) => void} say
 * @property {(text: string) => void} draft
 * @property {(choice: import("../timeline.js").Choice) => void} choose
 * @property {(id: string) => void} retry
 * @property {(id: string) => void} discard
 * @property {() => void} startNew
 * @property {() => void} save
 * @property {() => void} tryNow
 */

export class View {
  #actions;
  #open = false;
  /** @type {import("../strings/words.js").Words | null} */
  #words = null;
  #launcher;
  #header;
  #log;
  #composer;
  #bannerText = el("span");
  #tryNow;
  #banner;
  #ended;
  #panel;
  #root;

  /** @param {ShadowRoot} shadow @param {ViewActions} actions */
  constructor(shadow, actions) {
    this.#actions = actions;
    const toggle = () => (this.#open ? actions.close() : actions.open());
    this.#launcher = new Launcher({ toggle, open: actions.open });
    this.#header = new Header({ close: actions.close, startNew: actions.startNew, save: actions.save });
    this.#log = new LogView({
      choose: (choice) => this.#andThenFocus(() => actions.choose(choice)),
      retry: (id) => this.#andThenFocus(() => actions.retry(id)),
      discard: (id) => this.#andThenFocus(() => actions.discard(id)),
    });
    this.#composer = new Composer({ send: actions.say, draft: actions.draft });
    this.#tryNow = el("button", { type: "button", onclick: actions.tryNow });
    this.#banner = el("div", { class: "banner", role: "status" }, icon("cloud"), this.#bannerText, this.#tryNow);
    this.#ended = el("div", { class: "ended" }, el("p"), el("button", { type: "button", onclick: actions.startNew }));
    this.#panel = el(
      "section",
      { class: "panel", id: "panel", role: "dialog", "aria-labelledby": "title", tabindex: "-1" },
      this.#header.element,
      this.#banner,
      this.#log.element,
      this.#composer.element,
      this.#ended,
    );
    this.#panel.inert = true;
    this.#panel.addEventListener("keydown", (event) => this.#key(event));
    this.#root = el("div", { class: "root" }, this.#panel, this.#launcher.element);
    shadow.adoptedStyleSheets = SHEETS;
    shadow.replaceChildren(this.#root);
    this.#fitToKeyboard();
  }

  get draft() {
    return this.#composer.text;
  }

  set draft(text) {
    this.#composer.text = text;
  }

  get isOpen() {
    return this.#open;
  }

  /** @param {boolean} open @param {{focus: boolean}} options */
  setOpen(open, { focus }) {
    this.#open = open;
    this.#root.classList.toggle("open", open);
    this.#panel.inert = !open;
    this.#panel.setAttribute("aria-modal", String(open && WHOLE_SCREEN.matches));
    if (open) {
      this.#composer.fit();
      this.#log.scrollToEnd();
    }
    if (!focus) return;
    if (!open) this.#launcher.focus();
    else this.#focusInside();
  }

  /** Puts the cursor behind what is written. */
  focusDraft() {
    this.#composer.focusEnd();
  }

  /** @param {"left" | "right"} side */
  set side(side) {
    this.#root.dataset.side = side;
  }

  /**
   * @param {import("../conversation.js").Conversation} conversation
   * @param {{words: import("../strings/words.js").Words, heading: string | null, unread: number}} how
   */
  show(conversation, { words, heading, unread }) {
    this.#words = words;
    this.#root.lang = words.language;
    this.#root.dir = words.direction;
    const { timeline, connection, caughtUp } = conversation;
    const presence = presenceOf(conversation);
    this.#header.show({ heading, presence, status: statusText(presence, timeline, words) }, words);
    this.#log.show(timeline, { words, announce: caughtUp });
    this.#composer.show(words);
    this.#launcher.show({ open: this.#open, unread }, words);
    this.#showBanner(connection === "offline", words);
    const closed = timeline.mode === "closed";
    this.#composer.element.hidden = closed;
    this.#ended.hidden = !closed;
    const [text, button] = this.#ended.children;
    text.textContent = words.say("status_closed");
    button.textContent = words.say("start_new");
  }

  /** @param {import("../timeline.js").Message} message */
  glimpse(message) {
    if (!this.#open && this.#words !== null) this.#launcher.showGlimpse(message, this.#words);
  }

  /** @param {boolean} offline @param {import("../strings/words.js").Words} words */
  #showBanner(offline, words) {
    const text = offline ? words.say(navigator.onLine ? "offline_server" : "offline_device") : "";
    if (this.#bannerText.textContent !== text) this.#bannerText.textContent = text;
    this.#tryNow.textContent = words.say("try_now");
    this.#tryNow.hidden = !navigator.onLine;
    this.#banner.classList.toggle("shown", offline);
  }

  /** The button that was pressed goes away, so the focus goes to where it is of use. @param {() => void} action */
  #andThenFocus(action) {
    action();
    this.#focusInside();
  }

  /** On a touch screen the keyboard stays away until the customer wants to write. */
  #focusInside() {
    if (TOUCH.matches || this.#composer.element.hidden) this.#panel.focus({ preventScroll: true });
    else this.#composer.focus();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "Escape" && !event.isComposing) {
      event.stopPropagation();
      if (!this.#header.closeMenu()) this.#actions.close();
    } else if (event.key === "Tab" && WHOLE_SCREEN.matches) this.#keepFocusInside(event);
  }

  /** What lies under a panel that covers the screen cannot be reached by Tab. @param {KeyboardEvent} event */
  #keepFocusInside(event) {
    const selector = "button, textarea, a[href], [tabindex='0']";
    const reachable = [...this.#panel.querySelectorAll(selector)].filter(
      (element) => element instanceof HTMLElement && element.checkVisibility() && !element.matches(":disabled"),
    );
    const edge = event.shiftKey ? reachable[0] : reachable.at(-1);
    const goal = event.shiftKey ? reachable.at(-1) : reachable[0];
    const root = /** @type {ShadowRoot} */ (this.#panel.getRootNode());
    const atEdge = root.activeElement === edge || root.activeElement === this.#panel;
    if (!atEdge || !(goal instanceof HTMLElement)) return;
    event.preventDefault();
    goal.focus();
  }

  /** A phone's keyboard covers the page without resizing it; the panel shrinks to what is left. */
  #fitToKeyboard() {
    const visible = window.visualViewport;
    if (visible === null) return;
    const fit = () => {
      this.#root.style.setProperty("--visible-height", `${visible.height}px`);
      this.#root.style.setProperty("--visible-top", `${visible.offsetTop}px`);
    };
    visible.addEventListener("resize", fit);
    visible.addEventListener("scroll", fit);
    fit();
  }
}

/** @param {import("../conversation.js").Conversation} conversation @returns {import("./header.js").Presence} */
function presenceOf({ connection, timeline }) {
  if (connection === "offline") return "offline";
  if (connection === "connecting") return "connecting";
  if (timeline.mode === "waiting" || timeline.mode === "agent" || timeline.mode === "closed") return timeline.mode;
  return "online";
}

/**
 * @param {import("./header.js").Presence} presence
 * @param {import("../timeline.js").Timeline} timeline
 * @param {import("../strings/words.js").Words} words
 */
function statusText(presence, { agent }, words) {
  if (presence === "agent" && agent !== null) return words.say("status_agent", { name: agent });
  if (presence === "agent") return words.say("status_agent_unnamed");
  return words.say(presence === "online" ? "status_assistant" : `status_${presence}`);
}
