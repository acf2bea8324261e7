from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from amends.conversations.model import (
    Author,
    ChoiceOffer,
    Conversation,
    EntryKind,
    InboundMessage,
    Mode,
    Payload,
)
from amends.conversations.service import ConversationService
from amends.errors import Conflict, Invalid, NotFound, TooLarge
from amends.ids import ConversationId


def inbound(
    conversation: Conversation,
    source_id: str = "m1",
    text: str = "hello",
    choice: str | None = None,
) -> InboundMessage:
    return InboundMessage(
        channel="web",
        account=conversation.id,
        source_id=source_id,
        conversation_id=conversation.id,
        text=text,
        choice_id=choice,
    )


def texts(conversations: ConversationService, conversation: Conversation) -> list[str]:
    return [entry.text for entry in conversations.entries(conversation.id)]


def test_that_messages_are_numbered_without_gaps(
    conversations: ConversationService, conversation: Conversation
) -> None:
    for number in range(5):
        conversations.receive(inbound(conversation, f"m{number}", f"message {number}"))
    entries = conversations.entries(conversation.id)
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.text for entry in entries] == [f"message {number}" for number in range(5)]


def test_that_a_redelivered_message_changes_nothing(
    conversations: ConversationService, conversation: Conversation
) -> None:
    first = conversations.receive(inbound(conversation, text="first"))
    again = conversations.receive(inbound(conversation, text="something else"))
    assert (again.seq, again.repeated) == (first.seq, True)
    assert texts(conversations, conversation) == ["first"]


def test_that_one_message_delivered_many_times_at_once_is_stored_once(
    conversations: ConversationService, conversation: Conversation
) -> None:
    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: conversations.receive(inbound(conversation)), range(16)))
    assert {result.seq for result in results} == {1}
    assert [result.repeated for result in results].count(False) == 1


def test_that_many_messages_at_once_all_get_a_number_of_their_own(
    conversations: ConversationService, conversation: Conversation
) -> None:
    with ThreadPoolExecutor(8) as pool:
        results = pool.map(
            lambda number: conversations.receive(inbound(conversation, f"m{number}")), range(24)
        )
    assert sorted(result.seq for result in results) == list(range(1, 25))


@pytest.mark.parametrize("text", ["", "   \n\t ", "\x00\x00", "\ud83d"])
def test_that_a_message_without_text_is_refused(
    conversations: ConversationService, conversation: Conversation, text: str
) -> None:
    with pytest.raises(Invalid) as refused:
        conversations.receive(inbound(conversation, text=text))
    assert refused.value.code == "empty"
    assert texts(conversations, conversation) == []


def test_that_a_message_of_20000_characters_is_refused(
    conversations: ConversationService, conversation: Conversation
) -> None:
    with pytest.raises(TooLarge):
        conversations.receive(inbound(conversation, text="x" * 20_000))
    assert texts(conversations, conversation) == []


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("a\x00b", "ab"), ("😡😡😡", "😡😡😡"), ("<script>alert(1)</script>",) * 2, ("/restart",) * 2],
)
def test_that_hostile_text_is_stored_as_text(
    conversations: ConversationService, conversation: Conversation, typed: str, stored: str
) -> None:
    conversations.receive(inbound(conversation, text=typed))
    assert texts(conversations, conversation) == [stored]


def test_that_a_message_to_no_conversation_is_refused(conversations: ConversationService) -> None:
    message = InboundMessage("web", "x", "m1", ConversationId("cnv_none"), "hello")
    with pytest.raises(NotFound):
        conversations.receive(message)


def offer(conversations: ConversationService, conversation: Conversation, key: str) -> list[str]:
    conversations.append(
        conversation.id,
        author=Author.ASSISTANT,
        text="Which one?",
        key=key,
        choices=(
            ChoiceOffer("Yes", Payload("affirm", {"offer_id": "off_1"})),
            ChoiceOffer("No", Payload("deny")),
        ),
    )
    return [choice.id for choice in conversations.entries(conversation.id)[-1].choices]


def test_that_a_choice_says_its_label(
    conversations: ConversationService, conversation: Conversation
) -> None:
    yes, _ = offer(conversations, conversation, "q1")
    conversations.receive(inbound(conversation, choice=yes, text=""))
    assert texts(conversations, conversation) == ["Which one?", "Yes"]


def test_that_a_choice_can_be_made_once_and_none_beside_it(
    conversations: ConversationService, conversation: Conversation
) -> None:
    yes, no = offer(conversations, conversation, "q1")
    conversations.receive(inbound(conversation, "m1", choice=yes))
    for choice in (yes, no):
        with pytest.raises(Conflict) as refused:
            conversations.receive(inbound(conversation, "m2", choice=choice))
        assert refused.value.code == "choice_gone"


def test_that_the_same_message_with_the_same_choice_is_a_repeat(
    conversations: ConversationService, conversation: Conversation
) -> None:
    yes, _ = offer(conversations, conversation, "q1")
    first = conversations.receive(inbound(conversation, choice=yes))
    assert conversations.receive(inbound(conversation, choice=yes)).seq == first.seq


def test_that_a_newer_question_closes_the_choices_of_the_older_one(
    conversations: ConversationService, conversation: Conversation
) -> None:
    old, _ = offer(conversations, conversation, "q1")
    offer(conversations, conversation, "q2")
    with pytest.raises(Conflict):
        conversations.receive(inbound(conversation, choice=old))


def test_that_a_choice_of_another_conversation_is_unknown(
    conversations: ConversationService, conversation: Conversation
) -> None:
    other = conversations.open(channel="web", account="", address="ses_2", language="en")
    theirs, _ = offer(conversations, other, "q1")
    with pytest.raises(NotFound) as refused:
        conversations.receive(inbound(conversation, choice=theirs))
    assert refused.value.code == "choice_unknown"


def test_that_an_entry_is_appended_once_per_key(
    conversations: ConversationService, conversation: Conversation
) -> None:
    for _ in range(2):
        seq = conversations.append(
            conversation.id, author=Author.ASSISTANT, text="hello", key="reply"
        )
        assert seq == 1
    assert texts(conversations, conversation) == ["hello"]


def test_that_what_an_agent_or_the_engine_says_is_stored_without_what_no_database_takes(
    conversations: ConversationService, conversation: Conversation
) -> None:
    conversations.append(conversation.id, author=Author.AGENT, text=" a\x00b\ud83d ", key="k")
    assert texts(conversations, conversation) == [" ab "]


def test_that_a_change_of_mode_is_in_the_log_with_who_and_why(
    conversations: ConversationService, conversation: Conversation
) -> None:
    conversations.set_mode(conversation.id, Mode.WAITING, actor="assistant", reason="asked")
    entry = conversations.entries(conversation.id)[-1]
    assert entry.kind is EntryKind.MODE
    assert entry.details == {
        "from": "assistant",
        "to": "waiting",
        "actor": "assistant",
        "reason": "asked",
    }


def test_that_writing_to_a_closed_conversation_opens_it_again(
    conversations: ConversationService, conversation: Conversation
) -> None:
    conversations.set_mode(conversation.id, Mode.CLOSED, actor="agt_1", reason="done")
    conversations.receive(inbound(conversation))
    assert conversations.get(conversation.id).mode is Mode.ASSISTANT
