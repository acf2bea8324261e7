/** What a customer wants: what is dealt with now, and what waits to be taken up. */

import { h } from "../lib/dom.js";
import { icon } from "../lib/icons.js";
import { STRINGS } from "../strings.js";
import { word } from "../words.js";

const words = STRINGS.wishes;

/** Every wish with the customer's own words; nothing as long as none is known. */
export function wishList(wishes) {
  if (wishes.length === 0) return null;
  return h("ul", { class: "wishes", "aria-label": words.title },
    wishes.map(({ intent, text, waits }) =>
      h("li", { class: waits ? "waits" : "" },
        icon(waits ? "queue" : "conversations"),
        h("strong", {}, word("wish", intent)),
        h("span", { class: "muted" }, waits ? words.waits : words.first),
        text ? h("q", { dir: "auto", title: text }, text) : null)));
}

/** The wishes as chips, for a list; only where there is more than one. */
export function wishChips(wishes) {
  if (wishes.length < 2) return null;
  return wishes.map(({ intent, waits }) => h("span", { class: waits ? "chip warn" : "chip quiet" }, word("wish", intent)));
}
