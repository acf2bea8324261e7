/** Runs the demo shop: its languages, its accounts, and the example problems that it writes into the chat. */

import { direction, LANGUAGES, loadText } from "./text/languages.js";

/** What the page knows of the three demo customers without asking: their latest order. */
const LATEST_ORDERS = {
  C1001: { order: "A-10001", product: "headphones", cents: 12_900, status: "delivered" },
  C1002: { order: "A-10002", product: "lamp", cents: 3_850, status: "late_status" },
  C1003: { order: "A-10003", product: "espresso", cents: 89_900, status: "marked_delivered" },
};
const EXAMPLES = ["broken", "late", "missing", "charged", "back", "person"];
const REMEMBERED = { language: "demo-shop/language", account: "demo-shop/account" };

const asked = new URLSearchParams(location.search);
const page = {
  language: choose([asked.get("language"), localStorage.getItem(REMEMBERED.language), navigator.language], LANGUAGES, "en"),
  account: choose([asked.get("account"), localStorage.getItem(REMEMBERED.account)], Object.keys(LATEST_ORDERS), ""),
  /** @type {Record<string, string>} */
  text: {},
  name: "",
};

/** @param {string} selector */
const find = (selector) => /** @type {HTMLElement} */ (document.querySelector(selector));

/**
 * @param {(string | null)[]} wishes
 * @param {string[]} possible
 * @param {string} otherwise
 */
function choose(wishes, possible, otherwise) {
  const match = wishes.map((wish) => possible.find((value) => wish === value || wish?.startsWith(`${value}-`)));
  return match.find((value) => value !== undefined) ?? otherwise;
}

/** Shows every text of the page in its language. */
function showTexts() {
  const { language, text } = page;
  document.documentElement.lang = language;
  document.documentElement.dir = direction(language);
  for (const element of document.querySelectorAll("[data-text]")) {
    element.textContent = text[/** @type {HTMLElement} */ (element).dataset.text ?? ""];
  }
  for (const price of document.querySelectorAll("data[data-price]")) {
    price.textContent = money(Number(/** @type {HTMLDataElement} */ (price).value));
  }
  find("#guest").textContent = text.guest;
  showAccount();
}

/** @param {number} cents */
function money(cents) {
  return new Intl.NumberFormat(page.language, { style: "currency", currency: "EUR" }).format(cents / 100);
}

/** Shows whose page it is, their latest order, and the example problems with its number. */
function showAccount() {
  const { account, text, name } = page;
  const latest = LATEST_ORDERS[/** @type {keyof typeof LATEST_ORDERS} */ (account)];
  find("#as-guest").hidden = latest !== undefined;
  find("#as-customer").hidden = latest === undefined;
  if (latest !== undefined) {
    find("#customer-name").textContent = name;
    find("#order-product").textContent = text[latest.product];
    find("#order-number").textContent = text.order_number.replace("{order}", latest.order);
    find("#order-price").textContent = money(latest.cents);
    find("#order-status").textContent = text[latest.status];
    find("#order-status").dataset.status = latest.status;
    for (const drawing of document.querySelectorAll("#order-drawing use")) {
      drawing.setAttribute("href", `#drawing-${latest.product}`);
    }
  }
  const order = latest?.order ?? "";
  find("#examples").replaceChildren(...EXAMPLES.map((name) => exampleButton(name, inserted(text[name], order))));
}

/** @param {string} text @param {string} order empty leaves the place out */
function inserted(text, order) {
  return order === "" ? text.replace(/ ?\{order\}/, "") : text.replace("{order}", order);
}

/** @param {string} name @param {string} text */
function exampleButton(name, text) {
  const button = document.createElement("button");
  button.type = "button";
  button.id = `example-${name}`;
  button.textContent = text;
  button.addEventListener("click", () => chat()?.prefill(text));
  return button;
}

/** @returns {import("../element.js").AmendsChat | null} */
function chat() {
  return document.querySelector("amends-chat");
}

/** What the shop's own server would put on the page of a customer who is signed in. @param {string} account */
async function identityOf(account) {
  const response = await fetch(`/demo/identity/${account}`);
  return response.ok ? response.json() : null;
}

/** Puts the chat on the page for the chosen account; another customer gets another conversation. */
async function mountChat() {
  const identity = page.account === "" ? null : await identityOf(page.account);
  find("#unavailable").hidden = page.account === "" || identity !== null;
  if (identity === null) page.account = "";
  page.name = identity?.name ?? "";
  /** @type {HTMLSelectElement} */ (find("#account")).value = page.account;
  const fresh = document.createElement("amends-chat");
  fresh.setAttribute("locale", page.language);
  fresh.setAttribute("heading", "Brightwater");
  if (identity !== null) fresh.setAttribute("identity", JSON.stringify(identity));
  chat()?.remove();
  document.body.append(fresh);
  showAccount();
}

/** @param {string} language */
async function speak(language) {
  page.language = language;
  page.text = await loadText(language);
  showTexts();
  chat()?.setAttribute("locale", language);
}

function listen() {
  const account = /** @type {HTMLSelectElement} */ (find("#account"));
  const language = /** @type {HTMLSelectElement} */ (find("#language"));
  account.value = page.account;
  language.value = page.language;
  account.addEventListener("change", () => {
    page.account = account.value;
    localStorage.setItem(REMEMBERED.account, page.account);
    void mountChat();
  });
  language.addEventListener("change", () => {
    localStorage.setItem(REMEMBERED.language, language.value);
    void speak(language.value);
  });
  for (const opener of document.querySelectorAll("[data-opens-chat]")) {
    opener.addEventListener("click", () => chat()?.open());
  }
}

listen();
await speak(page.language);
await mountChat();
// Last, so that the element is on the page already and the script adds none of its own.
await import("../amends-chat.js");
document.documentElement.classList.add("ready");
