/** Keeps a line to the gateway open, and says what changed and whether the line holds. */

const SHORTEST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;
const SILENCE_MS = 40_000;

/**
 * Events: `changed` (detail: conversations, approvals), `resync` (load again what is shown),
 * `line` (detail: whether the line holds), `lost` (each time that the line breaks).
 */
export class Live extends EventTarget {
  #source = null;
  #wait = SHORTEST_WAIT_MS;
  #timer = 0;
  #watchdog = 0;
  #holds = true;
  #began = false;

  start() {
    this.#began = false;
    this.#open();
    addEventListener("online", this.#hurry);
    document.addEventListener("visibilitychange", this.#hurry);
  }

  stop() {
    removeEventListener("online", this.#hurry);
    document.removeEventListener("visibilitychange", this.#hurry);
    clearTimeout(this.#timer);
    clearTimeout(this.#watchdog);
    this.#source?.close();
    this.#source = null;
  }

  get holds() {
    return this.#holds;
  }

  #open = () => {
    clearTimeout(this.#timer);
    this.#source?.close();
    const source = new EventSource("/console/api/events");
    this.#source = source;
    source.addEventListener("hello", () => {
      this.#wait = SHORTEST_WAIT_MS;
      this.#alive();
      this.#tell(true);
      if (this.#began) this.dispatchEvent(new Event("resync"));
      this.#began = true;
    });
    source.addEventListener("changed", (event) => {
      this.#alive();
      this.dispatchEvent(new CustomEvent("changed", { detail: JSON.parse(event.data) }));
    });
    source.addEventListener("beat", () => this.#alive());
    source.addEventListener("signed_out", () => this.#lost());
    source.onerror = () => this.#lost();
  };

  #lost() {
    this.#source?.close();
    this.#tell(false);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#open, this.#wait * (0.75 + Math.random() / 2));
    this.#wait = Math.min(this.#wait * 2, LONGEST_WAIT_MS);
    this.dispatchEvent(new Event("lost"));
  }

  /** A line that is silent for longer than two heartbeats is dead, whatever the browser thinks. */
  #alive() {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#lost(), SILENCE_MS);
  }

  #hurry = () => {
    if (!this.#holds && document.visibilityState === "visible") this.#open();
  };

  #tell(holds) {
    if (this.#holds === holds) return;
    this.#holds = holds;
    this.dispatchEvent(new CustomEvent("line", { detail: holds }));
  }
}
