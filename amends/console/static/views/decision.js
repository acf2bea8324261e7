/** Approve, amend or decline: the foot of an approval. */

import { post } from "../lib/api.js";
import { desk } from "../lib/desk.js";
import { fill, h } from "../lib/dom.js";
import { money } from "../lib/format.js";
import { icon } from "../lib/icons.js";
import { say } from "../parts/notices.js";
import { action } from "../parts/small.js";
import { STRINGS } from "../strings.js";
import { word } from "../words.js";

const words = STRINGS.decision;
const LATE = new Set(["already_decided", "offer_lapsed", "offer_withdrawn", "conflict"]);

/** `<console-decision>`; set its `offer`; fires `decided`, also when a colleague was faster. */
class Decision extends HTMLElement {
  #offer = null;
  #form = "";
  #busy = false;
  #shown = "";

  set offer(offer) {
    this.#offer = offer;
    if (!this.#may()) this.#form = "";
    this.#show();
  }

  /** Approves at once. */
  approve() {
    if (this.#may() && !this.#form) this.#send({ decision: "approve", reason: "" });
  }

  /** Opens the form to amend or decline. */
  open(form) {
    if (!this.#may() || this.#busy) return;
    this.#form = form;
    this.#show();
    this.querySelector("select, textarea")?.focus();
  }

  #may() {
    return this.#offer?.state === "pending_approval" && desk.me.may_approve;
  }

  #show() {
    const now = [this.#offer.id, this.#offer.state, this.#form].join();
    if (now === this.#shown) return;
    this.#shown = now;
    this.hidden = this.#offer.state !== "pending_approval";
    if (!desk.me.may_approve) fill(this, h("p", { class: "muted" }, icon("lock"), words.onlyApprovers));
    else if (this.#form === "amend") fill(this, this.#amend());
    else if (this.#form === "decline") fill(this, this.#decline());
    else fill(this, this.#buttons());
  }

  #buttons() {
    return h("div", { class: "buttons" },
      action({ symbol: "check", label: words.approve, key: "a", kind: "primary", onclick: () => this.approve() }),
      action({ symbol: "edit", label: words.amend, key: "e", onclick: () => this.open("amend") }),
      action({ symbol: "cross", label: words.decline, key: "d", kind: "danger", onclick: () => this.open("decline") }));
  }

  #amend() {
    const { remedy, amount, currency, amount_is_free: free, considered } = this.#offer;
    const choices = [{ remedy, money: { amount, currency }, amount_is_free: free }, ...considered.filter((one) => one.possible)];
    const select = h("select", { name: "remedy" }, choices.map((one) =>
      h("option", { value: one.remedy }, [word("remedy", one.remedy), money(one.money)].filter(Boolean).join(" · "))));
    const field = h("input", { name: "amount", inputmode: "decimal", autocomplete: "off", size: "9" });
    const unit = h("span", { class: "unit" });
    const amountField = h("label", { class: "field" }, h("span", {}, words.amount), h("span", { class: "with-unit" }, field, unit));
    const picked = () => choices.find((one) => one.remedy === select.value);
    const adjust = () => {
      amountField.hidden = !picked().amount_is_free;
      field.value = picked().money?.amount ?? "";
      unit.textContent = picked().money?.currency ?? currency ?? "";
    };
    select.addEventListener("change", adjust);
    adjust();
    const reason = this.#reason(words.reasonAmend);
    return this.#formOf(words.confirmAmend, "primary",
      [h("div", { class: "fields" }, h("label", { class: "field" }, h("span", {}, words.remedy), select), amountField), reason.label],
      () => {
        const given = field.value.trim().replace(",", ".");
        const one = picked();
        const otherAmount = one.amount_is_free && Number(given) !== Number(one.money?.amount);
        if (one.amount_is_free && !(Number(given) > 0)) return this.#trouble(words.needAmount, field);
        if (one.remedy === remedy && !otherAmount) return this.#trouble(words.needChange, select);
        if (!reason.field.value.trim()) return this.#trouble(words.needReason, reason.field);
        return {
          decision: "amend",
          reason: reason.field.value,
          ...(one.remedy === remedy ? {} : { remedy: one.remedy }),
          ...(otherAmount ? { amount: given } : {}),
        };
      });
  }

  #decline() {
    const reason = this.#reason(words.reasonDecline);
    return this.#formOf(words.confirmDecline, "danger solid", [reason.label], () =>
      reason.field.value.trim() ? { decision: "decline", reason: reason.field.value } : this.#trouble(words.needReason, reason.field));
  }

  #reason(hint) {
    const field = h("textarea", { name: "reason", rows: "2", maxlength: "1000", dir: "auto", placeholder: hint });
    return { field, label: h("label", { class: "field" }, h("span", {}, words.reason), field) };
  }

  #formOf(confirm, kind, fields, read) {
    const form = h(
      "form",
      {
        class: "decision-form", novalidate: true,
        onsubmit: (event) => {
          event.preventDefault();
          const wanted = read();
          if (wanted) this.#send(wanted);
        },
        onkeydown: (event) => {
          if (event.key === "Escape") {
            event.stopPropagation();
            event.preventDefault();
            this.#cancel();
          } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
        },
      },
      fields,
      h("p", { class: "trouble", role: "alert" }),
      h("div", { class: "buttons" },
        h("button", { class: `button ${kind}`, type: "submit" }, confirm),
        h("button", { class: "button", type: "button", onclick: () => this.#cancel() }, words.cancel)),
    );
    return form;
  }

  #cancel() {
    this.#form = "";
    this.#show();
    this.querySelector("button")?.focus();
  }

  #trouble(text, field = null) {
    const place = this.querySelector(".trouble");
    if (place) fill(place, text);
    else say(text, { bad: true });
    field?.focus();
    return null;
  }

  async #send(wanted) {
    if (this.#busy) return;
    this.#busy = true;
    for (const button of this.querySelectorAll("button")) button.disabled = true;
    try {
      await post(`/approvals/${encodeURIComponent(this.#offer.id)}/decision`, wanted);
      this.#form = "";
      say(words.done[wanted.decision]);
      this.dispatchEvent(new Event("decided"));
    } catch (error) {
      if (LATE.has(error.code)) {
        say(error.code === "already_decided" ? words.late : error.message, { bad: true });
        this.dispatchEvent(new Event("decided"));
      } else this.#trouble(error.message);
      for (const button of this.querySelectorAll("button")) button.disabled = false;
    } finally {
      this.#busy = false;
    }
  }
}

customElements.define("console-decision", Decision);
