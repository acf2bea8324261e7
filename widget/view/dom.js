/** Makes elements without ever passing through markup, so that no text can become any. */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {string} tag
 * @param {Record<string, string | EventListener>} [attributes] a function under "onclick" and the like listens
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Line drawings on a grid of 24. */
const DRAWINGS = {
  chat: ["M12 4c4.7 0 8.5 3.2 8.5 7.3s-3.8 7.3-8.5 7.3c-1 0-2-.2-2.9-.4L4.6 20l1.1-3.7c-1.4-1.3-2.2-3-2.2-5C3.5 7.2 7.3 4 12 4Z", "M8.6 12.4c.8 1.2 2 1.8 3.4 1.8s2.6-.6 3.4-1.8"],
  mark: ["M5.8 18.5 12 5.5l6.2 13", "M8.7 13.3c2.1 1.7 4.5 1.7 6.6 0"],
  close: ["m6.5 6.5 11 11", "m17.5 6.5-11 11"],
  down: ["m6 9.5 6 6 6-6"],
  send: ["M12 19V5.5", "m5.8 11.5 6.2-6.2 6.2 6.2"],
  more: ["M5.5 12h.01", "M12 12h.01", "M18.5 12h.01"],
  check: ["m5.5 12.5 4.3 4.3 8.7-9.3"],
  clock: ["M12 4.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15Z", "M12 8v4.3l2.7 1.6"],
  alert: ["M12 4.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15Z", "M12 8.3v4.4", "M12 15.7v.01"],
  cloud: ["M7.5 18.5a4 4 0 0 1-.6-7.950 5.5 5.5 0 0 1 9.3-2.3", "M18.2 11.3a3.6 3.6 0 0 1 1.2 6.6", "m4.5 4.5 15 15"],
  plus: ["M12 5.5v13", "M5.5 12h13"],
  save: ["M12 4.5v10.5", "m7.3 10.7 4.7 4.7 4.7-4.7", "M5 19.5h14"],
};

/**
 * @param {keyof typeof DRAWINGS} name
 * @returns {SVGElement} decoration; the meaning is in words beside it
 */
export function icon(name) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 24 24");
  drawing.setAttribute("class", `icon icon-${name}`);
  drawing.setAttribute("aria-hidden", "true");
  for (const line of DRAWINGS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", line);
    drawing.append(path);
  }
  return drawing;
}
