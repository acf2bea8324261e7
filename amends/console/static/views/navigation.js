/** The sections with how much waits in each, and who is signed in. */

import { post } from "../lib/api.js";
import { desk } from "../lib/desk.js";
import { fill, h } from "../lib/dom.js";
import { icon } from "../lib/icons.js";
import { address } from "../lib/router.js";
import { on } from "../lib/view.js";
import { avatar } from "../parts/small.js";
import { STRINGS } from "../strings.js";
import { openHelp } from "./help.js";

const COUNTED = ["approvals", "queue", "mine", "callbacks"];

/** `<console-navigation>` */
class Navigation extends HTMLElement {
  #undo = null;
  #before = null;
  #news = h("p", { class: "hidden-text", role: "status" });

  connectedCallback() {
    const names = Object.keys(STRINGS.sections);
    fill(
      this,
      h("a", { class: "brand", href: address("approvals") }, h("img", { src: "/console/static/icon.svg", alt: "", width: "28", height: "28" }), h("span", {}, STRINGS.product)),
      h("nav", { "aria-label": STRINGS.console }, h("ul", {}, names.map((name) => this.#link(name)))),
      this.#account(),
      this.#news,
    );
    this.#undo = on(desk, "counts", () => this.#count());
    this.#count();
  }

  disconnectedCallback() {
    this.#undo?.();
  }

  /** Marks the section that is shown. */
  show(section) {
    for (const link of this.querySelectorAll("nav a")) {
      if (link.dataset.section === section) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  #link(name) {
    return h(
      "li",
      {},
      h("a", { href: address(name), "data-section": name }, icon(name), h("span", { class: "nav-name" }, STRINGS.sections[name]), h("span", { class: "count", hidden: true })),
    );
  }

  #count() {
    const more = Object.keys(STRINGS.news).filter((name) => this.#before && desk.counts[name] > this.#before[name]);
    if (more.length > 0) fill(this.#news, more.map((name) => `${STRINGS.news[name]}. `));
    if ("approvals" in desk.counts) this.#before = desk.counts;
    for (const name of COUNTED) {
      const place = this.querySelector(`[data-section="${name}"] .count`);
      const count = desk.counts[name] ?? 0;
      place.hidden = count === 0;
      place.classList.toggle("calls", name !== "mine");
      place.textContent = count > 99 ? "99+" : String(count);
    }
  }

  #account() {
    const { name, role } = desk.me;
    const words = STRINGS.account;
    return h(
      "div",
      { class: "account" },
      avatar(name),
      h("div", { class: "account-name" }, h("strong", {}, name), h("span", { class: "muted" }, words[role])),
      h("button", { type: "button", class: "plain", title: words.shortcuts, "aria-label": words.shortcuts, onclick: openHelp }, icon("keyboard")),
      h("button", { type: "button", class: "plain", title: words.signOut, "aria-label": words.signOut, onclick: () => this.#signOut() }, icon("exit")),
    );
  }

  async #signOut() {
    try {
      await post("/logout");
    } finally {
      this.dispatchEvent(new Event("signed-out", { bubbles: true }));
    }
  }
}

customElements.define("console-navigation", Navigation);
