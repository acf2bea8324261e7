/** Small things that many screens show. */

import { h } from "../lib/dom.js";
import { initials } from "../lib/format.js";
import { icon } from "../lib/icons.js";
import { STRINGS } from "../strings.js";
import { word } from "../words.js";

const MODE_ICONS = { assistant: "robot", waiting: "queue", agent: "person", closed: "done" };
const STATE_ICONS = {
  pending_approval: "queue", approved: "check", amended: "edit", declined: "cross", expired: "queue", presented: "send",
  accepted: "check", refused: "cross", lapsed: "queue", withdrawn: "reply", fulfilled: "done", failed: "warning", proposed: "gift",
};
const HUES = 8;

/** A circle with the initials of a name. */
export function avatar(name) {
  const hue = [...name].reduce((sum, letter) => sum + letter.codePointAt(0), 0) % HUES;
  return h("span", { class: name ? `avatar hue-${hue}` : "avatar guest", "aria-hidden": "true" }, name ? initials(name) : icon("person"));
}

/** Who the customer is, or that nobody knows. */
export function customerName(customer) {
  return customer?.name || STRINGS.guest;
}

/** Whether it is proven who the customer is. */
export function identity(customer, { words = true } = {}) {
  if (!customer) return null;
  const text = customer.verified ? STRINGS.verified : STRINGS.unverified;
  return h(
    "span",
    { class: `chip ${customer.verified ? "good" : "warn"}${words ? "" : " bare"}`, title: text },
    icon(customer.verified ? "verified" : "unverified"),
    h("span", { class: words ? "" : "hidden-text" }, text),
  );
}

/** Who answers in a conversation. */
export function modeChip(conversation, me) {
  const { mode, assigned_to: holder } = conversation;
  const mine = mode === "agent" && holder?.id === me.id;
  const text = mode === "agent" && holder ? (mine ? "You" : holder.name) : word("mode", mode);
  return h("span", { class: `chip mode-${mode}${mine ? " mine" : ""}` }, icon(MODE_ICONS[mode]), text);
}

/** How far an offer is. */
export function stateChip(state) {
  return h("span", { class: `chip state-${state}` }, icon(STATE_ICONS[state] ?? "gift"), word("state", state));
}

/** What stands where there is nothing: what that means and what to do. */
export function nothing(symbol, title, lead, action = null) {
  return h("div", { class: "nothing" }, h("span", { class: "nothing-icon" }, icon(symbol)), h("h2", {}, title), h("p", {}, lead), action);
}

/** What stands where something could not be loaded. */
export function failure(error, again) {
  return h(
    "div",
    { class: "nothing", role: "alert" },
    h("span", { class: "nothing-icon bad" }, icon("offline")),
    h("h2", {}, STRINGS.load.failed),
    h("p", {}, error.message),
    h("button", { class: "button", type: "button", onclick: again }, STRINGS.load.again),
  );
}

/** A button with an icon, a word and, on wide screens, its key. */
export function action({ symbol, label, key, kind = "", focus, ...attributes }) {
  return h(
    "button",
    { type: "button", class: `button ${kind}`, "data-focus": focus ?? label, "aria-keyshortcuts": key, ...attributes },
    symbol ? icon(symbol) : null,
    h("span", {}, label),
    key ? h("kbd", { "aria-hidden": "true" }, key) : null,
  );
}
