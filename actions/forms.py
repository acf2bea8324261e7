"""What all forms share: what a message means to them, and how they go on, pause and end."""

from __future__ import annotations

from enum import Enum, auto
from typing import cast

from rasa_sdk.events import ActionExecutionRejected, ActiveLoop

from actions.base import AmendsAction, then
from actions.choices import TALK_TO_PERSON, topic_choice
from actions.turn import Event, Turn, set_slots
from actions.waiting import TAKE_UP
from amends.errors import AmendsError, Unavailable
from amends.storage.types import JsonValue

LISTEN = "action_listen"
UNCLEAR = "nlu_fallback"

_SURE = 0.6
"""From this confidence on, an intent is believed although a form expects an answer."""

_FEW_WORDS = 4
"""An answer has at most so many words besides the value; more make it a message of its own."""

_REMINDER = "utter_resume_left_topic"
_REMINDER_PAUSE = 6
"""Messages of the assistant before it reminds again."""

_ASIDES = frozenset(
    {
        "greet", "thank", "praise", "bot_challenge", "ask_capabilities", "out_of_scope",
        "product_question", "change_language", "personalisation_opt_out",
        "personalisation_opt_in", "account_access", "ask_why_offer", "order_status",
        "refund_status", "EXTERNAL_session_started",
    }
)  # fmt: skip
_NEED_IDENTITY = frozenset({"order_status", "refund_status"})
_ENDINGS = frozenset({"goodbye", "request_human"})


class Meaning(Enum):
    """What a message means to the form that is being filled in."""

    ANSWER = auto()
    ASIDE = auto()
    """Something else, quickly answered; then the form goes on."""

    OTHER_TOPIC = auto()
    """Something else that takes its place; the form can be resumed."""

    NO_MORE = auto()
    """The customer does not want this any more."""

    UNCLEAR = auto()


class Draft:
    """The slots as they are once this message is dealt with."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._changed: dict[str, JsonValue] = {}

    def get(self, name: str) -> str | None:
        """Return a value, nothing if there is none."""
        value = self._changed[name] if name in self._changed else self._turn.slot(name)
        return None if value is None else str(value)

    def put(self, **values: JsonValue) -> None:
        """Change values."""
        self._changed.update(values)

    def forget(self, *names: str) -> None:
        """Remove values."""
        self._changed.update(dict.fromkeys(names))

    def events(self) -> list[Event]:
        """Return the events that bring the changes about."""
        return set_slots(**self._changed)


class FormAction(AmendsAction):
    """Reads a message for a form, and says which slot is to be asked for next.

    Attributes:
        form: Name of the form in the domain.
        intents: The wishes that the form serves; the first one resumes it.
        own_slots: What is forgotten when the form starts anew.
        free_text: Slots that any text can be the answer to.
    """

    form: str
    intents: tuple[str, ...]
    own_slots: tuple[str, ...] = ()
    free_text: frozenset[str] = frozenset()

    def name(self) -> str:
        """Return the name by which the engine finds the form's validation."""
        return f"validate_{self.form}"

    def start(self, turn: Turn, draft: Draft) -> None:
        """Take up what the first message says."""

    def read(self, turn: Turn, draft: Draft) -> bool:
        """Take what a message says into the draft; return whether there was anything."""
        raise NotImplementedError

    def missing(self, turn: Turn, draft: Draft) -> str | None:
        """Return the slot to ask for next; nothing when all is known."""
        raise NotImplementedError

    def act(self, turn: Turn) -> list[Event]:
        """Deal with a message, or with the return from an aside."""
        draft = Draft(turn)
        going_on = turn.was_filling(self.form)
        requested = turn.slot("requested_slot") if going_on else None
        if not going_on:
            self._start(turn, draft)
        elif turn.is_fresh():
            match self.meaning(turn, draft):
                case Meaning.ASIDE:
                    return [_rejected(self.form)]
                case Meaning.OTHER_TOPIC:
                    return self._make_way(turn)
                case Meaning.NO_MORE:
                    return self.give_up(turn)
                case Meaning.UNCLEAR:
                    if turn.said_recently("utter_not_understood_here", within=2):
                        return self._offer_person(turn)
                    turn.say("utter_not_understood_here")
                case Meaning.ANSWER:
                    pass
        return self._go_on(turn, draft, requested)

    def meaning(self, turn: Turn, draft: Draft) -> Meaning:
        """Say what a message means to the form; an answer is taken into the draft."""
        intent, requested = turn.intent, str(turn.slot("requested_slot") or "")
        if requested in self.free_text and self.is_free_text(turn, requested):
            draft.put(**{requested: turn.text})
            return Meaning.ANSWER
        other = self._other_matter(turn)
        if other is None or turn.only_entities:
            if self.read(turn, draft):
                return Meaning.ANSWER
            if intent == "deny":
                return Meaning.NO_MORE
        return other or Meaning.UNCLEAR

    def is_free_text(self, turn: Turn, requested: str) -> bool:
        """Whether a message is the text that was asked for rather than a matter of its own."""
        if not turn.text or "?" in turn.text or "؟" in turn.text or turn.only_entities:
            return False
        return turn.intent in {*self.intents, UNCLEAR} or turn.confidence < _SURE

    def _other_matter(self, turn: Turn) -> Meaning | None:
        intent = turn.intent
        if intent in {*self.intents, "affirm", "deny", UNCLEAR} or not intent:
            return None
        if turn.text and not any(letter.isalpha() for letter in turn.text):
            return None
        if intent.startswith("EXTERNAL_") and intent not in _ASIDES:
            return Meaning.OTHER_TOPIC
        if self.is_short_answer(turn) or turn.confidence < _SURE:
            return None
        if intent in _NEED_IDENTITY and not turn.verified:
            return Meaning.OTHER_TOPIC
        return Meaning.ASIDE if intent in _ASIDES else Meaning.OTHER_TOPIC

    def is_short_answer(self, turn: Turn) -> bool:
        """Whether it is a value with little around it: "it's A-10001", "the other one"."""
        given = any(turn.entity(name) for name in ("order_number", "email", "reference"))
        return given and turn.other_words <= _FEW_WORDS and "?" not in turn.text

    def _start(self, turn: Turn, draft: Draft) -> None:
        if turn.slot("left_topic") in self.intents:
            draft.forget("left_topic")
        else:
            draft.forget(*self.own_slots)
        self.start(turn, draft)
        self.read(turn, draft)

    def _go_on(self, turn: Turn, draft: Draft, requested: str | None) -> list[Event]:
        try:
            missing = self.missing(turn, draft)
        except Unavailable:
            raise
        except AmendsError as error:
            self.explain_error(turn, error)
            return [*draft.events(), *self._end_for_next(turn)]
        if requested is not None and not draft.events():
            # Rasa takes a validation that sets no slot for a refusal to run the form.
            draft.put(**{requested: draft.get(requested)})
        return [*draft.events(), *set_slots(requested_slot=missing)]

    def _make_way(self, turn: Turn) -> list[Event]:
        left = None if turn.intent in _ENDINGS else self.resumable(turn)
        return [
            cast(Event, ActiveLoop(None)),
            *set_slots(requested_slot=None, left_topic=left),
            _rejected(self.form),
        ]

    def give_up(self, turn: Turn) -> list[Event]:
        """Leave it at that, with nothing changed."""
        topic = self.topic(turn)
        turn.say("utter_form_left", choices=(topic_choice(topic), TALK_TO_PERSON))
        return [*set_slots(left_topic=topic), *self._end_for_next(turn)]

    def _offer_person(self, turn: Turn) -> list[Event]:
        topic = self.topic(turn)
        turn.say("utter_offer_person", choices=(topic_choice(topic),))
        return [*set_slots(left_topic=topic), *self.end()]

    def resumable(self, turn: Turn) -> str | None:
        """Return the intent that the customer is reminded of when the form is left."""
        return self.topic(turn)

    def topic(self, turn: Turn) -> str:
        """Return the intent that resumes this form."""
        return self.intents[0]

    def end(self, after: str = LISTEN) -> list[Event]:
        """Return the events that end the form without anything being done, and what comes then."""
        return [then(after), *set_slots(requested_slot=None)]

    def _end_for_next(self, turn: Turn) -> list[Event]:
        """End the form, and take up what the customer also wanted."""
        return self.end(TAKE_UP if turn.waiting_wishes else LISTEN)


def remind_of_left_topic(turn: Turn) -> None:
    """Offer to resume what was left for something else, once that is done."""
    topic = turn.slot("left_topic")
    if topic and not turn.said_recently(_REMINDER, within=_REMINDER_PAUSE):
        turn.say(_REMINDER, choices=(topic_choice(str(topic)),))


def _rejected(form: str) -> Event:
    return cast(Event, ActionExecutionRejected(form))
