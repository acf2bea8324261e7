/** The console: signed out it asks who you are, signed in it shows navigation, list and detail. */

import { resume, session } from "./lib/api.js";
import { desk } from "./lib/desk.js";
import { fill, h } from "./lib/dom.js";
import { icon } from "./lib/icons.js";
import { bind } from "./lib/keys.js";
import { address, go, route, router } from "./lib/router.js";
import { STRINGS } from "./strings.js";
import "./parts/notices.js";
import "./parts/time.js";
import { say } from "./parts/notices.js";
import { SECTIONS } from "./sections.js";
import { openHelp } from "./views/help.js";
import "./views/navigation.js";
import "./views/sign-in.js";

class AmendsConsole extends HTMLElement {
  #section = "";
  #detail = "";
  #list = null;

  async connectedCallback() {
    session.addEventListener("ended", () => this.#signedOut(desk.me ? STRINGS.signIn.ended : ""));
    this.addEventListener("signed-in", (event) => this.#signedIn(event.detail));
    this.addEventListener("signed-out", () => this.#signedOut());
    router.addEventListener("moved", () => this.#move());
    desk.addEventListener("counts", () => this.#title());
    desk.addEventListener("line", (event) => this.#line(event.detail));
    bind({
      "?": openHelp,
      Escape: () => this.#back(),
      ...Object.fromEntries(Object.keys(SECTIONS).map((name, place) => [String(place + 1), () => go(name)])),
    });
    try {
      this.#signedIn(await resume());
    } catch (error) {
      this.#signedOut(error.status === 401 ? "" : error.message);
    }
  }

  #signedIn(agent) {
    desk.begin(agent);
    this.#section = "";
    this.#detail = "";
    this.#list = h("section", { class: "list-pane" });
    fill(
      this,
      h("div", { class: "line-banner", role: "status", hidden: true }, icon("offline"), h("span", {}, STRINGS.line.lost)),
      h("div", { class: "shell" }, h("console-navigation"), this.#list, h("main", { class: "detail-pane", tabindex: "-1" })),
      h("console-notices"),
    );
    this.#move();
  }

  #signedOut(message = "") {
    if (this.querySelector("console-sign-in") && !message) return;
    desk.end();
    document.title = STRINGS.console;
    const form = h("console-sign-in", { message });
    fill(this, form);
  }

  #move() {
    if (!desk.me) return;
    const { section: wanted, id } = route();
    const name = wanted in SECTIONS ? wanted : "approvals";
    const section = SECTIONS[name];
    if (name !== this.#section) {
      this.#section = name;
      fill(this.#list, h(section.list));
      this.#detail = "";
    }
    const list = this.#list.firstElementChild;
    list.setAttribute("open", id);
    this.querySelector(".shell").classList.toggle("has-detail", Boolean(id));
    this.querySelector("console-navigation").show(name);
    const detail = `${section.detail}/${id}`;
    if (detail !== this.#detail) {
      this.#detail = detail;
      const pane = this.querySelector(".detail-pane");
      fill(pane, id && section.detail ? h(section.detail, { which: id }) : section.idle());
      pane.scrollTop = 0;
    }
    this.#title();
  }

  #back() {
    const { section, id } = route();
    if (!id) return;
    go(section);
    this.#list.querySelector(`[data-key="${CSS.escape(id)}"] a`)?.focus();
  }

  #title() {
    if (!desk.me) return;
    const due = (desk.me.may_approve ? desk.counts.approvals : 0) + (desk.counts.queue ?? 0) || 0;
    document.title = `${due ? `(${due}) ` : ""}${STRINGS.sections[this.#section]} · ${STRINGS.product}`;
  }

  #line(holds) {
    const banner = this.querySelector(".line-banner");
    if (banner) banner.hidden = holds;
    if (holds) say(STRINGS.line.back);
  }
}

customElements.define("amends-console", AmendsConsole);
if (!location.hash) go("approvals", "", { replace: true });
addEventListener("click", (event) => {
  const back = event.target instanceof Element ? event.target.closest("[data-back]") : null;
  if (back) location.hash = address(route().section);
});
