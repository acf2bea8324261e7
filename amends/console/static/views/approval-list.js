/** The offers that wait for a decision, and those that were decided. */

import { get } from "../lib/api.js";
import { h } from "../lib/dom.js";
import { money } from "../lib/format.js";
import { meter, moodStep } from "../parts/mood.js";
import { avatar, customerName, identity, stateChip } from "../parts/small.js";
import { STRINGS } from "../strings.js";
import { word } from "../words.js";
import { List, tabs } from "./list.js";

const words = STRINGS.approvals;

class ApprovalList extends List {
  section = "approvals";
  title = STRINGS.sections.approvals;
  state = "pending";

  fetch() {
    return get(`/approvals?state=${this.state}`);
  }

  tools() {
    return tabs({ pending: words.pending, decided: words.decided }, "pending", (name) => {
      this.state = name;
      this.load();
    });
  }

  row(item) {
    const waits = item.state === "pending_approval";
    return [
      avatar(item.customer?.name ?? ""),
      h("div", { class: "row-body" },
        h("div", { class: "row-top" },
          h("strong", { dir: "auto" }, customerName(item.customer)),
          identity(item.customer, { words: false }),
          h("console-time", { datetime: item.waiting_since })),
        h("p", { class: "row-offer" }, h("span", {}, word("remedy", item.remedy)), h("b", {}, money(item))),
        h("p", { class: "row-text" }, [word("issue", item.issue.kind), item.item].filter(Boolean).join(" · ")),
        h("div", { class: "row-chips" },
          waits ? item.due.map((code) => h("span", { class: "chip quiet" }, word("due", code))) : stateChip(item.state),
          waits && moodStep(item.frustration.level) > 0 ? meter(item.frustration) : null)),
    ];
  }

  empty() {
    return this.state === "pending"
      ? ["approvals", words.empty, words.emptyLead]
      : ["done", words.emptyDecided, words.emptyDecidedLead];
  }

  concerns({ approvals }) {
    return approvals.length > 0;
  }
}

customElements.define("console-approval-list", ApprovalList);
