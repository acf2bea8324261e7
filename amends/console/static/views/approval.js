/** Everything that a decision needs, on one screen, with the decision at its foot. */

import { get } from "../lib/api.js";
import { desk } from "../lib/desk.js";
import { fill, h, refresh } from "../lib/dom.js";
import { day, money, percent } from "../lib/format.js";
import { icon } from "../lib/icons.js";
import { address, go } from "../lib/router.js";
import { View } from "../lib/view.js";
import { contactList, facts, orderCard, recoveryList } from "../parts/customer.js";
import { moodCard } from "../parts/mood.js";
import { comparison } from "../parts/scores.js";
import { avatar, customerName, identity, stateChip } from "../parts/small.js";
import { trailList } from "../parts/trail.js";
import { STRINGS } from "../strings.js";
import { word } from "../words.js";
import "./decision.js";

const words = STRINGS.approvals;
const SAID = 8;
const REASONS = {
  reason_offer_wish: () => "The customer asked for it",
  reason_offer_days_late: ({ count }) => `The order is ${count} ${count === 1 ? "day" : "days"} late`,
  reason_offer_fits: () => "It fits this kind of problem best",
  reason_offer_paid: ({ amount }) => `It gives back what was paid, ${money(amount)}`,
  reason_offer_fast: () => "It makes the wait short",
  reason_offer_history: () => "It went down well with this customer before",
  reason_offer_checked: () => "A colleague has checked it",
};

/** `<console-approval which="off_…">` */
class ApprovalView extends View {
  #head = h("header", { class: "detail-head" });
  #main = h("div", { class: "approval-main" });
  #side = h("aside", { class: "approval-side", "aria-label": words.customer });
  #decision = h("console-decision");

  get which() {
    return this.getAttribute("which");
  }

  async fetch() {
    const approval = await get(`/approvals/${encodeURIComponent(this.which)}`);
    const conversation = await get(`/conversations/${encodeURIComponent(approval.conversation_id)}`);
    return { approval, conversation };
  }

  show({ approval, conversation }) {
    if (!this.#head.isConnected) {
      this.#decision.addEventListener("decided", () => this.load());
      fill(this, this.#head, h("div", { class: "approval-scroll" }, h("div", { class: "approval" }, this.#main, this.#side)), this.#decision);
    }
    refresh(this.#head, approval, () => this.#heading(approval));
    refresh(this.#main, [approval, conversation.messages], () => this.#what(approval, conversation));
    refresh(this.#side, [approval, conversation.messages], () => this.#who(approval, conversation));
    this.#decision.offer = approval;
  }

  concerns({ conversations }) {
    return conversations.some(({ id }) => id === this.data?.approval.conversation_id);
  }

  shortcuts() {
    return {
      a: () => this.#decision.approve(),
      e: () => this.#decision.open("amend"),
      d: () => this.#decision.open("decline"),
      o: () => this.data && go("conversations", this.data.approval.conversation_id),
    };
  }

  #heading(approval) {
    return [
      h("button", { type: "button", class: "plain back", "data-back": true, "aria-label": STRINGS.sections.approvals }, icon("back")),
      avatar(approval.customer?.name ?? ""),
      h("div", { class: "detail-title" },
        h("h1", {}, h("bdi", {}, customerName(approval.customer)), identity(approval.customer, { words: false })),
        h("p", { class: "muted" },
          approval.state === "pending_approval"
            ? [words.waiting, " ", h("console-time", { datetime: approval.waiting_since, stretch: true }), approval.expires_at ? [" · ", words.expires, " ", h("console-time", { datetime: approval.expires_at })] : null]
            : [words.proposed, " ", h("console-time", { datetime: approval.waiting_since })])),
      h("a", { class: "button", href: address("conversations", approval.conversation_id) }, icon("conversations"), h("span", {}, words.open), h("kbd", { "aria-hidden": "true" }, "o")),
    ];
  }

  #what(approval, conversation) {
    const { issue, order } = approval;
    return [
      h("section", { class: "card hero" },
        h("div", { class: "hero-offer" },
          h("div", {}, h("h2", {}, words.offer), h("p", { class: "hero-remedy" }, word("remedy", approval.remedy))),
          h("p", { class: "hero-amount" }, approval.remedy.endsWith("replacement") ? h("small", {}, words.worth) : null, money(approval) || h("span", { class: "muted" }, words.noMoney))),
        h("ul", { class: "whys" }, approval.reasons.map((reason, place) =>
          h("li", {}, icon("check"), (REASONS[reason.key] ?? (() => approval.why[place]))(reason.values)))),
        approval.state === "pending_approval"
          ? h("p", { class: "due" }, icon("warning"), h("span", {}, h("b", {}, `${words.due}: `), approval.due.map((code) => word("due", code)).join(", "), approval.risk > 0 ? h("span", { class: "muted" }, ` · ${words.risk} ${percent(approval.risk)}`) : null))
          : h("p", { class: "due" }, stateChip(approval.state), this.#ending(approval))),
      h("section", { class: "card" },
        h("h2", {}, words.what),
        h("p", { class: "lead" }, word("issue", issue.kind), approval.item ? h("span", {}, ` · ${approval.item}`) : null),
        issue.description ? h("blockquote", { dir: "auto", lang: approval.language }, issue.description) : null,
        order ? orderCard(order, issue.line) : null),
      h("section", { class: "card" },
        h("h2", {}, words.compared),
        comparison(approval),
        approval.personalised ? null : h("p", { class: "muted" }, words.impersonal)),
      this.#said(conversation),
      h("section", { class: "card" }, h("h2", {}, words.trail), trailList(approval.trail, desk.me), this.#outcome(approval)),
    ];
  }

  /** Who decided, and what they said; or why nobody had to any more. */
  #ending({ state, trail, decided_by: approver, decision_reason: said }) {
    if (state === "withdrawn") return h("span", {}, words.withdrawn, word("moveReason", trail.at(-1).reason));
    if (!approver) return null;
    return h("span", {}, approver.name, said ? h("q", {}, said) : null);
  }

  #outcome({ outcome }) {
    const known = Object.entries(outcome).filter(([, value]) => ["string", "number"].includes(typeof value));
    if (known.length === 0) return null;
    return [h("h3", {}, words.outcome), h("dl", { class: "facts" }, known.map(([name, value]) =>
      h("div", {}, h("dt", {}, word("outcome", name)), h("dd", {}, value))))];
  }

  #who(approval, conversation) {
    const { profile, history } = approval;
    return [
      h("section", { class: "card" }, h("h2", {}, words.mood), moodCard(conversation.messages, conversation.frustration, STRINGS.panel.noMood)),
      profile === null
        ? h("section", { class: "card" }, h("h2", {}, words.customer), h("p", { class: "muted" }, words.guest))
        : [
          h("section", { class: "card" }, h("h2", {}, words.customer), h("p", { class: "chips" }, identity(approval.customer)), facts(profile, history)),
          h("section", { class: "card" }, h("h2", {}, words.history), recoveryList(history.recoveries)),
          h("section", { class: "card" }, h("h2", {}, STRINGS.panel.contacts), contactList(history.contacts)),
        ],
    ];
  }

  #said(conversation) {
    const said = conversation.messages.filter((message) => message.kind === "message").slice(-SAID);
    return h("section", { class: "card" },
      h("h2", {}, words.said),
      h("ol", { class: "said" }, said.map((message) =>
        h("li", { class: message.author },
          h("span", { class: "said-who" }, icon(["customer", "agent"].includes(message.author) ? "person" : "robot"), h("span", { dir: "auto" }, message.author === "customer" ? customerName(conversation.customer) : message.agent?.name ?? word("mode", "assistant"))),
          h("span", { dir: "auto", lang: message.language }, message.text)))),
      h("a", { href: address("conversations", conversation.id) }, words.open, ` · ${day(conversation.created_at)}`));
  }
}

customElements.define("console-approval", ApprovalView);
