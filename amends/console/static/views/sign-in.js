/** The first screen: who are you? */

import { signIn } from "../lib/api.js";
import { fill, h } from "../lib/dom.js";
import { STRINGS } from "../strings.js";

/** `<console-sign-in message="…">`; fires `signed-in` with the agent. */
class SignIn extends HTMLElement {
  connectedCallback() {
    const words = STRINGS.signIn;
    const trouble = h("p", { class: "trouble", role: "alert" }, this.getAttribute("message"));
    const submit = h("button", { class: "button primary wide", type: "submit" }, words.submit);
    const email = h("input", {
      type: "email", name: "email", autocomplete: "username", required: true, autofocus: true, inputmode: "email", spellcheck: "false",
    });
    const password = h("input", { type: "password", name: "password", autocomplete: "current-password", required: true });
    const form = h(
      "form",
      { class: "sign-in", onsubmit: (event) => this.#submit(event, { email, password, submit, trouble }) },
      h("img", { src: "/console/static/icon.svg", alt: "", width: "44", height: "44" }),
      h("h1", {}, STRINGS.product),
      h("p", { class: "muted" }, words.lead),
      h("label", { class: "field" }, h("span", {}, words.email), email),
      h("label", { class: "field" }, h("span", {}, words.password), password),
      trouble,
      submit,
    );
    fill(this, h("main", {}, form));
    email.focus();
  }

  async #submit(event, { email, password, submit, trouble }) {
    event.preventDefault();
    submit.disabled = true;
    fill(submit, STRINGS.signIn.busy);
    fill(trouble);
    try {
      const agent = await signIn(email.value, password.value);
      this.dispatchEvent(new CustomEvent("signed-in", { detail: agent, bubbles: true }));
    } catch (error) {
      fill(trouble, error.message);
      submit.disabled = false;
      fill(submit, STRINGS.signIn.submit);
      password.select();
      password.focus();
    }
  }
}

customElements.define("console-sign-in", SignIn);
