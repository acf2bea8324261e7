/** Lets customers keep what was said, as a plain text file made in their browser. */

import { authorName } from "./view/row.js";

/**
 * @param {import("./timeline.js").Item[]} items
 * @param {import("./strings/words.js").Words} words
 * @returns {string}
 */
export function transcript(items, words) {
  const lines = items.map((item) => {
    if (item.kind === "notice") return `— ${words.say(item.name)}`;
    const author = authorName(item, words);
    return `${words.day(item.at)} ${words.time(item.at)}${author ? ` · ${author}` : ""}\n${item.text}`;
  });
  return `${lines.join("\n\n")}\n`;
}

/** @param {string} text @param {string} name of the file */
export function saveAsFile(text, name) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download has begun when the click returns; the address may go on the next turn.
  setTimeout(() => URL.revokeObjectURL(address), 0);
}
