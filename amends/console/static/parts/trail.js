/** What became of an offer, step by step. */

import { h } from "../lib/dom.js";
import { STRINGS } from "../strings.js";
import { word } from "../words.js";
import { stateChip } from "./small.js";

const ACTORS = { assistant: "Assistant", customer: "Customer", system: STRINGS.product };

/** The steps of an offer, the first first. */
export function trailList(trail, me) {
  return h("ol", { class: "trail" }, trail.map((move) =>
    h("li", {},
      stateChip(move.after),
      h("span", { class: "trail-who" }, actor(move, me)),
      move.agent && move.reason ? h("q", {}, move.reason) : null,
      move.after === "withdrawn" ? h("span", { class: "muted" }, word("moveReason", move.reason)) : null,
      h("console-time", { datetime: move.at }))));
}

function actor(move, me) {
  if (move.agent) return move.agent.id === me.id ? "You" : move.agent.name;
  return ACTORS[move.actor] ?? word("mode", "agent");
}
