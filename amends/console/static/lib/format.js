/** Money, dates, durations and names of languages, as people read them. */

const LOCALE = navigator.languages.find((code) => code.startsWith("en")) ?? "en-GB";

const clock = new Intl.DateTimeFormat(LOCALE, { hour: "2-digit", minute: "2-digit" });
const dayMonth = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short" });
const fullDay = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", year: "numeric" });
const weekday = new Intl.DateTimeFormat(LOCALE, { weekday: "long", day: "numeric", month: "long" });
const moment = new Intl.DateTimeFormat(LOCALE, { dateStyle: "full", timeStyle: "short" });
const languages = new Intl.DisplayNames(LOCALE, { type: "language" });

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Such as `€129.00`; nothing where there is no money. */
export function money(value) {
  if (!value || value.amount === null || value.amount === undefined) return "";
  return new Intl.NumberFormat(LOCALE, { style: "currency", currency: value.currency }).format(value.amount);
}

/** Such as `65%`. */
export function percent(share) {
  return `${Math.round(share * 100)}%`;
}

/** The time of day. */
export function timeOfDay(at) {
  return clock.format(new Date(at));
}

/** A day without its time, with the year only if it is another one. */
export function day(at) {
  const date = new Date(at);
  return (date.getFullYear() === new Date().getFullYear() ? dayMonth : fullDay).format(date);
}

/** A day as a heading: Today, Yesterday, or its name and date. */
export function dayHeading(at) {
  const days = daysAgo(at);
  if (days === 0) return "Today";
  return days === 1 ? "Yesterday" : weekday.format(new Date(at));
}

/** The whole of a moment, for a tooltip. */
export function full(at) {
  return moment.format(new Date(at));
}

/** How long ago, or in how long: `now`, `4 min`, `3 h`, `Tue`, `12 Mar`. */
export function relative(at, now = Date.now()) {
  const past = now - Date.parse(at);
  if (past < 0) return `in ${duration(-past)}`;
  if (past < MINUTE) return "now";
  if (past < DAY) return `${duration(past)} ago`;
  if (daysAgo(at) === 1) return `yesterday, ${timeOfDay(at)}`;
  return day(at);
}

/** A stretch of time: `40 s`, `4 min`, `3 h 20 min`, `2 days`. */
export function duration(ms) {
  if (ms < MINUTE) return `${Math.max(1, Math.round(ms / 1000))} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) {
    const minutes = Math.floor((ms % HOUR) / MINUTE);
    const hours = `${Math.floor(ms / HOUR)} h`;
    return ms < 4 * HOUR && minutes ? `${hours} ${minutes} min` : hours;
  }
  const days = Math.floor(ms / DAY);
  return days === 1 ? "1 day" : `${days} days`;
}

/** A language's name. */
export function languageName(code) {
  return languages.of(code) ?? code;
}

/** One or two letters that stand for a name. */
export function initials(name) {
  const words = name.split(/\s+/u).filter(Boolean);
  const picked = words.length > 1 ? [words[0], words.at(-1)] : words;
  return picked.map((word) => [...word][0].toLocaleUpperCase()).join("");
}

function daysAgo(at) {
  const start = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  return Math.round((start(new Date()) - start(new Date(at))) / DAY);
}
