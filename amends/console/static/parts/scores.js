/** How remedies were scored, as bars to the left (against it) and right (for it) of a line. */

import { h } from "../lib/dom.js";
import { money } from "../lib/format.js";
import { STRINGS } from "../strings.js";
import { word } from "../words.js";

const NOTABLE = 0.005;

/** The parts of a score, the largest first. */
function scoreParts(parts) {
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

/** What is offered beside the other remedies; each opens to show the parts of its score. */
export function comparison({ remedy, amount, currency, score, parts, considered }) {
  const chosen = { remedy, money: { amount, currency }, score: score ?? 0, parts };
  const possible = considered.filter((one) => one.possible);
  const others = considered.filter((one) => !one.possible);
  const top = Math.max(NOTABLE, ...[chosen, ...possible].map((one) => one.score));
  return [
    h("ul", { class: "considered" }, [chosen, ...possible].map((one) => scored(one, top, one === chosen))),
    others.length === 0
      ? null
      : [h("h3", {}, STRINGS.approvals.notPossible),
        h("ul", { class: "impossible" }, others.map((one) =>
          h("li", {}, h("span", {}, word("remedy", one.remedy)), h("span", { class: "muted" }, one.why_not))))],
  ];
}

function scored(one, top, chosen) {
  return h("li", { class: chosen ? "chosen" : "" }, h("details", { open: chosen },
    h("summary", {},
      h("span", { class: "considered-name" }, word("remedy", one.remedy)),
      h("span", { class: "considered-money" }, money(one.money)),
      h("span", { class: "considered-bar", style: `--share: ${Math.max(0, one.score) / top}`, "aria-hidden": "true" }),
      h("span", { class: "part-value" }, one.score.toFixed(2).replace("-", "−"))),
    scoreParts(one.parts)));
}

function signed(value) {
  return `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(2)}`;
}
