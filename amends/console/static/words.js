/** What codes of the API are called. */

const WORDS = {
  remedy: {
    apology: "Apology", express_replacement: "Express replacement", replacement: "Replacement",
    refund: "Full refund", partial_refund: "Partial refund", voucher: "Voucher", free_return: "Free return",
    callback: "Call-back", shipping_refund: "Refund of shipping", subscription_credit: "Subscription credit",
  },
  issue: {
    order_late: "Late order", order_missing: "Missing order", item_damaged: "Damaged item", item_wrong: "Wrong item",
    item_defective: "Faulty item", billing_wrong_charge: "Wrong charge", service_outage: "Outage",
    complaint_service: "Complaint about service", refund_request: "Refund request",
  },
  wish: {
    order_status: "Where is the order", order_late: "Late order", order_missing: "Missing order", item_damaged: "Damaged item",
    item_wrong: "Wrong item", item_defective: "Faulty item", billing_wrong_charge: "Wrong charge", service_outage: "Outage",
    complaint_service: "Complaint about service", refund_request: "Refund", refund_status: "Where is the refund",
    request_compensation: "Compensation", cancel_order: "Cancel an order", return_item: "Return", exchange_item: "Exchange",
    change_address: "New address", account_access: "Cannot sign in", cancel_subscription: "End a subscription",
    privacy_export: "Copy of the data", privacy_erase: "Erase the data", personalisation_opt_out: "No personal offers",
    personalisation_opt_in: "Personal offers", product_question: "Question about a product", change_language: "Another language",
  },
  state: {
    proposed: "Proposed", pending_approval: "Waiting for approval", approved: "Approved", amended: "Amended",
    declined: "Declined", expired: "Expired", presented: "Put to the customer", accepted: "Accepted",
    refused: "Refused", lapsed: "Lapsed", withdrawn: "Withdrawn", fulfilled: "Fulfilled", failed: "Failed",
  },
  moveReason: {
    order_corrected: "it was another order", issue_corrected: "something else was wrong with it",
  },
  mode: { assistant: "Assistant", waiting: "Waiting", agent: "Agent", closed: "Closed" },
  channel: { web: "Website chat", telegram: "Telegram", whatsapp: "WhatsApp", email: "E-mail" },
  due: {
    amount: "High amount", unverified: "Identity not proven", risk: "Risky claim", repeated_claims: "Repeated claims",
    many_recoveries: "Many recoveries", new_account: "New account", budget: "Day's budget used up",
    close_call: "Close call", issue: "Always checked", requested: "Customer asked", spot_check: "Spot check",
  },
  part: {
    fit: "Fits the problem", severity: "Matches how bad it is", frustration: "Customer's frustration",
    wish: "Customer's wish", value: "Customer's loyalty", history: "How it went before", cost: "Cost",
    budget: "Today's budget",
  },
  modeReason: {
    taken_over: "took over", handed_back: "handed the conversation back to the assistant", resolved: "closed the conversation",
    reassigned: "took over from a colleague", wrote: "wrote again", request_human: "asked for a person",
    customer_asked: "asked for a person", frustration: "lost patience", call_back: "wants to be called",
    engine_failed: "the assistant could not answer", no_remedy: "no remedy was left to offer",
    fulfilment_failed: "a recovery could not be delivered", approval_expired: "nobody decided on an offer in time",
    customer_asked: "asked for a person", frustration: "the customer is very frustrated", call_back: "a call was accepted",
    goodbye: "said goodbye", idle: "nothing was said for a while", fallback: "the assistant did not understand",
  },
  order: {
    preparing: "Preparing", in_transit: "In transit", out_for_delivery: "Out for delivery", delivered: "Delivered",
    lost: "Lost", cancelled: "Cancelled",
  },
  emotion: { anger: "angry", disgust: "disgusted", fear: "worried", joy: "happy", sadness: "sad", surprise: "surprised" },
  tier: { standard: "Standard", plus: "Plus", premium: "Premium" },
};

/** Returns what a code is called; one that nobody has named yet is made readable. */
export function word(kind, code) {
  const known = WORDS[kind]?.[code];
  if (known) return known;
  const readable = String(code ?? "").replaceAll("_", " ");
  return ["emotion", "modeReason", "moveReason"].includes(kind) ? readable : readable.charAt(0).toUpperCase() + readable.slice(1);
}
