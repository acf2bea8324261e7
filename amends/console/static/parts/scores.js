/** How remedies were scored, as bars to the left (against it) and right (for it) of a line. */

import { h } from "../lib/dom.js";
import { money } from "../lib/format.js";
import { STRINGS } from "../strings.js";
import { word } from "../words.js";

const NOTABLE = 0.0005;

/** The parts of a score, the largest first. */
export function scoreParts(parts) {
  const shown = Object.entries(parts)
    .filter(([, value]) => Math.abs(value) > NOTABLE)
    .sort(([, one], [, other]) => Math.abs(other) - Math.abs(one));
  const largest = Math.max(...shown.map(([, value]) => Math.abs(value)), NOTABLE);
  return h("dl", { class: "parts" }, shown.map(([name, value]) =>
    h("div", {},
      h("dt", {}, word("part", name)),
      h("dd", {},
        h("span", { class: `part-bar ${value < 0 ? "minus" : "plus"}`, style: `--share: ${Math.abs(value) / largest}` }),
        h("span", { class: "part-value" }, signed(value))))));
}

/** The other remedies: those that could be offered with their scores, then those that could not. */
export function consideredList(considered, best) {
  const top = Math.max(best ?? 0, ...considered.map((one) => one.score ?? 0), NOTABLE);
  const possible = considered.filter((one) => one.possible);
  const others = considered.filter((one) => !one.possible);
  return [
    h("ul", { class: "considered" }, possible.map((one) =>
      h("li", {}, h("details", {},
        h("summary", {},
          h("span", { class: "considered-name" }, word("remedy", one.remedy)),
          h("span", { class: "considered-money" }, money(one.money)),
          h("span", { class: "considered-bar", style: `--share: ${Math.max(0, one.score) / top}`, "aria-hidden": "true" }),
          h("span", { class: "part-value" }, one.score.toFixed(2))),
        scoreParts(one.parts))))),
    others.length === 0
      ? null
      : [h("h3", {}, STRINGS.approvals.notPossible),
        h("ul", { class: "impossible" }, others.map((one) =>
          h("li", {}, h("span", {}, word("remedy", one.remedy)), h("span", { class: "muted" }, one.why_not))))],
  ];
}

function signed(value) {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
}
