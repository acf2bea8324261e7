/** The lists of conversations: waiting for a person, mine, live and closed. */

import { get } from "../lib/api.js";
import { desk } from "../lib/desk.js";
import { h } from "../lib/dom.js";
import { icon } from "../lib/icons.js";
import { languageName } from "../lib/format.js";
import { meter, moodStep } from "../parts/mood.js";
import { avatar, customerName, identity, modeChip } from "../parts/small.js";
import { wishChips } from "../parts/wishes.js";
import { STRINGS } from "../strings.js";
import { word } from "../words.js";
import { List, tabs } from "./list.js";

const words = STRINGS.lists;
const WHO = { customer: "", assistant: "robot", agent: "person", system: "robot" };

class Conversations extends List {
  section = "conversations";
  title = STRINGS.sections.conversations;
  modes = "assistant,waiting,agent";
  find = "";

  fetch() {
    return get(`/conversations?mode=${this.modes}`);
  }

  row(item) {
    const { customer, waiting, last } = item;
    const uneasy = moodStep(item.frustration.level) > 0;
    return [
      avatar(customer?.name ?? ""),
      h("div", { class: "row-body" },
        h("div", { class: "row-top" },
          h("strong", { dir: "auto" }, customerName(customer)),
          identity(customer, { words: false }),
          h("console-time", { datetime: waiting?.since ?? last?.at ?? item.updated_at })),
        waiting ? h("p", { class: "row-reason" }, icon("hand"), word("modeReason", waiting.reason)) : null,
        h("p", { class: "row-text", dir: "auto" }, last && WHO[last.author] ? icon(WHO[last.author]) : null, last?.text ?? STRINGS.conversation.empty),
        h("div", { class: "row-chips" },
          waiting ? null : modeChip(item, desk.me),
          wishChips(item.wishes),
          unanswered(item) ? h("span", { class: "chip warn" }, icon("reply"), words.needsReply) : null,
          uneasy ? meter(item.frustration) : null,
          item.language === "en" ? null : h("span", { class: "chip quiet" }, languageName(item.language)))),
    ];
  }

  empty() {
    return ["conversations", words.emptyLive, words.emptyLiveLead];
  }
}

/** Whether more was said than a greeting to somebody who only opened the chat. */
function hasBegun({ last }) {
  return last !== null && (last.seq > 1 || last.author === "customer");
}

/** Whether the customer wrote last in a conversation that is mine. */
function unanswered({ mode, assigned_to: holder, last }) {
  return mode === "agent" && holder?.id === desk.me.id && last?.author === "customer";
}

class Queue extends Conversations {
  section = "queue";
  title = STRINGS.sections.queue;
  modes = "waiting";

  empty() {
    return ["queue", words.emptyQueue, words.emptyQueueLead];
  }
}

class Mine extends Conversations {
  section = "mine";
  title = STRINGS.sections.mine;
  modes = "agent";

  items() {
    return this.data.items.filter((item) => item.assigned_to?.id === desk.me.id);
  }

  empty() {
    return ["mine", words.emptyMine, words.emptyMineLead];
  }
}

class AllConversations extends Conversations {
  tools() {
    const field = h("input", {
      type: "search", class: "find", placeholder: words.find, "aria-label": words.find, autocomplete: "off",
      oninput: () => {
        this.find = field.value.trim().toLocaleLowerCase();
        this.show();
      },
    });
    this.field = field;
    const lists = { live: "assistant,waiting,agent", closed: "closed" };
    return [
      tabs({ live: words.live, closed: words.closed }, "live", (name) => {
        this.modes = lists[name];
        this.load();
      }),
      field,
    ];
  }

  items() {
    const begun = this.data.items.filter(hasBegun);
    if (!this.find) return begun;
    return begun.filter((item) =>
      [item.id, item.customer?.name, item.customer?.id, item.last?.text, item.assigned_to?.name]
        .some((text) => text?.toLocaleLowerCase().includes(this.find)));
  }

  empty() {
    if (this.find) return ["conversations", words.noMatch, words.noMatchLead];
    if (this.modes === "closed") return ["done", words.emptyClosed, words.emptyClosedLead];
    return super.empty();
  }

  shortcuts() {
    return { ...super.shortcuts(), "/": () => this.field?.focus() };
  }
}

customElements.define("console-queue", Queue);
customElements.define("console-mine", Mine);
customElements.define("console-conversations", AllConversations);
