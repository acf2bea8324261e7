"""Use cases of issues: what went wrong is taken down once, and completed as more is known."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import Connection

from amends.clock import Clock
from amends.conversations import store as conversation_store
from amends.conversations.model import Conversation
from amends.customers.model import EarlierContact
from amends.customers.service import CustomerService
from amends.customers.store import customers as customer_store
from amends.errors import NotFound
from amends.ids import ConversationId, CustomerId, IssueId, new_id
from amends.recovery import store
from amends.recovery.endings import Endings
from amends.recovery.model import Issue, IssueKind, IssueState
from amends.storage.database import Database
from amends.storage.idempotency import once

_MAX_DESCRIPTION = 4_000
_CONTACTS_WITHIN = timedelta(days=30)


class Issues:
    """Takes down what went wrong."""

    def __init__(
        self, *, database: Database, clock: Clock, customers: CustomerService, endings: Endings
    ) -> None:
        self._database = database
        self._clock = clock
        self._customers = customers
        self._endings = endings

    def count_contacts(self, conversation: Conversation) -> int:
        """Return how many other conversations of the last 30 days were about the same.

        That is the same order, or the same kind of problem where no order is named. As long as
        nothing was reported here, whatever is still open elsewhere is taken for what brings the
        customer back. Contacts of other times and channels that the shop remembers count too.
        """
        if conversation.customer_id is None:
            return 0
        since = self._clock.now() - _CONTACTS_WITHIN
        with self._database.reading() as tx:
            reported = store.reports_of(tx, conversation.customer_id, since=since)
            contacts = self._customers.contacts(conversation.customer_id, since=since)
        here = [issue for issue, told_in in reported if told_in == conversation.id]
        told = {told_in for issue, told_in in reported if _is_same(issue, here)}
        told |= {
            contact.conversation_id or ConversationId(contact.id)
            for contact in contacts
            if _was_about(contact, here)
        }
        return len(told - {conversation.id})

    def report(
        self,
        conversation_id: ConversationId,
        customer_id: CustomerId | None,
        kind: IssueKind,
        *,
        order_number: str | None,
        description: str,
        key: str,
        line: int | None,
    ) -> Issue:
        """Take down an issue, or complete the open one that is the same.

        One that the customer reported in another conversation goes on in this one; one that the
        new one corrects is closed, and its open offer withdrawn.
        """
        with self._database.transaction() as tx:
            conversation_store.get(tx, conversation_id, lock=True)

            def take_down() -> str:
                number, concerned = self._checked(customer_id, order_number, line)
                issue = Issue(
                    id=IssueId(new_id("iss")),
                    conversation_id=conversation_id,
                    reported_in=conversation_id,
                    customer_id=customer_id,
                    kind=kind,
                    order_number=number,
                    line=concerned,
                    description=_clean(description),
                    state=IssueState.OPEN,
                    reported_at=self._clock.now(),
                )
                if customer_id is not None:
                    customer_store.lock_customer(tx, customer_id)
                here = store.open_issues(tx, conversation_id)
                known = _same(here, issue) or _told_elsewhere(tx, issue)
                if known is not None:
                    _complete(tx, known, issue)
                    store.note_report(tx, known.id, conversation_id, issue.reported_at)
                    return known.id
                for earlier in here:
                    if _corrects(issue, earlier):
                        self._endings.withdraw(tx, earlier, reason="issue_corrected")
                store.add_issue(tx, issue)
                store.note_report(tx, issue.id, conversation_id, issue.reported_at)
                return issue.id

            issue_id = once(tx, f"{key}:recovery.report_issue", take_down)
            return store.get_issue(tx, IssueId(str(issue_id)))

    def withdraw(self, issue_id: IssueId, *, reason: str, key: str) -> Issue:
        """Take an issue back for the customer, and withdraw its open offer."""
        with self._database.transaction() as tx:
            issue = store.get_issue(tx, issue_id)
            conversation_store.get(tx, issue.conversation_id, lock=True)

            def take_back() -> str:
                current = store.get_issue(tx, issue_id)
                if current.state is IssueState.OPEN:
                    self._endings.withdraw(tx, current, reason=reason)
                return issue_id

            once(tx, f"{key}:recovery.withdraw:{issue_id}", take_back)
            return store.get_issue(tx, issue_id)

    def open(self, conversation_id: ConversationId) -> Issue | None:
        """Return what still has to be made right in a conversation, the latest."""
        with self._database.reading() as tx:
            return next(iter(store.open_issues(tx, conversation_id)), None)

    def _checked(
        self, customer_id: CustomerId | None, order_number: str | None, line: int | None
    ) -> tuple[str | None, int | None]:
        """Return order and line, known to be the customer's; an only line need not be named.

        Without a customer nothing can be known of the order; it is asked for again later.
        """
        if order_number is None or customer_id is None:
            return None, None
        order = self._customers.find_order(customer_id, order_number)
        if line is not None and order.line(line) is None:
            raise NotFound("The order has no such line", code="order_line_not_found")
        if line is None and len(order.lines) == 1:
            line = order.lines[0].line
        return order.number, line


def _same(open_issues: tuple[Issue, ...], new: Issue) -> Issue | None:
    """Return the open issue that the new one repeats or completes."""
    for issue in open_issues:
        same_customer = issue.customer_id in {None, new.customer_id}
        same_order = issue.order_number is None or new.order_number in {None, issue.order_number}
        same_line = issue.line is None or new.line in {None, issue.line}
        if issue.kind is new.kind and same_customer and same_order and same_line:
            return issue
    return None


def _told_elsewhere(tx: Connection, new: Issue) -> Issue | None:
    """Return the same open issue of the same customer from another of their conversations.

    What is about no order may be another matter of the same kind, unless an offer is open for it.
    """
    if new.customer_id is None:
        return None
    for issue in store.open_issues_elsewhere(tx, new.customer_id, new.conversation_id):
        same = issue.order_number == new.order_number and _same((issue,), new) is not None
        if same and (new.order_number or store.open_offer_about(tx, issue)):
            return issue
    return None


def _corrects(new: Issue, earlier: Issue) -> bool:
    """Whether the new issue says that something else is wrong with the same goods."""
    return (
        new.kind is not earlier.kind
        and new.kind.says_what_is_wrong_with_goods
        and earlier.kind.says_what_is_wrong_with_goods
        and new.shares_goods_with(earlier)
    )


def _complete(tx: Connection, known: Issue, new: Issue) -> None:
    store.change_issue(
        tx,
        known.id,
        conversation_id=new.conversation_id,
        customer_id=known.customer_id or new.customer_id,
        order_number=known.order_number or new.order_number,
        line=known.line if known.line is not None else new.line,
        description=known.description or new.description,
    )


def _clean(text: str) -> str:
    cleaned = text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")
    return cleaned.strip()[:_MAX_DESCRIPTION]


def _is_same(issue: Issue, here: Collection[Issue]) -> bool:
    """Whether an issue is among those of another conversation, or still open if it has none."""
    if not here:
        return issue.state is IssueState.OPEN
    return any(
        issue.order_number == other.order_number
        and (issue.order_number is not None or issue.kind is other.kind)
        for other in here
    )


def _was_about(contact: EarlierContact, here: Collection[Issue]) -> bool:
    """Whether a contact was about what is reported here; if nothing is, whether it led nowhere."""
    if not here:
        return not contact.resolved
    return any(
        contact.order_number == other.order_number
        and (contact.order_number is not None or contact.topic == other.kind.value)
        for other in here
    )
