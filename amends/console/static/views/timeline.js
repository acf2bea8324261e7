/** What was said and done in a conversation, in order, with the newest in sight. */

import { fill, h, reconcile } from "../lib/dom.js";
import { dayHeading } from "../lib/format.js";
import { icon } from "../lib/icons.js";
import { rowFor } from "../parts/entries.js";
import { STRINGS } from "../strings.js";

const NEAR_PX = 90;
const TOGETHER_MS = 4 * 60_000;
const NEW_DAY = "day";

/** `<console-timeline>`; fires `earlier` when older entries are asked for. */
class Timeline extends HTMLElement {
  #rows = h("ol", { class: "entries", "aria-live": "polite", "aria-relevant": "additions" });
  #more = h("button", { type: "button", class: "button small more", hidden: true, onclick: () => this.dispatchEvent(new Event("earlier")) }, STRINGS.load.more);
  #jump = h("button", { type: "button", class: "jump", hidden: true, onclick: () => this.#toEnd("smooth") }, icon("back"), STRINGS.conversation.newMessages);
  #last = "";

  connectedCallback() {
    fill(this, h("div", { class: "timeline-scroll", tabindex: "0", role: "region", "aria-label": STRINGS.approvals.said, onscroll: () => this.#near() && (this.#jump.hidden = true) }, this.#more, this.#rows), this.#jump);
  }

  /** Shows entries, and what is on its way. */
  show({ conversation, messages, outgoing }) {
    const near = this.#near();
    const firstTime = this.#last === "";
    const before = this.firstElementChild.scrollHeight;
    const top = this.#rows.firstElementChild?.dataset.key;
    this.#more.hidden = messages.length === 0 || messages[0].seq === 1;
    reconcile(this.#rows, items(conversation, messages, outgoing), { key: (item) => item.key, render: (item) => rowFor(item) });
    const last = this.#rows.lastElementChild?.dataset.key ?? "";
    if (firstTime || (near && last !== this.#last) || outgoing.some((one) => one.key === last)) this.#toEnd("instant");
    else if (last !== this.#last) this.#jump.hidden = false;
    else if (top !== this.#rows.firstElementChild?.dataset.key) this.firstElementChild.scrollTop += this.firstElementChild.scrollHeight - before;
    this.#last = last;
  }

  #near() {
    const scroll = this.firstElementChild;
    return scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < NEAR_PX;
  }

  #toEnd(behavior) {
    this.firstElementChild.scrollTo({ top: this.firstElementChild.scrollHeight, behavior });
    this.#jump.hidden = true;
  }
}

/** Entries with days between them; a message soon after another of the same author joins it. */
function items(conversation, messages, outgoing) {
  const shown = [];
  let before = null;
  for (const message of messages) {
    const heading = dayHeading(message.at);
    if (before === null || dayHeading(before.at) !== heading) {
      shown.push({ key: `${NEW_DAY}-${message.seq}`, kind: NEW_DAY, text: heading });
      before = null;
    }
    if (sameOffer(before, message)) shown.pop();
    shown.push({
      ...message,
      key: String(message.seq),
      joins: before !== null && together(before, message),
      customer: conversation.customer,
      foreign: message.language !== null && message.language !== conversation.language,
      offer: message.kind === "offer" ? conversation.offers[message.details.offer_id] ?? null : null,
    });
    before = message;
  }
  return [...shown, ...outgoing];
}

/** An offer that takes several steps in a row is shown once, as it is after them. */
function sameOffer(one, other) {
  return one?.kind === "offer" && other.kind === "offer" && one.details.offer_id === other.details.offer_id &&
    !one.details.continued_in && !one.details.continued_from;
}

function together(one, other) {
  return one.kind === other.kind && one.kind === "message" && one.author === other.author &&
    one.agent?.id === other.agent?.id && Date.parse(other.at) - Date.parse(one.at) < TOGETHER_MS;
}

customElements.define("console-timeline", Timeline);
