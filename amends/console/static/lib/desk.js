/** What all screens share: who is signed in, the counts beside the sections, the open line. */

import { get } from "./api.js";
import { Live } from "./live.js";

const GATHER_MS = 60;

/** Events: `counts`, and those of the line: `changed`, `resync`, `line`. */
class Desk extends EventTarget {
  me = null;
  counts = {};
  live = new Live();
  #timer = 0;

  constructor() {
    super();
    this.live.addEventListener("changed", (event) => {
      this.#countSoon();
      this.dispatchEvent(new CustomEvent("changed", { detail: event.detail }));
    });
    this.live.addEventListener("resync", () => {
      this.#countSoon();
      this.dispatchEvent(new Event("resync"));
    });
    this.live.addEventListener("lost", () => this.#check());
    this.live.addEventListener("line", (event) =>
      this.dispatchEvent(new CustomEvent("line", { detail: event.detail })));
  }

  begin(me) {
    this.me = me;
    this.counts = {};
    this.live.start();
    this.#countSoon();
  }

  end() {
    this.me = null;
    this.live.stop();
  }

  /** Asks whether the session is over, which the API tells everybody who listens. */
  async #check() {
    try {
      await get("/session");
    } catch {
      // either the session is over, which is handled where sessions are, or nothing can be reached
    }
  }

  #countSoon() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#count(), GATHER_MS);
  }

  async #count() {
    if (!this.me) return;
    try {
      this.counts = await get("/counts");
    } catch {
      return; // the banner already says that the line is down; the next hint counts again
    }
    this.dispatchEvent(new Event("counts"));
  }
}

export const desk = new Desk();
