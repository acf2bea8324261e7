/** Keyboard shortcuts: one key each, never while somebody writes, listed by `?`. */

const scopes = [];

/**
 * Adds shortcuts; returns a function that takes them away again. Later ones win.
 * @param {Object<string, (event: KeyboardEvent) => void>} shortcuts by the key that is pressed
 */
export function bind(shortcuts) {
  scopes.push(shortcuts);
  return () => {
    const place = scopes.indexOf(shortcuts);
    if (place >= 0) scopes.splice(place, 1);
  };
}

addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key !== "Escape" && isWriting(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  for (const scope of [...scopes].reverse()) {
    const act = scope[event.key];
    if (act) {
      event.preventDefault();
      act(event);
      return;
    }
  }
});

function isWriting(target) {
  return target instanceof Element && target.closest("input, textarea, select, [contenteditable]") !== null;
}
