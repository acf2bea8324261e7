"""When a conversation is over, and what is remembered of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from amends.clock import FixedClock
from amends.conversations.model import Author, EntryKind, InboundMessage, Mode
from amends.conversations.service import ConversationService
from amends.customers.model import EarlierContact
from amends.customers.service import CustomerService
from amends.handoff.service import HandoffService
from amends.ids import AgentId, ConversationId
from amends.recovery.closing import AFTER_GOODBYE
from amends.recovery.model import IssueKind
from amends.recovery.service import RecoveryService
from amends.storage.database import Database
from tests.integration.conversations.done import deal_with_everything
from tests.integration.recovery.desk import APPROVER, CUSTOMER, DAMAGED, LATE, Desk

DAY = timedelta(days=1)


class Chat:
    """A conversation of the customer, in which a test lets things be said."""

    def __init__(self, desk: Desk, conversations: ConversationService, clock: FixedClock) -> None:
        self.desk = desk
        self.id: ConversationId = desk.conversation_id
        self._conversations = conversations
        self._clock = clock
        self._said = 0

    def says(self, text: str, wording: str = "utter_greet") -> None:
        """Let the customer say something, and the assistant answer it."""
        self._said += 1
        message = InboundMessage("web", self.id, f"says{self._said}", self.id, text)
        self._conversations.receive(message)
        deal_with_everything(self.desk.database)
        self._conversations.append(
            self.id,
            author=Author.ASSISTANT,
            text="an answer",
            key=f"answer{self._said}",
            details={"wording": wording},
        )

    @property
    def mode(self) -> Mode:
        return self._conversations.get(self.id).mode

    def closings(self) -> list[tuple[str, str]]:
        entries = self._conversations.entries(self.id, kinds=(EntryKind.MODE,))
        return [
            (str(entry.details["actor"]), str(entry.details["reason"]))
            for entry in entries
            if entry.details["to"] == Mode.CLOSED
        ]


@pytest.fixture
def chat(
    desk: Desk, conversations: ConversationService, recovery: RecoveryService, clock: FixedClock
) -> Chat:
    conversations.when_closed(recovery.remember_contact)
    return Chat(desk, conversations, clock)


def contacts(customers: CustomerService) -> tuple[EarlierContact, ...]:
    return customers.history(CUSTOMER).contacts


def test_that_a_chat_in_which_nothing_happens_any_more_ends(
    chat: Chat, recovery: RecoveryService, clock: FixedClock
) -> None:
    chat.says("hello")
    clock.advance(DAY - timedelta(seconds=1))
    assert recovery.close_idle(DAY) == 0
    clock.advance(timedelta(seconds=1))
    assert recovery.close_idle(DAY) == 1
    assert recovery.close_idle(DAY) == 0
    assert chat.closings() == [("system", "idle")]


def test_that_a_goodbye_ends_a_chat_unless_the_customer_thinks_of_something_else(
    chat: Chat, recovery: RecoveryService, clock: FixedClock
) -> None:
    chat.says("thanks, bye", wording="utter_goodbye")
    clock.advance(AFTER_GOODBYE - timedelta(seconds=1))
    assert recovery.close_idle(DAY) == 0
    chat.says("one more thing")
    clock.advance(AFTER_GOODBYE)
    assert recovery.close_idle(DAY) == 0
    chat.says("that was it, bye", wording="utter_goodbye")
    clock.advance(AFTER_GOODBYE)
    assert recovery.close_idle(DAY) == 1
    assert chat.closings() == [("customer", "goodbye")]


def test_that_a_chat_stays_open_while_an_offer_waits_for_somebodys_word(
    chat: Chat, recovery: RecoveryService, clock: FixedClock
) -> None:
    chat.says("it is broken")
    offer = chat.desk.offer()
    clock.advance(DAY - timedelta(minutes=1))
    chat.desk.present(chat.desk.approve(offer))
    clock.advance(DAY)
    assert recovery.close_idle(DAY) == 0
    clock.advance(DAY)
    recovery.lapse_due()
    deal_with_everything(chat.desk.database)
    clock.advance(DAY)
    assert recovery.close_idle(DAY) == 1


@pytest.mark.parametrize("mode", [Mode.WAITING, Mode.AGENT])
def test_that_what_a_person_has_to_see_to_is_not_closed_by_itself(
    chat: Chat,
    recovery: RecoveryService,
    conversations: ConversationService,
    clock: FixedClock,
    mode: Mode,
) -> None:
    chat.says("a person, please")
    conversations.set_mode(chat.id, mode, actor="assistant", reason="customer_asked")
    clock.advance(10 * DAY)
    assert recovery.close_idle(DAY) == 0


def test_that_a_chat_is_not_closed_over_a_message_that_waits_for_its_answer(
    chat: Chat, recovery: RecoveryService, conversations: ConversationService, clock: FixedClock
) -> None:
    conversations.receive(InboundMessage("web", chat.id, "m1", chat.id, "hello?"))
    clock.advance(2 * DAY)
    assert recovery.close_idle(DAY) == 0


def test_that_a_closed_chat_is_remembered_with_what_it_was_about(
    chat: Chat, recovery: RecoveryService, customers: CustomerService, clock: FixedClock
) -> None:
    chat.says("it is broken")
    chat.desk.accept(chat.desk.present(chat.desk.approve(chat.desk.offer())))
    recovery.rate(chat.id, 4, key="m9")
    deal_with_everything(chat.desk.database)
    clock.advance(DAY)
    recovery.close_idle(DAY)
    (contact,) = contacts(customers)
    assert (contact.topic, contact.order_number) == ("item_damaged", DAMAGED)
    assert (contact.resolved, contact.satisfaction) == (True, 4)
    assert (contact.channel, contact.language) == ("web", "en")
    assert contact.summary == "the screen is broken"
    assert (contact.conversation_id, contact.at) == (chat.id, clock.now())


def test_that_what_was_left_open_counts_as_unresolved(
    chat: Chat, recovery: RecoveryService, customers: CustomerService, clock: FixedClock
) -> None:
    chat.says("it is late")
    chat.desk.refuse(chat.desk.present(chat.desk.late_offer()))
    clock.advance(DAY)
    recovery.close_idle(DAY)
    (contact,) = contacts(customers)
    assert (contact.topic, contact.order_number, contact.resolved) == ("order_late", LATE, False)
    assert customers.history(CUSTOMER).open_issues == 1


def test_that_what_was_taken_back_is_not_held_against_anybody(
    chat: Chat, recovery: RecoveryService, customers: CustomerService, clock: FixedClock
) -> None:
    chat.says("it is broken, no, it was another one")
    recovery.withdraw_issue(chat.desk.offer().issue_id, reason="order_corrected", key="m1")
    clock.advance(DAY)
    recovery.close_idle(DAY)
    (contact,) = contacts(customers)
    assert (contact.topic, contact.order_number, contact.resolved) == ("question", None, True)


def test_that_an_agent_who_closes_says_that_it_is_resolved(
    chat: Chat, handoff: HandoffService, customers: CustomerService
) -> None:
    chat.says("a complaint")
    chat.desk.refuse(chat.desk.present(chat.desk.offer(IssueKind.COMPLAINT_SERVICE, None)))
    handoff.close(chat.id, APPROVER, reason="resolved")
    (contact,) = contacts(customers)
    assert contact.resolved


def test_that_a_chat_that_is_closed_twice_is_one_contact_as_it_was_last(
    chat: Chat,
    handoff: HandoffService,
    customers: CustomerService,
    clock: FixedClock,
) -> None:
    chat.says("hello")
    handoff.close(chat.id, APPROVER, reason="no_answer")
    clock.advance(DAY)
    chat.says("it is late")
    assert chat.mode is Mode.ASSISTANT
    chat.desk.refuse(chat.desk.present(chat.desk.late_offer()))
    for _ in range(3):
        handoff.close(chat.id, APPROVER, reason="no_answer")
    (contact,) = contacts(customers)
    assert (contact.topic, contact.resolved, contact.at) == ("order_late", False, clock.now())


def test_that_a_visit_without_a_word_and_a_guests_chat_are_no_contacts(
    chat: Chat,
    handoff: HandoffService,
    conversations: ConversationService,
    customers: CustomerService,
) -> None:
    handoff.close(chat.id, APPROVER, reason="resolved")
    guest = conversations.open(channel="web", account="", address="guest", language="en")
    conversations.receive(InboundMessage("web", guest.id, "m1", guest.id, "hello"))
    handoff.close(guest.id, AgentId("agt_1"), reason="resolved")
    assert contacts(customers) == ()


def test_that_a_closing_that_fails_leaves_no_contact(
    chat: Chat, conversations: ConversationService, customers: CustomerService, database: Database
) -> None:
    chat.says("hello")

    def close_in_vain() -> None:
        with database.transaction():
            conversations.set_mode(chat.id, Mode.CLOSED, actor="system", reason="idle")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        close_in_vain()
    assert contacts(customers) == ()
    assert chat.mode is Mode.ASSISTANT
