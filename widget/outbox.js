/** Hands the customer's messages over in the order they were written, each until the server has accepted or refused it. */

import { Backoff, Pause } from "./backoff.js";
import { Refused, Unreachable } from "./wire.js";

/** @typedef {import("./store.js").Unsent} Unsent */

/** What one attempt came to. */
const NOTHING_LEFT = "nothing left";
const GO_ON = "go on";
const LATER = "later";

/**
 * @typedef {object} OutboxEvents
 * @property {(item: Unsent) => void} sending
 * @property {(item: Unsent, seq: number) => void} accepted
 * @property {(item: Unsent) => void} refused
 * @property {() => void} delayed the server cannot be reached or is not well
 * @property {(token: string) => void} sessionLost the server does not know the token any more
 */

export class Outbox {
  #store;
  #wire;
  #session;
  #events;
  #backoff = new Backoff();
  #pause = new Pause();
  #running = false;
  #stopped = false;

  /**
   * @param {{store: import("./store.js").Store, wire: import("./wire.js").Wire,
   *          session: () => import("./store.js").Session | null, events: OutboxEvents}} parts
   */
  constructor({ store, wire, session, events }) {
    this.#store = store;
    this.#wire = wire;
    this.#session = session;
    this.#events = events;
  }

  /**
   * Keeps a message as the last in the queue; from here on it survives a reload.
   * @param {Omit<Unsent, "order">} message
   * @returns {Unsent}
   */
  keep(message) {
    const item = { ...message, order: Math.max(Date.now(), (this.#store.unsent.at(-1)?.order ?? 0) + 1) };
    this.#store.keepUnsent(item);
    return item;
  }

  /**
   * Puts a refused message at the end of the queue again.
   * @param {string} id
   * @returns {Unsent | null} null where there is none of that id
   */
  requeue(id) {
    const refused = this.#store.unsent.find((candidate) => candidate.id === id);
    if (refused === undefined) return null;
    const { failure: _, ...message } = refused;
    return this.keep(message);
  }

  /** Hands over what waits; cuts a wait short. */
  flush() {
    this.#backoff.reset();
    this.#pause.wake();
    if (!this.#running) void this.#run();
  }

  stop() {
    this.#stopped = true;
    this.#pause.wake();
  }

  async #run() {
    this.#running = true;
    try {
      while (!this.#stopped) {
        const session = this.#session();
        if (session === null) return;
        const [outcome, delayMs] = await oneTabAtATime(this.#store.name, () => this.#attempt(session.token));
        if (outcome === NOTHING_LEFT) return;
        if (outcome === LATER) await this.#pause.wait(delayMs);
      }
    } finally {
      this.#running = false;
    }
  }

  /**
   * @param {string} token
   * @returns {Promise<[string, number]>} what it came to, and for LATER the delay in milliseconds
   */
  async #attempt(token) {
    const item = this.#store.unsent.find((candidate) => candidate.failure === undefined);
    if (item === undefined || this.#stopped) return [NOTHING_LEFT, 0];
    this.#events.sending(item);
    /** @type {{seq: number} | {error: unknown}} */
    const answer = await this.#wire.send(token, item).then(
      (seq) => ({ seq }),
      (error) => ({ error }),
    );
    // An answer to a session that was left meanwhile says nothing about the present one.
    if (token !== this.#session()?.token) return [GO_ON, 0];
    if ("error" in answer) return this.#failed(item, token, answer.error);
    this.#store.dropUnsent(item.id);
    this.#backoff.reset();
    this.#events.accepted(item, answer.seq);
    return [GO_ON, 0];
  }

  /**
   * @param {Unsent} item
   * @param {string} token
   * @param {unknown} error
   * @returns {[string, number]}
   */
  #failed(item, token, error) {
    if (error instanceof Unreachable) return this.#later(null);
    if (!(error instanceof Refused)) throw error;
    if (error.passing) return this.#later(error);
    if (error.status === 401) {
      this.#events.sessionLost(token);
      return [NOTHING_LEFT, 0];
    }
    const refused = { ...item, failure: { status: error.status, message: error.message } };
    this.#store.keepUnsent(refused);
    this.#events.refused(refused);
    return [GO_ON, 0];
  }

  /**
   * @param {Refused | null} refusal
   * @returns {[string, number]}
   */
  #later(refusal) {
    if (refusal?.status !== 429) this.#events.delayed();
    return [LATER, refusal?.retryAfterMs ?? this.#backoff.next()];
  }
}

/**
 * Two tabs share one queue; the lock keeps their messages in order. Without locks (plain http)
 * the server's idempotency still keeps each message single.
 * @template T
 * @param {string} name
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
function oneTabAtATime(name, work) {
  return navigator.locks ? navigator.locks.request(name, work) : work();
}
