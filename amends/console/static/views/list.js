/** What all lists share: rows as links, j and k, the row that is open. */

import { fill, h, reconcile } from "../lib/dom.js";
import { address, go, route } from "../lib/router.js";
import { View } from "../lib/view.js";
import { nothing } from "../parts/small.js";

/** A list of `{items}`; subclasses say of which section it is and how a row looks. */
export class List extends View {
  static observedAttributes = ["open"];

  section = "";
  title = "";
  #rows = h("ul", { class: "rows" });
  #empty = h("div", { class: "list-empty" });
  #heading = null;

  attributeChangedCallback() {
    this.#mark();
  }

  show() {
    if (!this.#rows.isConnected) {
      this.#heading = h("header", { class: "list-head" }, h("h1", {}, this.title), this.tools());
      fill(this, this.#heading, h("div", { class: "list-scroll" }, this.#rows, this.#empty));
    }
    const items = this.items();
    reconcile(this.#rows, items, { key: (item) => item.id, also: () => this.also(), render: (item) => this.#row(item) });
    fill(this.#empty, items.length === 0 ? nothing(...this.empty()) : null);
    this.#mark();
  }

  /** The items that are shown. */
  items() {
    return this.data.items;
  }

  /** What stands beside the title. */
  tools() {
    return null;
  }

  /** What the look of every row depends on besides its item. */
  also() {
    return "";
  }

  /** Where a row leads. */
  target(item) {
    return item.id;
  }

  /** What stands in a row beside its link, such as a button. */
  beside() {
    return null;
  }

  shortcuts() {
    return {
      j: () => this.#step(1),
      ArrowDown: () => this.#step(1),
      k: () => this.#step(-1),
      ArrowUp: () => this.#step(-1),
    };
  }

  #row(item) {
    return h("li", {}, h("a", { class: "row", href: address(this.section, this.target(item)), "data-target": this.target(item) }, this.row(item)), this.beside(item));
  }

  #mark() {
    const open = this.getAttribute("open");
    for (const link of this.#rows.querySelectorAll("a.row")) {
      if (link.dataset.target === open) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  /** Goes to the next row; with a screen open beside the list, opens it there. */
  #step(by) {
    const links = [...this.#rows.querySelectorAll("a.row")];
    if (links.length === 0) return;
    const { id } = route();
    const here = links.findIndex((link) => (id ? link.dataset.target === id : link === document.activeElement));
    const next = links[Math.min(links.length - 1, Math.max(0, here + by))];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
    if (id && matchMedia("(min-width: 720px)").matches) go(this.section, next.dataset.target, { replace: true });
  }
}

/** Tabs above a list; `choose` is told which one was picked. */
export function tabs(names, current, choose) {
  return h("div", { class: "tabs", role: "group" }, Object.entries(names).map(([name, label]) =>
    h("button", {
      type: "button", "aria-pressed": String(name === current), "data-focus": name,
      onclick: (event) => {
        for (const tab of event.currentTarget.parentElement.children) tab.setAttribute("aria-pressed", String(tab === event.currentTarget));
        choose(name);
      },
    }, label)));
}
