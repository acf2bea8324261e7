/** One conversation, live: what was said, who answers now, and what can be done about it. */

import { get, post } from "../lib/api.js";
import { desk } from "../lib/desk.js";
import { fill, h, refresh } from "../lib/dom.js";
import { languageName } from "../lib/format.js";
import { icon } from "../lib/icons.js";
import { View } from "../lib/view.js";
import { ask } from "../parts/dialogs.js";
import { meter } from "../parts/mood.js";
import { say } from "../parts/notices.js";
import { action, avatar, customerName, identity, modeChip } from "../parts/small.js";
import { wishList } from "../parts/wishes.js";
import { STRINGS } from "../strings.js";
import { word } from "../words.js";
import "./composer.js";
import "./customer-panel.js";
import "./timeline.js";

const words = STRINGS.conversation;
const WIDE = matchMedia("(min-width: 1280px)");

/** `<console-conversation which="cnv_…">` */
class Conversation extends View {
  #head = h("header", { class: "detail-head" });
  #timeline = h("console-timeline");
  #composer = h("console-composer");
  #panel = h("console-customer-panel");
  #busy = false;
  #earlier = [];

  get which() {
    return this.getAttribute("which");
  }

  fetch() {
    return get(this.#path(""));
  }

  show(conversation) {
    if (!this.#head.isConnected) {
      this.#composer.addEventListener("sent", () => this.load());
      this.#composer.addEventListener("outgoing", () => this.#showTimeline());
      this.#timeline.addEventListener("earlier", () => this.#loadEarlier());
      this.#panel.addEventListener("hide", () => this.#togglePanel());
      this.classList.toggle("with-panel", WIDE.matches);
      fill(this, this.#head, h("div", { class: "conversation-body" }, h("div", { class: "conversation-main" }, this.#timeline, this.#composer), this.#panel));
    }
    refresh(this.#head, [conversation.customer, conversation.mode, conversation.assigned_to, conversation.frustration, conversation.language, conversation.waiting, conversation.wishes], () => this.#heading(conversation));
    this.#composer.conversation = conversation;
    this.#showTimeline();
    this.#panel.conversation = conversation;
  }

  concerns({ conversations }) {
    return conversations.some(({ id }) => id === this.which);
  }

  shortcuts() {
    return {
      t: () => this.#can("take") && this.#takeOver(),
      r: () => this.#composer.write("reply"),
      n: () => this.#composer.write("note"),
      h: () => this.#can("give") && this.#handBack(),
      x: () => this.#can("close") && this.#close(),
      c: () => this.#togglePanel(),
    };
  }

  #heading(conversation) {
    const { customer, waiting, mode, assigned_to: holder } = conversation;
    return [
      h("button", { type: "button", class: "plain back", "data-back": true, "aria-label": STRINGS.sections.conversations }, icon("back")),
      avatar(customer?.name ?? ""),
      h("div", { class: "detail-title" },
        h("h1", {}, h("bdi", {}, customerName(customer)), identity(customer, { words: false })),
        h("p", { class: "muted" },
          modeChip(conversation, desk.me),
          meter(conversation.frustration),
          h("span", { class: "detail-more" },
            [languageName(conversation.language), word("channel", conversation.channel)].join(" · "),
            waiting ? [" · ", word("modeReason", waiting.reason), ", ", h("console-time", { datetime: waiting.since })] : null)),
        wishList(conversation.wishes)),
      h("div", { class: "buttons" },
        this.#can("take")
          ? action({ symbol: "hand", label: mode === "agent" ? `${words.takeFrom} ${holder.name}` : words.takeOver, key: "t", kind: mode === "agent" ? "" : "primary", focus: "take", onclick: () => this.#takeOver() })
          : null,
        this.#can("give") ? action({ symbol: "robot", label: words.handBack, key: "h", onclick: () => this.#handBack() }) : null,
        this.#can("close") ? action({ symbol: "done", label: words.close, key: "x", onclick: () => this.#close() }) : null,
        h("button", { type: "button", class: "plain", title: words.customer, "aria-label": words.customer, "aria-keyshortcuts": "c", onclick: () => this.#togglePanel() }, icon("panel"))),
    ];
  }

  #can(what) {
    if (!this.data) return false;
    const { mode, assigned_to: holder } = this.data;
    const mine = mode === "agent" && holder?.id === desk.me.id;
    if (what === "take") return !mine;
    if (what === "give") return mine;
    return mode !== "closed" && (mine || mode !== "agent");
  }

  async #takeOver() {
    const { mode, assigned_to: holder } = this.data;
    const from = mode === "agent" ? holder : null;
    if (from && !(await ask(`${from.name} ${words.takeFromAsk}`, words.takeOver))) return;
    if (await this.#do("take-over", from ? { from: from.id } : {}, words.taken)) this.#composer.write("reply");
  }

  #handBack() {
    return this.#do("hand-back", undefined, words.handedBack);
  }

  #close() {
    return this.#do("close", { reason: "resolved" }, words.closed);
  }

  async #do(what, body, done) {
    if (this.#busy) return false;
    this.#busy = true;
    try {
      this.data = await post(this.#path(`/${what}`), body);
      if (this.isConnected) this.show(this.data);
      say(done);
      return true;
    } catch (error) {
      say(error.message, { bad: true });
      await this.load();
      return false;
    } finally {
      this.#busy = false;
    }
  }

  #showTimeline() {
    const messages = [...this.#earlier, ...this.data.messages];
    this.#timeline.show({ conversation: this.data, messages, outgoing: this.#composer.outgoing });
  }

  async #loadEarlier() {
    const first = [...this.#earlier, ...this.data.messages][0].seq;
    try {
      const { messages } = await get(this.#path(`?before=${first}`));
      this.#earlier = [...messages, ...this.#earlier];
      this.#showTimeline();
    } catch (error) {
      say(error.message, { bad: true });
    }
  }

  #togglePanel() {
    this.classList.toggle("with-panel");
  }

  #path(rest) {
    return `/conversations/${encodeURIComponent(this.which)}${rest}`;
  }
}

customElements.define("console-conversation", Conversation);
