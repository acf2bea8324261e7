/** A moment, as far away as it is now; the whole of it is in the tooltip. */

import { duration, full, relative } from "../lib/format.js";

const TICK_MS = 15_000;
const shown = new Set();

/** `<console-time datetime="…">`; with `stretch` only how far, not in which direction. */
export class ConsoleTime extends HTMLElement {
  static observedAttributes = ["datetime"];

  connectedCallback() {
    shown.add(this);
    this.show();
  }

  disconnectedCallback() {
    shown.delete(this);
  }

  attributeChangedCallback() {
    if (this.isConnected) this.show();
  }

  show() {
    const at = this.getAttribute("datetime");
    const text = this.hasAttribute("stretch") ? duration(Math.abs(Date.now() - Date.parse(at))) : relative(at);
    if (this.textContent !== text) this.textContent = text;
    this.title = full(at);
  }
}

customElements.define("console-time", ConsoleTime);
setInterval(() => shown.forEach((one) => one.show()), TICK_MS);
