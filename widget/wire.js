/** Speaks the web channel's wire (sessions, messages, events) and nothing else, so that only this file knows its addresses. */

import { EventParser } from "./sse.js";

const ANSWER_WITHIN_MS = 20_000;
/** A line that is silent for this long is taken for dead and opened again where it stopped. */
const SILENCE_MS = 60_000;

/** @typedef {{customer_id: string, expires: number | string, signature: string}} Identity */
/** @typedef {{id: string, token: string, language: string}} OpenedSession */

/** The server answered, and the answer was no. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {string} message what the server tells the customer; may be empty
   * @param {number | null} retryAfterMs
   */
  constructor(status, message, retryAfterMs) {
    super(message);
    this.name = "Refused";
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }

  /** The same request may succeed later without a change. */
  get passing() {
    return this.status >= 500 || this.status === 429 || this.status === 408;
  }
}

/** No answer came: the network, the server or a proxy between is down. */
export class Unreachable extends Error {}

/** A stream that was open broke or fell silent; the next attempt shows whether anything is wrong. */
export class BrokenOff extends Error {}

/** One server's web channel. */
export class Wire {
  #server;

  /** @param {string} server the origin, or origin and path, that the addresses are relative to */
  constructor(server) {
    this.#server = server.replace(/\/+$/, "");
  }

  /**
   * @param {{locale: string, identity: Identity | null}} options
   * @returns {Promise<OpenedSession>}
   */
  async openSession({ locale, identity }) {
    const response = await this.#request("/chat/sessions", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(identity ? { locale, identity } : { locale }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const body = await readJson(response);
    return { id: String(body.session_id), token: String(body.token), language: String(body.language) };
  }

  /**
   * Hands one message over; the same id may be handed over any number of times.
   * @param {string} token
   * @param {{id: string, text?: string, choice?: string}} message
   * @returns {Promise<number>} the message's place in the conversation
   */
  async send(token, { id, text, choice }) {
    const response = await this.#request("/chat/messages", {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
      body: JSON.stringify(choice === undefined ? { id, text } : { id, choice }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    const { seq } = await readJson(response);
    if (!Number.isInteger(seq)) throw new Unreachable("the answer carries no seq");
    return seq;
  }

  /**
   * Opens the event stream; ends when the server ends it, throws when the line breaks.
   * @param {string} token
   * @param {{after: number, stop: AbortSignal, opened: () => void}} options
   * @returns {AsyncGenerator<{name: string, data: any}[]>} the events of one piece at a time
   */
  async *events(token, { after, stop, opened }) {
    const line = new AbortController();
    const hangUp = () => line.abort();
    stop.addEventListener("abort", hangUp, { once: true });
    let silence = setTimeout(hangUp, SILENCE_MS);
    try {
      const response = await this.#request(`/chat/events?after=${after}`, {
        headers: { Accept: "text/event-stream", Authorization: `Bearer ${token}` },
        cache: "no-store",
        signal: line.signal,
      });
      if (response.body === null) throw new Unreachable("the event stream is empty");
      opened();
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      const parser = new EventParser();
      for (;;) {
        const { done, value } = await nextPiece(reader);
        if (done) return;
        clearTimeout(silence);
        silence = setTimeout(hangUp, SILENCE_MS);
        const events = parser.push(decoder.decode(value, { stream: true }));
        if (events.length > 0) yield events.flatMap(decodeEvent);
      }
    } finally {
      clearTimeout(silence);
      stop.removeEventListener("abort", hangUp);
      line.abort();
    }
  }

  /**
   * @param {string} path
   * @param {RequestInit} options
   */
  async #request(path, options) {
    let response;
    try {
      response = await fetch(this.#server + path, { credentials: "omit", ...options });
    } catch (cause) {
      throw new Unreachable("no answer", { cause });
    }
    if (response.ok) return response;
    throw new Refused(response.status, await publicMessage(response), retryAfterMs(response));
  }
}

/** @param {ReadableStreamDefaultReader<Uint8Array>} reader */
async function nextPiece(reader) {
  try {
    return await reader.read();
  } catch (cause) {
    throw new BrokenOff("the stream broke off", { cause });
  }
}

/** @param {Response} response */
async function readJson(response) {
  try {
    return await response.json();
  } catch (cause) {
    throw new Unreachable("the answer is not JSON", { cause });
  }
}

/**
 * What the server tells the customer about a refusal, in whichever of the usual places it stands.
 * @param {Response} response
 */
async function publicMessage(response) {
  const body = await response.json().catch(() => null);
  const candidates = [body?.error?.message, body?.message, body?.detail, body?.error];
  return candidates.find((candidate) => typeof candidate === "string") ?? "";
}

/** @param {Response} response */
function retryAfterMs(response) {
  const seconds = Number.parseFloat(response.headers.get("Retry-After") ?? "");
  return Number.isFinite(seconds) ? Math.max(0, seconds) * 1000 : null;
}

/**
 * An event whose data is not JSON says nothing to this widget and is passed over.
 * @param {{name: string, data: string}} event
 */
function decodeEvent({ name, data }) {
  try {
    return [{ name, data: JSON.parse(data) }];
  } catch {
    return [];
  }
}
