/** How a customer feels: a word, a mark and a curve, never a colour alone. */

import { percent } from "../lib/format.js";
import { h } from "../lib/dom.js";
import { icon } from "../lib/icons.js";
import { steps } from "../lib/thresholds.js";
import { STRINGS } from "../strings.js";
import { word } from "../words.js";

const STEADY = 0.03;
const NAMESPACE = "http://www.w3.org/2000/svg";

/** Returns 0 (calm) to 3 (very frustrated). */
export function moodStep(level) {
  return steps.filter((step) => level >= step).length;
}

/** A small meter with a word, and an arrow when it is changing. */
export function meter({ level, trend = 0 }, { words = true } = {}) {
  const step = moodStep(level);
  const heading = trend > STEADY ? "rising" : trend < -STEADY ? "falling" : "steady";
  const label = `${STRINGS.frustration}: ${STRINGS.moods[step]}, ${percent(level)}, ${STRINGS.trend[heading]}`;
  return h(
    "span",
    { class: `meter step-${step}`, title: label },
    h("span", { class: "meter-bars", "aria-hidden": "true" }, [0, 1, 2, 3].map((bar) => h("i", { class: bar <= step ? "on" : "" }))),
    words ? h("span", {}, STRINGS.moods[step]) : h("span", { class: "hidden-text" }, label),
    heading === "steady" ? null : icon(heading === "rising" ? "up" : "down"),
  );
}

/** The emotions that a message shows, in words. */
export function feelings(mood) {
  return Object.entries(mood.emotions ?? {})
    .filter(([, score]) => score.present)
    .sort(([, one], [, other]) => other.score - one.score)
    .slice(0, 2)
    .map(([name]) => word("emotion", name));
}

/** The frustration over a conversation as a curve, from 0 to 1, with its thresholds. */
export function sparkline(levels, { width = 280, height = 64 } = {}) {
  const pad = 5;
  const x = (place) => levels.length === 1 ? width / 2 : pad + (place * (width - 2 * pad)) / (levels.length - 1);
  const y = (level) => height - pad - level * (height - 2 * pad);
  const points = levels.map((level, place) => [x(place), y(level)]);
  const line = points.map(([px, py], place) => `${place ? "L" : "M"}${px.toFixed(1)} ${py.toFixed(1)}`).join("");
  const first = points[0];
  const last = points.at(-1);
  const drawing = svg("svg", {
    viewBox: `0 0 ${width} ${height}`, class: `sparkline step-${moodStep(levels.at(-1))}`, role: "img",
    "aria-label": STRINGS.curve(levels.map(percent), percent(Math.max(...levels))),
  });
  drawing.append(
    ...steps.map((step) => svg("line", { x1: 0, x2: width, y1: y(step), y2: y(step), class: "grid" })),
    svg("path", { d: `${line}L${last[0]} ${height - pad}L${first[0]} ${height - pad}Z`, class: "area" }),
    svg("path", { d: line, class: "curve" }),
    ...points.map(([px, py], place) =>
      svg("circle", { cx: px, cy: py, r: place === points.length - 1 ? 4 : 2.2, class: place === points.length - 1 ? "now" : "then" })),
  );
  return drawing;
}

/** The frustration after each of the customer's messages. */
export function levelsOf(messages) {
  return messages
    .filter((message) => message.author === "customer" && typeof message.mood?.frustration === "number")
    .map((message) => message.mood.frustration);
}

/** Curve and words together; `none` is shown before there is anything to draw. */
export function moodCard(messages, frustration, none) {
  const levels = levelsOf(messages);
  if (levels.length === 0) return h("p", { class: "muted" }, none);
  return h(
    "figure",
    { class: "mood-card" },
    sparkline(levels),
    h("figcaption", {}, meter(frustration), h("span", { class: "muted" }, percent(frustration.level))),
  );
}

function svg(name, attributes) {
  const element = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  return element;
}
