/** Makes the widget's style sheets once, shared by every element on the page. */

import { COMPOSER } from "./composer.js";
import { CORNER } from "./corner.js";
import { LOG } from "./log.js";
import { PANEL } from "./panel.js";
import { TOKENS } from "./tokens.js";

export const SHEETS = [TOKENS, CORNER, PANEL, LOG, COMPOSER].map((rules) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(rules);
  return sheet;
});
