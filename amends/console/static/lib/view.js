/** The base of a screen that shows something of the API and loads it again when it has changed. */

import { desk } from "./desk.js";
import { fill, h } from "./dom.js";
import { bind } from "./keys.js";
import { failure } from "../parts/small.js";
import { STRINGS } from "../strings.js";

const BUSY_AFTER_MS = 250;

/** Subclasses say what to load, when to load it again, and how to show it. */
export class View extends HTMLElement {
  data = null;
  #loading = null;
  #again = false;
  #undo = [];

  connectedCallback() {
    const busy = setTimeout(() => {
      if (this.data === null && this.childElementCount === 0) fill(this, h("p", { class: "loading" }, STRINGS.load.busy));
    }, BUSY_AFTER_MS);
    this.#undo = [
      () => clearTimeout(busy),
      on(desk, "changed", (event) => this.concerns(event.detail) && this.load()),
      on(desk, "resync", () => this.load()),
      bind(this.shortcuts()),
    ];
    this.load();
  }

  disconnectedCallback() {
    this.#undo.forEach((undo) => undo());
  }

  /** Loads and shows; calls while it is loading make it load once more. */
  async load() {
    if (this.#loading) {
      this.#again = true;
      return this.#loading;
    }
    this.#loading = this.#load();
    try {
      await this.#loading;
    } finally {
      this.#loading = null;
    }
    if (this.#again) {
      this.#again = false;
      return this.load();
    }
    return undefined;
  }

  async #load() {
    let data;
    try {
      data = await this.fetch();
    } catch (error) {
      if (this.isConnected && this.data === null) fill(this, failure(error, () => this.load()));
      return;
    }
    if (!this.isConnected) return;
    if (this.data === null) fill(this);
    this.data = data;
    this.show(data);
  }

  /** Keeps something to be undone when the screen goes. */
  later(undo) {
    this.#undo.push(undo);
  }

  /** Returns what the screen shows. */
  async fetch() {
    throw new Error("fetch is missing");
  }

  /** Shows it, as changes to what is there. */
  show() {
    throw new Error("show is missing");
  }

  /** Whether a hint means that the screen has to load again. */
  concerns() {
    return true;
  }

  /** The screen's shortcuts. */
  shortcuts() {
    return {};
  }
}

/** Listens until the function that is returned is called. */
export function on(target, name, listener) {
  target.addEventListener(name, listener);
  return () => target.removeEventListener(name, listener);
}
