/** The list of keyboard shortcuts. */

import { h } from "../lib/dom.js";
import { STRINGS } from "../strings.js";

/** Shows the shortcuts until Esc, a click outside or the button. */
export function openHelp() {
  const words = STRINGS.help;
  const dialog = h(
    "dialog",
    { class: "help", "aria-label": words.title, onclick: (event) => event.target === dialog && dialog.close(), onclose: () => dialog.remove() },
    h("div", { class: "help-inside" },
      h("h2", {}, words.title),
      h("div", { class: "help-groups" }, words.groups.map(([title, keys]) =>
        h("section", {}, h("h3", {}, title), h("dl", {}, keys.map(([key, what]) =>
          h("div", {}, h("dt", {}, key.split(" / ").flatMap((one, place) => [place ? " " : "", h("kbd", {}, one)])), h("dd", {}, what))))))),
      h("form", { method: "dialog" }, h("button", { class: "button", autofocus: true }, words.close))),
  );
  document.body.append(dialog);
  dialog.showModal();
}
