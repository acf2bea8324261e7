/** Gives the widget its words, dates and directions in the customer's language; loads only the language that is needed. */

export const LANGUAGES = ["en", "es", "fr", "de", "pt", "it", "ar", "hi", "zh", "ja"];
const RIGHT_TO_LEFT = new Set(["ar"]);
const DAY_MS = 86_400_000;

/**
 * The first of the wishes that the widget speaks; English where it speaks none.
 * @param {...(string | null | undefined)} wishes language tags such as "es-MX"
 */
export function speakable(...wishes) {
  for (const wish of wishes) {
    const language = wish?.toLowerCase().split(/[-_]/)[0];
    if (language !== undefined && LANGUAGES.includes(language)) return language;
  }
  return "en";
}

/** @param {string} language one of LANGUAGES @returns {Promise<Words>} */
export async function loadWords(language) {
  const module = await import(`./${language}.js`);
  return new Words(language, module.default);
}

export class Words {
  #texts;
  #plural;
  #time;
  #date;
  #number;

  /**
   * @param {string} language
   * @param {Record<string, string | Record<string, string>>} texts
   */
  constructor(language, texts) {
    this.language = language;
    this.direction = RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
    this.#texts = texts;
    this.#plural = new Intl.PluralRules(language);
    this.#number = new Intl.NumberFormat(language);
    this.#time = new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" });
    this.#date = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" });
  }

  /**
   * @param {string} key
   * @param {Record<string, string | number>} [values] a number named count picks the plural
   * @returns {string}
   */
  say(key, values = {}) {
    const entry = this.#texts[key];
    if (entry === undefined) throw new RangeError(`no words for ${key}`);
    const text = typeof entry === "string" ? entry : entry[this.#plural.select(Number(values.count))] ?? entry.other;
    return text.replace(/\{(\w+)\}/g, (_, name) => this.#value(values[name]));
  }

  /** @param {string | number} value */
  #value(value) {
    return typeof value === "number" ? this.#number.format(value) : value;
  }

  /** @param {string} at ISO 8601 @returns {string} empty where that is no time */
  time(at) {
    const moment = new Date(at);
    return Number.isNaN(moment.getTime()) ? "" : this.#time.format(moment);
  }

  /** @param {string} at ISO 8601 @returns {string} the day, as one says it today; empty where that is no time */
  day(at) {
    const moment = new Date(at);
    if (Number.isNaN(moment.getTime())) return "";
    const daysAgo = Math.round((startOfDay(new Date()) - startOfDay(moment)) / DAY_MS);
    if (daysAgo === 0) return this.say("today");
    if (daysAgo === 1) return this.say("yesterday");
    return this.#date.format(moment);
  }
}

/** @param {Date} moment */
function startOfDay(moment) {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}
