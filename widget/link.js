/** Keeps the line to the server: opens a session when there is none, follows its events, comes back after every break. */

import { Backoff, Pause } from "./backoff.js";
import { BrokenOff, Refused, Unreachable } from "./wire.js";

/** Answers to the event stream that mean: this session is over. */
const SESSION_OVER = new Set([401, 403, 404, 410]);
/** A line that held this long starts its delays anew when it breaks. */
const STEADY_MS = 2_000;

/**
 * @typedef {object} LinkEvents
 * @property {(events: {name: string, data: any}[]) => void} received
 * @property {() => void} online
 * @property {() => void} offline
 * @property {(token: string) => void} sessionLost
 */

export class Link {
  #wire;
  #session;
  #cursor;
  #events;
  #backoff = new Backoff();
  #pause = new Pause();
  /** Identifies the current run, so that one that was stopped cannot go on beside its successor. @type {object | null} */
  #run = null;
  /** @type {AbortController | null} */
  #line = null;

  /**
   * @param {{wire: import("./wire.js").Wire,
   *          session: () => Promise<import("./store.js").Session>,
   *          cursor: () => number, events: LinkEvents}} parts
   *   session: gives the current session, opening one where there is none
   */
  constructor({ wire, session, cursor, events }) {
    this.#wire = wire;
    this.#session = session;
    this.#cursor = cursor;
    this.#events = events;
  }

  get started() {
    return this.#run !== null;
  }

  start() {
    if (this.#run !== null) return;
    this.#run = {};
    void this.#keepUp(this.#run);
  }

  stop() {
    this.#run = null;
    this.#line?.abort();
    this.#pause.wake();
  }

  /** Hangs up and dials again, with whatever session there is then. */
  redial() {
    this.#line?.abort();
  }

  /** Tries again now instead of waiting for the next turn. */
  wake() {
    this.#backoff.reset();
    this.#pause.wake();
  }

  /** @param {object} run */
  async #keepUp(run) {
    while (run === this.#run) {
      const began = Date.now();
      const line = new AbortController();
      this.#line = line;
      try {
        await this.#follow(line.signal);
      } catch (error) {
        if (!line.signal.aborted) this.#broken(error);
      }
      if (run !== this.#run) return;
      if (Date.now() - began >= STEADY_MS) this.#backoff.reset();
      await this.#pause.wait(this.#backoff.next());
    }
  }

  /** @param {AbortSignal} stop */
  async #follow(stop) {
    const session = await this.#session();
    if (stop.aborted) return;
    const line = { after: this.#cursor(), stop, opened: this.#events.online };
    try {
      for await (const events of this.#wire.events(session.token, line)) {
        if (stop.aborted) return;
        this.#events.received(events);
      }
    } catch (error) {
      if (stop.aborted || !(error instanceof Refused) || !SESSION_OVER.has(error.status)) throw error;
      this.#events.sessionLost(session.token);
    }
  }

  /** @param {unknown} error */
  #broken(error) {
    if (error instanceof BrokenOff) return;
    if (error instanceof Refused || error instanceof Unreachable) this.#events.offline();
    else reportError(error);
  }
}
