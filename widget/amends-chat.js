/** The one script a shop includes: defines <amends-chat> and, where the page has none, adds one with the script's settings. */

import { AmendsChat } from "./element.js";

const TAG = "amends-chat";

/** Every data-* attribute of the script tag becomes the attribute of the same name. */
function mount() {
  if (document.querySelector(TAG) !== null) return;
  const chat = document.createElement(TAG);
  const script = [...document.scripts].find(({ src }) => src === import.meta.url);
  if (script?.dataset.mount === "none") return;
  for (const { name, value } of script?.attributes ?? []) {
    if (name.startsWith("data-")) chat.setAttribute(name.slice("data-".length), value);
  }
  document.body.append(chat);
}

if (customElements.get(TAG) === undefined) {
  customElements.define(TAG, AmendsChat);
  mount();
}
