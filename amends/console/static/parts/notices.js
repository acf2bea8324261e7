/** Short notices at the edge of the screen, read out by screen readers. */

import { h } from "../lib/dom.js";
import { icon } from "../lib/icons.js";

const SHOWN_MS = 5_000;

/** `<console-notices>`: one for the page. */
class ConsoleNotices extends HTMLElement {
  connectedCallback() {
    this.setAttribute("role", "status");
    this.setAttribute("aria-live", "polite");
  }
}

customElements.define("console-notices", ConsoleNotices);

/** Says something for a few seconds. */
export function say(text, { bad = false } = {}) {
  const place = document.querySelector("console-notices");
  const notice = h("p", { class: `notice${bad ? " bad" : ""}` }, icon(bad ? "warning" : "check"), h("span", {}, text));
  place.append(notice);
  setTimeout(() => notice.remove(), bad ? 2 * SHOWN_MS : SHOWN_MS);
}
