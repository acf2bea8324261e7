/** Talks to the console's API and keeps the token that changes need. */

import { useThresholds } from "./thresholds.js";

const ROOT = "/console/api";

let csrfToken = "";

/** What the gateway refused, with its code and sentence; status 0 means that it was not reached. */
export class ApiError extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** Told when the session has ended. */
export const session = new EventTarget();

/** Returns what is at an address. */
export function get(path) {
  return call("GET", path);
}

/** Changes something; returns what the gateway answers. */
export function post(path, body) {
  return call("POST", path, body);
}

/** Opens a session; returns the agent. */
export async function signIn(email, password) {
  return remember(await call("POST", "/login", { email, password }));
}

/** Returns the agent of the session that the browser still has. */
export async function resume() {
  return remember(await call("GET", "/session"));
}

/** A fresh id for something that is sent once, however often it is tried. */
export function freshId() {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function remember(answer) {
  csrfToken = answer.csrf_token;
  useThresholds(answer.thresholds);
  return answer.agent;
}

async function call(method, path, body) {
  let response;
  try {
    response = await fetch(ROOT + path, {
      method,
      credentials: "same-origin",
      headers: {
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(method === "GET" ? {} : { "X-CSRF-Token": csrfToken }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new ApiError(0, "unreachable", "Amends cannot be reached. Check your connection and try again.");
  }
  const text = await response.text();
  const answer = text && response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : null;
  if (response.ok) return answer;
  const { code = "error", message = "Something went wrong." } = answer?.error ?? {};
  if (response.status === 401 && path !== "/login") session.dispatchEvent(new Event("ended"));
  throw new ApiError(response.status, code, message);
}
