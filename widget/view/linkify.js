/** Finds the web addresses in a message, so that they can be followed; everything else stays text. */

/** Direction controls end an address, because they could make it read as another; so do full-width sentence marks. */
const ADDRESS = /\bhttps?:\/\/[^\s<>"'`\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069。，、；：！？（）「」『』【】]+/gi;
/** What usually ends the sentence and not the address. */
const SENTENCE_END = /[.,;:!?…)\]}»”’]+$/u;

/**
 * @param {string} text
 * @returns {{text: string, href: string | null}[]} the text cut into plain parts and addresses; joined it is the same text
 */
export function findLinks(text) {
  const parts = [];
  let end = 0;
  for (const { 0: found, index } of text.matchAll(ADDRESS)) {
    const address = trimEnd(found);
    const href = safeHref(address);
    if (href === null) continue;
    if (index > end) parts.push({ text: text.slice(end, index), href: null });
    parts.push({ text: address, href });
    end = index + address.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end), href: null });
  return parts;
}

/** A closing bracket belongs to the address when its opening one does. @param {string} address */
function trimEnd(address) {
  const trimmed = address.replace(SENTENCE_END, "");
  const balanced = trimmed.includes("(") && !trimmed.includes(")") && address[trimmed.length] === ")";
  return balanced ? `${trimmed})` : trimmed;
}

/** @param {string} address @returns {string | null} */
function safeHref(address) {
  if (!URL.canParse(address)) return null;
  const { protocol, username, href } = new URL(address);
  const isWeb = protocol === "https:" || protocol === "http:";
  return isWeb && username === "" ? href : null;
}
