/** Who the customer of a conversation is, beside it. */

import { get } from "../lib/api.js";
import { desk } from "../lib/desk.js";
import { fill, h, refresh } from "../lib/dom.js";
import { icon } from "../lib/icons.js";
import { on } from "../lib/view.js";
import { contactList, facts, orderCard, recoveryList, subscriptionList } from "../parts/customer.js";
import { moodCard } from "../parts/mood.js";
import { failure, identity } from "../parts/small.js";
import { STRINGS } from "../strings.js";

const words = STRINGS.panel;

/** `<console-customer-panel>`; set its `conversation`; fires `hide`. */
class CustomerPanel extends HTMLElement {
  #conversation = null;
  #customer = null;
  #mood = h("section", { class: "card" });
  #who = h("div", { class: "panel-who" });
  #undo = null;

  connectedCallback() {
    this.setAttribute("role", "complementary");
    this.setAttribute("aria-label", words.title);
    fill(this,
      h("header", { class: "panel-head" }, h("h2", {}, words.title), h("button", { type: "button", class: "plain", "aria-label": STRINGS.help.close, onclick: () => this.dispatchEvent(new Event("hide")) }, icon("cross"))),
      h("div", { class: "panel-scroll" }, this.#mood, this.#who));
    this.#undo = on(desk, "changed", ({ detail }) => detail.approvals.length > 0 && this.#load());
  }

  disconnectedCallback() {
    this.#undo?.();
  }

  set conversation(conversation) {
    const before = this.#conversation;
    this.#conversation = conversation;
    refresh(this.#mood, [conversation.messages.map((one) => one.mood), conversation.frustration], () => [h("h2", {}, words.mood), moodCard(conversation.messages, conversation.frustration, words.noMood)]);
    if (before === null || before.customer?.id !== conversation.customer?.id) this.#load();
    else this.#show();
  }

  async #load() {
    const { customer } = this.#conversation;
    this.#customer = null;
    if (customer) {
      try {
        this.#customer = await get(`/customers/${encodeURIComponent(customer.id)}`);
      } catch (error) {
        if (this.isConnected) fill(this.#who, failure(error, () => this.#load()));
        return;
      }
    }
    if (this.isConnected) this.#show();
  }

  #show() {
    const { customer } = this.#conversation;
    refresh(this.#who, [customer, this.#customer], () => (this.#customer && customer ? this.#known(this.#customer, customer) : customer ? null : this.#guest()));
  }

  #guest() {
    return h("section", { class: "card" }, h("h2", {}, STRINGS.guest), h("p", { class: "muted" }, words.guest));
  }

  #known(profile, customer) {
    return [
      h("section", { class: "card" },
        h("h2", {}, h("bdi", {}, profile.name)),
        h("p", { class: "chips" }, identity(customer), profile.personalisation ? null : h("span", { class: "chip quiet" }, words.optedOut)),
        facts(profile, profile.history)),
      h("section", { class: "card" },
        h("h2", {}, words.recent),
        profile.orders.length === 0 ? h("p", { class: "muted" }, words.noOrders) : profile.orders.slice(0, 4).map((order) => orderCard(order))),
      profile.subscriptions.length === 0 ? null : h("section", { class: "card" }, h("h2", {}, words.subscriptions), subscriptionList(profile.subscriptions)),
      h("section", { class: "card" }, h("h2", {}, words.recoveries), recoveryList(profile.history.recoveries)),
      h("section", { class: "card" }, h("h2", {}, words.contacts), contactList(profile.history.contacts)),
    ];
  }
}

customElements.define("console-customer-panel", CustomerPanel);
