/** Asks before something that is not easily undone. */

import { h } from "../lib/dom.js";
import { STRINGS } from "../strings.js";

/** Resolves to whether the question was answered with yes. */
export function ask(question, yes) {
  return new Promise((resolve) => {
    const dialog = h(
      "dialog",
      {
        class: "ask", "aria-label": question,
        onclose: () => {
          dialog.remove();
          resolve(dialog.returnValue === "yes");
        },
      },
      h("form", { method: "dialog" },
        h("p", {}, question),
        h("div", { class: "buttons" },
          h("button", { class: "button", value: "no" }, STRINGS.decision.cancel),
          h("button", { class: "button primary", value: "yes", autofocus: true }, yes))),
    );
    document.body.append(dialog);
    dialog.showModal();
  });
}
