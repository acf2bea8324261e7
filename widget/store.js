/** Keeps what must outlive a page (session, unsent messages, draft, what was read) in the browser's storage. */

/**
 * @typedef {{id: string, token: string, language: string, openedIn: string, locale: string,
 *            refusedSignature: string | null}} Session
 *   language: the conversation's now; openedIn: the conversation's when the page's language was last chosen;
 *   locale: the page's then; refusedSignature: the proof of identity that did not hold when the session was opened
 * @typedef {{id: string, order: number, text?: string, choice?: string, label?: string, language: string,
 *            at: string, after: number,
 *            failure?: {status: number, message: string}}} Unsent
 */

const UNSENT = "unsent/";

/** Everything kept for one server and one customer (or guest); two customers of one browser never see each other's. */
export class Store {
  #prefix;
  #storage;

  /** @param {{server: string, customer: string | null, storage?: Storage}} options */
  constructor({ server, customer, storage = usableStorage() }) {
    const owner = customer === null ? "guest" : `customer:${customer}`;
    this.#prefix = `amends/${encodeURIComponent(server)}/${encodeURIComponent(owner)}/`;
    this.#storage = storage;
  }

  get name() {
    return this.#prefix;
  }

  /** @returns {Session | null} */
  get session() {
    return this.#read("session");
  }

  set session(session) {
    this.#write("session", session);
  }

  /** @returns {string} */
  get draft() {
    return this.#read("draft") ?? "";
  }

  set draft(text) {
    this.#write("draft", text === "" ? null : text);
  }

  /** How far the customer has read: a seq of the current session. @returns {number} */
  get readUpTo() {
    return this.#read("read") ?? 0;
  }

  set readUpTo(seq) {
    this.#write("read", seq);
  }

  /** Where the panel was left open, or null when it was closed. @returns {{page: string} | null} */
  get opened() {
    return this.#read("opened");
  }

  set opened(place) {
    this.#write("opened", place);
  }

  /** Messages that the server has not accepted, oldest first. @returns {Unsent[]} */
  get unsent() {
    const found = [];
    for (let index = 0; index < this.#storage.length; index += 1) {
      const key = this.#storage.key(index);
      if (key?.startsWith(this.#prefix + UNSENT)) found.push(this.#read(key.slice(this.#prefix.length)));
    }
    return found.filter((item) => item !== null).sort((a, b) => a.order - b.order);
  }

  /** @param {Unsent} item */
  keepUnsent(item) {
    this.#write(UNSENT + item.id, item);
  }

  /** @param {string} id */
  dropUnsent(id) {
    this.#write(UNSENT + id, null);
  }

  /** Forgets the conversation; unsent messages go too. */
  clear() {
    for (const { id } of this.unsent) this.dropUnsent(id);
    for (const name of ["session", "draft", "read", "opened"]) this.#write(name, null);
  }

  /**
   * Tells of changes that another tab made.
   * @param {(part: "session" | "unsent" | "other") => void} callback
   * @returns {() => void} ends the subscription
   */
  watch(callback) {
    const listener = (/** @type {StorageEvent} */ event) => {
      if (event.storageArea !== this.#storage || !event.key?.startsWith(this.#prefix)) return;
      const name = event.key.slice(this.#prefix.length);
      callback(name === "session" ? "session" : name.startsWith(UNSENT) ? "unsent" : "other");
    };
    addEventListener("storage", listener);
    return () => removeEventListener("storage", listener);
  }

  /** @param {string} name */
  #read(name) {
    try {
      return JSON.parse(this.#storage.getItem(this.#prefix + name) ?? "null");
    } catch {
      return null; // written by something else; as good as absent
    }
  }

  /**
   * @param {string} name
   * @param {unknown} value null removes
   */
  #write(name, value) {
    if (value === null) this.#storage.removeItem(this.#prefix + name);
    else this.#storage.setItem(this.#prefix + name, JSON.stringify(value));
  }
}

/** Stands in where the browser grants a page no storage: the conversation then lasts as long as the page. */
class PageStorage {
  /** @type {Map<string, string>} */
  #values = new Map();

  get length() {
    return this.#values.size;
  }

  /** @param {number} index */
  key(index) {
    return [...this.#values.keys()][index] ?? null;
  }

  /** @param {string} key */
  getItem(key) {
    return this.#values.get(key) ?? null;
  }

  /** @param {string} key @param {string} value */
  setItem(key, value) {
    this.#values.set(key, value);
  }

  /** @param {string} key */
  removeItem(key) {
    this.#values.delete(key);
  }
}

/** @returns {Storage} */
function usableStorage() {
  try {
    const probe = "amends/probe";
    localStorage.setItem(probe, "");
    localStorage.removeItem(probe);
    return localStorage;
  } catch {
    return /** @type {Storage} */ (/** @type {unknown} */ (new PageStorage()));
  }
}
