"""Use cases of issues: what went wrong is taken down once, and completed as more is known."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import Connection

from amends.clock import Clock
from amends.conversations import store as conversation_store
from amends.conversations.model import Conversation
from amends.customers.service import CustomerService
from amends.errors import NotFound
from amends.ids import ConversationId, CustomerId, IssueId, new_id
from amends.recovery import store
from amends.recovery.model import Issue, IssueKind, IssueState
from amends.storage.database import Database
from amends.storage.idempotency import once

_MAX_DESCRIPTION = 4_000
_CONTACTS_WITHIN = timedelta(days=30)


class Issues:
    """Takes down what went wrong."""

    def __init__(self, *, database: Database, clock: Clock, customers: CustomerService) -> None:
        self._database = database
        self._clock = clock
        self._customers = customers

    def count_contacts(self, conversation: Conversation) -> int:
        """Return how many other conversations of the last 30 days were about the same.

        That is the same order, or the same kind of problem where no order is named. As long as
        nothing was reported here, whatever is still open elsewhere is taken for what brings the
        customer back.
        """
        if conversation.customer_id is None:
            return 0
        since = self._clock.now() - _CONTACTS_WITHIN
        with self._database.reading() as tx:
            reported = store.issues_of(tx, conversation.customer_id, since=since)
        here = [issue for issue in reported if issue.conversation_id == conversation.id]
        return len(
            {
                issue.conversation_id
                for issue in reported
                if issue.conversation_id != conversation.id and _is_same(issue, here)
            }
        )

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
        """Take down an issue, or complete the open one that is the same."""
        with self._database.transaction() as tx:
            conversation_store.get(tx, conversation_id, lock=True)

            def take_down() -> str:
                number, concerned = self._checked(customer_id, order_number, line)
                issue = Issue(
                    id=IssueId(new_id("iss")),
                    conversation_id=conversation_id,
                    customer_id=customer_id,
                    kind=kind,
                    order_number=number,
                    line=concerned,
                    description=_clean(description),
                    state=IssueState.OPEN,
                    reported_at=self._clock.now(),
                )
                known = _same(store.open_issues(tx, conversation_id), issue)
                if known is None:
                    store.add_issue(tx, issue)
                    return issue.id
                _complete(tx, known, issue)
                return known.id

            issue_id = once(tx, f"{key}:recovery.report_issue", take_down)
            return store.get_issue(tx, IssueId(str(issue_id)))

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


def _complete(tx: Connection, known: Issue, new: Issue) -> None:
    store.change_issue(
        tx,
        known.id,
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
