/** How each kind of entry of a conversation looks. */

import { h } from "../lib/dom.js";
import { full, languageName, money, percent, timeOfDay } from "../lib/format.js";
import { icon } from "../lib/icons.js";
import { address } from "../lib/router.js";
import { STRINGS } from "../strings.js";
import { word } from "../words.js";
import { feelings, moodStep } from "./mood.js";
import { avatar, customerName, stateChip } from "./small.js";

const words = STRINGS.conversation;
const TELLING = new Set(["pending_approval", "presented", "approved", "amended", "declined", "accepted", "refused", "fulfilled", "failed", "lapsed", "expired", "withdrawn", "proposed"]);

const ASKING = new Set(["request_human", "customer_asked"]);

/** Returns the row of an item. */
export function rowFor(item) {
  return (ROWS[item.kind] ?? event)(item);
}

const ROWS = {
  day: (item) => h("li", { class: "entry-day" }, h("span", {}, item.text)),
  message,
  note,
  mode,
  offer,
  outgoing,
};

function message(item) {
  const mine = item.author !== "customer";
  const who = name(item);
  return h("li", { class: `entry ${item.author}${item.joins ? " joins" : ""}` },
    item.joins ? null : face(item),
    h("div", { class: "bubble-side" },
      item.joins ? null : h("p", { class: "entry-meta" }, h("b", { dir: "auto" }, who), time(item)),
      h("div", { class: "bubble", dir: "auto", lang: item.language, title: item.joins ? full(item.at) : null }, item.text),
      mine ? null : mood(item),
      item.foreign ? h("p", { class: "entry-aside" }, languageName(item.language)) : null,
      item.choices.length === 0
        ? null
        : h("ul", { class: "entry-choices" }, item.choices.map((choice) => h("li", { class: choice.open ? "open" : "", dir: "auto" }, choice.label)))));
}

/** What an agent wrote for colleagues, or what the assistant was about to say when an agent took over. */
function note(item) {
  const unsaid = item.author === "assistant";
  return h("li", { class: `entry-note${unsaid ? " unsaid" : ""}` },
    h("p", { class: "entry-meta" }, icon(unsaid ? "robot" : "lock"), h("b", {}, unsaid ? words.unsaid : words.internal), h("span", {}, item.agent?.name ?? ""), time(item)),
    h("p", { dir: "auto", lang: item.language }, item.text),
    unsaid ? h("p", { class: "entry-aside" }, words.unsaidLead) : null);
}

function mode(item) {
  const { from, to, reason, agent, actor } = item.details;
  const who = agent?.name ?? (actor === "customer" ? customerName(item.customer) : "");
  const text = who ? `${who} ${word("modeReason", reason)}` : sentence(to, reason, customerName(item.customer));
  return line(to === "agent" ? "person" : to === "waiting" ? "hand" : to === "closed" ? "done" : "robot", text, item, `mode-line from-${from}`);
}

function sentence(to, reason, customer) {
  if (to === "waiting") return ASKING.has(reason) ? `${customer} ${word("modeReason", reason)}` : `${words.waiting}: ${word("modeReason", reason)}`;
  return `${word("mode", to)}: ${word("modeReason", reason)}`;
}

function offer(item) {
  const { details } = item;
  if (!TELLING.has(details.state)) return event(item);
  const amount = item.offer ? money(item.offer) : "";
  return h("li", { class: "entry-line offer-line" },
    icon("gift"),
    h("a", { href: address("approvals", details.offer_id) }, [word("remedy", details.remedy), amount].filter(Boolean).join(" · ")),
    stateChip(details.state),
    moved(details),
    time(item));
}

/** Where an offer goes on, or comes from, when its customer writes in another conversation. */
function moved({ continued_in: there, continued_from: before }) {
  if (!there && !before) return null;
  return h("a", { href: address("conversations", there ?? before) }, there ? words.continuedThere : words.continuedHere);
}

function event(item) {
  const text = words.callback[item.details.event] ?? word("event", item.details.event ?? item.kind);
  const who = item.details.agent?.name;
  return line("callbacks", who ? `${text} (${who})` : text, item);
}

function outgoing(item) {
  return h("li", { class: `entry ${item.note ? "entry-note" : "agent"} ${item.failed ? "failed" : "sending"}` },
    h("div", { class: "bubble-side" },
      h("div", { class: item.note ? "" : "bubble", dir: "auto" }, item.text),
      item.failed
        ? h("p", { class: "entry-aside bad", role: "alert" }, icon("warning"), `${words.notSent}: ${item.failed} `, h("button", { type: "button", class: "link", "data-again": item.key }, words.tryAgain))
        : h("p", { class: "entry-aside" }, icon("send"))));
}

function line(symbol, text, item, kind = "") {
  return h("li", { class: `entry-line ${kind}` }, icon(symbol), h("span", {}, text), time(item));
}

function face(item) {
  if (item.author === "customer") return avatar(item.customer?.name ?? "");
  if (item.agent) return avatar(item.agent.name);
  return h("span", { class: "avatar robot", "aria-hidden": "true" }, icon("robot"));
}

function name(item) {
  if (item.author === "customer") return customerName(item.customer);
  if (item.agent) return item.agent.name;
  return item.author === "system" ? STRINGS.product : word("mode", "assistant");
}

function mood(item) {
  if (!item.mood) return null;
  const felt = feelings(item.mood);
  const step = moodStep(item.mood.frustration ?? 0);
  if (felt.length === 0 && step === 0) return null;
  const level = `${STRINGS.frustration}: ${STRINGS.moods[step]}, ${percent(item.mood.frustration ?? 0)}`;
  return h("p", { class: `entry-aside step-${step}`, title: level },
    h("i", { class: "mood-dot", "aria-hidden": "true" }),
    felt.join(", ") || STRINGS.moods[step].toLowerCase(),
    h("span", { class: "hidden-text" }, ` ${level}`));
}

function time(item) {
  return h("time", { datetime: item.at, title: full(item.at) }, timeOfDay(item.at));
}
