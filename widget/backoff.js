/** Decides how long to wait before trying again, so that a server that comes back is not met by every browser at once. */

/** Exponential delays with jitter: each lies between half of the current ceiling and the whole. */
export class Backoff {
  #attempt = 0;
  #firstMs;
  #longestMs;
  #random;

  /** @param {{firstMs?: number, longestMs?: number, random?: () => number}} [options] */
  constructor({ firstMs = 800, longestMs = 30_000, random = Math.random } = {}) {
    this.#firstMs = firstMs;
    this.#longestMs = longestMs;
    this.#random = random;
  }

  /** @returns {number} the next delay in milliseconds */
  next() {
    const ceiling = Math.min(this.#longestMs, this.#firstMs * 2 ** this.#attempt);
    this.#attempt += 1;
    return ceiling / 2 + (this.#random() * ceiling) / 2;
  }

  reset() {
    this.#attempt = 0;
  }
}

/** A wait that can be cut short, for when there is reason to believe that trying works again. */
export class Pause {
  /** @type {(() => void) | null} */
  #finish = null;

  /**
   * @param {number} milliseconds
   * @returns {Promise<void>}
   */
  wait(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.wake(), milliseconds);
      this.#finish = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  wake() {
    const finish = this.#finish;
    this.#finish = null;
    finish?.();
  }
}
