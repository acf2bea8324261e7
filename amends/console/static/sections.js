/** The sections of the console: what stands in the list, what opens beside it. */

import { nothing } from "./parts/small.js";
import { STRINGS } from "./strings.js";
import "./views/approval.js";
import "./views/approval-list.js";
import "./views/callback-list.js";
import "./views/conversation-list.js";
import "./views/conversation.js";

const conversation = {
  detail: "console-conversation",
  idle: () => nothing("conversations", STRINGS.lists.pick, STRINGS.lists.emptyLiveLead),
};

export const SECTIONS = {
  approvals: {
    list: "console-approval-list",
    detail: "console-approval",
    idle: () => nothing("approvals", STRINGS.approvals.pick, STRINGS.approvals.emptyLead),
  },
  queue: { list: "console-queue", ...conversation },
  mine: { list: "console-mine", ...conversation },
  conversations: { list: "console-conversations", ...conversation },
  callbacks: { list: "console-callbacks", ...conversation },
};
