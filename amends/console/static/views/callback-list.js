/** The calls that customers were promised. */

import { get, post } from "../lib/api.js";
import { h } from "../lib/dom.js";
import { languageName } from "../lib/format.js";
import { say } from "../parts/notices.js";
import { action, avatar, customerName } from "../parts/small.js";
import { STRINGS } from "../strings.js";
import { word } from "../words.js";
import { List, tabs } from "./list.js";

const words = STRINGS.callbacks;

class Callbacks extends List {
  section = "callbacks";
  title = STRINGS.sections.callbacks;
  state = "open";

  fetch() {
    return get(`/callbacks?state=${this.state}`);
  }

  tools() {
    return tabs({ open: words.open, done: words.done }, "open", (name) => {
      this.state = name;
      this.load();
    });
  }

  target(item) {
    return item.conversation_id;
  }

  row(item) {
    const { customer } = item;
    const overdue = item.state === "open" && Date.parse(item.due_at) < Date.now();
    return [
      avatar(customer?.name ?? ""),
      h("div", { class: "row-body" },
        h("div", { class: "row-top" }, h("strong", { dir: "auto" }, customerName(customer))),
        h("p", { class: "row-phone" }, customer?.phone || words.noPhone),
        h("p", { class: overdue ? "row-text bad" : "row-text" },
          item.state === "done"
            ? [words.by, " ", item.done_by?.name ?? "", " ", h("console-time", { datetime: item.done_at })]
            : [overdue ? words.overdue : words.due, " ", h("console-time", { datetime: item.due_at, stretch: overdue })]),
        h("div", { class: "row-chips" },
          h("span", { class: "chip quiet" }, word("issue", item.reason)),
          customer ? h("span", { class: "chip quiet" }, languageName(customer.language)) : null)),
    ];
  }

  beside(item) {
    if (item.state !== "open") return null;
    return action({ symbol: "check", label: words.markDone, kind: "small row-action", onclick: (event) => this.#done(event, item) });
  }

  empty() {
    return this.state === "open"
      ? ["callbacks", words.empty, words.emptyLead]
      : ["done", words.emptyDone, words.emptyDoneLead];
  }

  async #done(event, item) {
    event.currentTarget.disabled = true;
    try {
      await post(`/callbacks/${encodeURIComponent(item.id)}/done`);
      say(words.ticked);
    } catch (error) {
      say(error.message, { bad: true });
    }
    await this.load();
  }
}

customElements.define("console-callbacks", Callbacks);
