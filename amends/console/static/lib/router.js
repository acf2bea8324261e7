/** Which screen is shown, kept in the address so that it can be reloaded, shared and gone back to. */

export const router = new EventTarget();

/** Returns the section and what is open in it: `#/approvals/off_1` is ["approvals", "off_1"]. */
export function route() {
  const [section = "", id = ""] = location.hash.replace(/^#\/?/u, "").split("/").map(decodeURIComponent);
  return { section: section || "approvals", id };
}

/** The address of a screen. */
export function address(section, id = "") {
  return id ? `#/${section}/${encodeURIComponent(id)}` : `#/${section}`;
}

/** Shows a screen; `replace` leaves no step to go back to. */
export function go(section, id = "", { replace = false } = {}) {
  const to = address(section, id);
  if (location.hash === to) return;
  if (replace) {
    history.replaceState(null, "", to);
    router.dispatchEvent(new Event("moved"));
  } else {
    location.hash = to;
  }
}

addEventListener("hashchange", () => router.dispatchEvent(new Event("moved")));
