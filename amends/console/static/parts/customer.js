/** What is known about a customer: facts, orders, earlier recoveries and contacts. */

import { h } from "../lib/dom.js";
import { day, languageName, money } from "../lib/format.js";
import { icon } from "../lib/icons.js";
import { address } from "../lib/router.js";
import { STRINGS } from "../strings.js";
import { word } from "../words.js";

const words = STRINGS.panel;
const SHOWN = 5;

/** Who somebody is and what they have bought, in figures. */
export function facts(profile, history) {
  return [
    h("dl", { class: "figures" },
      figure(words.value, money(history.lifetime_value)),
      figure(words.orders, history.orders, history.late_orders ? `${history.late_orders} ${words.late}` : ""),
      figure(words.returns, history.returns),
      figure(words.openIssues, history.open_issues)),
    h("dl", { class: "facts" },
      fact("Id", [profile.id, " · ", word("tier", profile.tier)]),
      fact("E-mail", h("a", { href: `mailto:${profile.email}` }, profile.email)),
      profile.phone ? fact("Phone", h("a", { href: `tel:${profile.phone.replaceAll(/[^+\d]/gu, "")}` }, profile.phone)) : null,
      fact("Address", h("span", { dir: "auto" }, profile.address)),
      fact("Language", languageName(profile.language)),
      fact(words.since, day(profile.since))),
  ];
}

/** One order: what is in it, where it is and how late. */
export function orderCard(order, line = null) {
  const late = order.days_late > 0;
  return h("div", { class: "order" },
    h("p", { class: "order-top" },
      icon("box"),
      h("b", {}, order.number),
      h("span", { class: "muted" }, day(order.placed_at)),
      h("span", { class: "order-total" }, money(order.total))),
    h("ul", {}, order.lines.map((one) =>
      h("li", { class: one.line === line ? "meant" : "" },
        `${one.quantity} × ${one.name}${one.variant ? `, ${one.variant}` : ""}`,
        h("span", { class: "order-total muted" }, money(one.unit_price))))),
    h("p", { class: "order-state" },
      h("span", { class: `chip ${late ? "warn" : "quiet"}` }, late ? icon("warning") : null, word("order", order.state)),
      h("span", { class: "muted" },
        order.delivered ? `${words.delivered} ${day(order.delivered)}` : `${words.expected} ${day(order.expected)}`,
        late ? ` · ${order.days_late} ${order.days_late === 1 ? words.dayLate : words.daysLate}` : "")));
}

/** What a customer pays for regularly, and what comes off the next bill. */
export function subscriptionList(subscriptions) {
  return h("ul", { class: "past" }, subscriptions.map((one) =>
    h("li", {},
      h("span", { class: "past-what" }, one.name),
      h("span", { class: "past-when muted" }, `${money(one.price)} ${words.perPeriod[one.period] ?? one.period}`),
      h("span", { class: "muted past-more" }, until(one)),
      one.credit ? h("span", { class: "chip good past-more" }, `${money(one.credit)} ${words.credit}`) : null)));
}

function until({ state, renews_at: renews, ends_at: ends }) {
  if (state === "cancelled") return ends ? `${words.ends} ${day(ends)}` : "";
  return renews ? `${words.renews} ${day(renews)}` : "";
}

/** What was done for a customer before. */
export function recoveryList(recoveries) {
  if (recoveries.length === 0) return h("p", { class: "muted" }, words.noRecoveries);
  return h("ul", { class: "past" }, recoveries.slice(0, SHOWN).map((one) =>
    h("li", {},
      h("span", { class: "past-what" }, word("remedy", one.remedy), one.money ? h("b", {}, ` ${money(one.money)}`) : null),
      h("span", { class: "muted" }, [word("issue", one.issue), one.accepted ? words.accepted : words.refused, stars(one.satisfaction)].filter(Boolean).join(" · ")),
      h("span", { class: "past-when muted" }, day(one.at)))));
}

/** When a customer was in touch before. */
export function contactList(contacts) {
  if (contacts.length === 0) return h("p", { class: "muted" }, words.noContacts);
  return h("ul", { class: "past" }, contacts.slice(0, SHOWN).map((one) =>
    h("li", {},
      one.conversation_id
        ? h("a", { class: "past-what", href: address("conversations", one.conversation_id) }, word("issue", one.topic))
        : h("span", { class: "past-what" }, word("issue", one.topic)),
      h("span", { class: "muted" }, [word("channel", one.channel), one.order_number, stars(one.satisfaction)].filter(Boolean).join(" · "), one.resolved ? null : h("span", { class: "chip warn" }, words.unresolved)),
      h("span", { class: "past-when muted" }, day(one.at)))));
}

function figure(name, value, more = "") {
  return h("div", {}, h("dt", {}, name), h("dd", {}, value, more ? h("small", {}, more) : null));
}

function fact(name, value) {
  return h("div", {}, h("dt", {}, name), h("dd", {}, value));
}

function stars(score) {
  return score ? `${score}/5` : "";
}
