/** Builds and updates elements without markup strings, so that nobody's text is read as HTML. */

const signatures = new WeakMap();

/**
 * Returns a new element.
 * @param {string} name
 * @param {Object<string, unknown>} attributes `onclick` and its like are listeners; false, null
 *   and undefined are left out.
 * @param {...unknown} children Nodes and texts, nested as deep as is convenient.
 */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...kept(children));
  return element;
}

/** Replaces what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(...kept(children));
}

/**
 * Makes an element's children show some items: children whose item is the same stay, so that
 * focus, scrolling and selection do too.
 * @param {Element} parent
 * @param {unknown[]} items
 * @param {{key: (item: unknown) => string, render: (item: unknown) => Element, also?: (item: unknown) => unknown}} how
 *   `also` returns what else the look of an item depends on.
 */
export function reconcile(parent, items, { key, render, also = () => "" }) {
  const before = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const focus = focusPath(parent);
  let place = parent.firstElementChild;
  for (const item of items) {
    const name = key(item);
    const signature = JSON.stringify([item, also(item)]);
    let child = before.get(name);
    before.delete(name);
    if (!child || signatures.get(child) !== signature) {
      const fresh = render(item);
      fresh.dataset.key = name;
      signatures.set(fresh, signature);
      if (child) {
        if (place === child) place = fresh;
        child.replaceWith(fresh);
      }
      child = fresh;
    }
    if (child === place) place = place.nextElementSibling;
    else parent.insertBefore(child, place);
  }
  for (const gone of before.values()) gone.remove();
  restoreFocus(parent, focus);
}

/** Replaces what an element holds only if what it is made from is another than last time. */
export function refresh(element, source, render) {
  const signature = JSON.stringify(source);
  if (signatures.get(element) === signature) return;
  signatures.set(element, signature);
  const focus = focusPath(element);
  fill(element, render());
  restoreFocus(element, focus);
}

function kept(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false && child !== "")
    .map((child) => (child instanceof Node ? child : String(child)));
}

function focusPath(parent) {
  const active = document.activeElement;
  if (!active || active === parent || !parent.contains(active)) return null;
  const child = [...parent.children].find((one) => one.contains(active));
  return { key: child?.dataset.key, name: active.dataset.focus ?? "", element: active };
}

function restoreFocus(parent, focus) {
  if (!focus || focus.element.isConnected) return;
  const scope = focus.key === undefined
    ? parent
    : [...parent.children].find((one) => one.dataset.key === focus.key);
  const target = focus.name ? scope?.querySelector(`[data-focus="${CSS.escape(focus.name)}"]`) : scope;
  target?.focus({ preventScroll: true });
}
