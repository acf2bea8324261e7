"""The part of a form that finds out whose order, and which one, a wish is about."""

from __future__ import annotations

from actions.choices import TALK_TO_PERSON, WHOLE_ORDER, topic_choice
from actions.fitting import Candidate, Reference, fits, fitting, line_named, referred
from actions.forms import Draft, FormAction
from actions.turn import Event, Turn, set_slots
from amends.customers.errors import IdentityNotProven
from amends.customers.model import Order, OrderLine
from amends.errors import NotFound
from amends.ids import CustomerId

MOST_RECENT = 20
"""How many orders back a wish is looked for."""


class OrderForm(FormAction):
    """Asks for the order; before that, guests prove by order number and e-mail who they are.

    Attributes:
        needs_order: Whether the form is about one order, or only about its customer.
        needs_line: Whether it is about one thing in the order.
    """

    needs_order = True
    needs_line = False

    def read(self, turn: Turn, draft: Draft) -> bool:
        """Take order number, e-mail, "the other one" and the thing in the order."""
        found = False
        number, email = turn.entity("order_number"), turn.entity("email")
        if email is not None and not turn.verified:
            draft.put(email=email)
            found = True
        if number is not None:
            if email is None and not turn.verified and number != draft.get("order_number"):
                draft.put(email=draft.get("tried_email") or draft.get("email"))
            self._take_order(draft, number)
            found = True
        elif (reference := turn.entity("reference")) is not None and turn.verified:
            found = self._take_referred(turn, draft, reference) or found
        if (line := turn.entity("line")) is not None:
            draft.put(line=line)
            found = True
        elif (product := turn.entity("product")) is not None:
            draft.put(product=product)
            found = found or turn.slot("requested_slot") == "line"
        return self.read_own(turn, draft) or found

    def give_up(self, turn: Turn) -> list[Event]:
        """Show another way to guests who cannot say which order is theirs."""
        if turn.verified or turn.slot("requested_slot") not in {"order_number", "email"}:
            return super().give_up(turn)
        topic = self.topic(turn)
        turn.say("utter_without_number", choices=(topic_choice(topic), TALK_TO_PERSON))
        return [*set_slots(left_topic=topic), *self.end()]

    def read_own(self, turn: Turn, draft: Draft) -> bool:
        """Take what belongs to this form alone; return whether there was anything."""
        return self.read_confirmation(turn, draft) or turn.intent in self.intents

    def read_confirmation(self, turn: Turn, draft: Draft) -> bool:
        """Take a yes to the question whether the customer is sure, or the choice that says it."""
        asked = turn.slot("requested_slot") == "confirmation" and turn.was_filling(self.form)
        same_order = draft.get("order_number") == turn.slot("order_number")
        says_yes = turn.intent == "affirm" or (
            turn.intent in self.words_of_yes and bool(turn.text) and "?" not in turn.text
        )
        if turn.entity("confirmed") or (asked and same_order and says_yes):
            draft.put(confirmation="yes")
            return True
        return False

    @property
    def words_of_yes(self) -> frozenset[str]:
        """Intents that confirm: a yes, or the wish itself once more ("yes, cancel it")."""
        return frozenset({"affirm", *self.intents})

    def missing(self, turn: Turn, draft: Draft) -> str | None:
        """Return the slot to ask for next.

        Raises:
            TooManyAttempts: A guest has no tries left.
        """
        asked = self.missing_before_order(turn, draft)
        if asked is not None:
            return asked
        if self.needs_identity(draft):
            customer_id, asked = self._identify(turn, draft)
            if customer_id is None:
                return asked
            if self.needs_order:
                order = self._order(turn, draft, customer_id)
                if order is None:
                    return "order_number"
                if self._line_is_open(turn, draft, order):
                    return "line"
        return self.missing_after_order(turn, draft)

    def missing_identity(self, turn: Turn, draft: Draft) -> str | None:
        """Return what is missing to know who the customer is.

        Raises:
            TooManyAttempts: A guest has no tries left.
        """
        return self._identify(turn, draft)[1]

    def order(self, turn: Turn, draft: Draft) -> Order:
        """Return the order that was found; raises `NotFound` before that."""
        customer_id, number = (
            turn.customer_id or draft.get("customer_id"),
            draft.get("order_number"),
        )
        if customer_id is None or number is None:
            raise NotFound("No order is known yet", code="no_orders")
        return self.services.customers.find_order(CustomerId(customer_id), number)

    def needs_identity(self, draft: Draft) -> bool:
        """Whether the form cannot be completed for somebody unknown."""
        return True

    def wants_line(self, draft: Draft) -> bool:
        """Whether it has to be known which thing in the order is meant."""
        return self.needs_line

    def missing_before_order(self, turn: Turn, draft: Draft) -> str | None:
        """Return a slot to ask for before all else."""
        return None

    def missing_after_order(self, turn: Turn, draft: Draft) -> str | None:
        """Return a slot to ask for once the order is known."""
        return None

    def purpose(self, turn: Turn, draft: Draft) -> str:
        """Return the intent that decides which orders fit."""
        return self.topic(turn)

    def start(self, turn: Turn, draft: Draft) -> None:
        """Stay with the order talked about so far if the new wish can be about it."""
        draft.forget("other_than")
        current, customer_id = draft.get("order_number"), turn.customer_id
        if current is None or customer_id is None:
            return
        if current not in {order.number for order in self.orders(turn, draft, customer_id)}:
            draft.forget("order_number")

    def orders(self, turn: Turn, draft: Draft, customer_id: CustomerId) -> tuple[Order, ...]:
        """Return the customer's orders that this can be about, newest first.

        Raises:
            NotFound: There are none.
        """
        customers = self.services.customers
        recent = customers.recent_orders(customer_id, limit=MOST_RECENT)
        if not recent:
            raise NotFound("The customer has no orders", code="no_orders")
        in_question = [
            order for order in recent if order.number != draft.get("other_than") or len(recent) == 1
        ]
        candidates = [Candidate(order, customers.order_status(order)) for order in in_question]
        purpose, now = self.purpose(turn, draft), self.services.clock.now()
        product = turn.entity("product")
        if product is None and turn.was_filling(self.form):
            product = draft.get("product")
        named = [one for one in candidates if product and self._has_named(one.order, product)]
        if sure := [one for one in named if fits(purpose, one, now)]:
            return fitting(purpose, sure, now)
        others = [one for one in candidates if one not in named]
        return (*(one.order for one in named), *fitting(purpose, others, now))

    def may_assume(self, draft: Draft, order: Order) -> bool:
        """Whether the only order that this can be about need not be asked about."""
        return True

    def _identify(self, turn: Turn, draft: Draft) -> tuple[CustomerId | None, str | None]:
        """Return who the customer is, or which slot would tell."""
        known = turn.customer_id or draft.get("customer_id")
        if known is not None:
            return CustomerId(known), None
        number, email = draft.get("order_number"), draft.get("email")
        if number is None or email is None:
            return None, "order_number" if number is None else "email"
        try:
            customer = self.services.customers.prove_identity(
                turn.conversation_id, number, email, key=turn.key("identity")
            )
        except IdentityNotProven:
            turn.say("utter_identity_not_proven", choices=(TALK_TO_PERSON,))
            draft.put(email=None, tried_email=email)
            return None, "email"
        self.services.conversations.bind_customer(turn.conversation_id, customer.id, verified=True)
        draft.put(customer_id=customer.id, verified=True, email=None, tried_email=None)
        turn.say("utter_identity_proven")
        return customer.id, None

    def _order(self, turn: Turn, draft: Draft, customer_id: CustomerId) -> Order | None:
        number = draft.get("order_number")
        if number is not None:
            try:
                order = self.services.customers.find_order(customer_id, number)
            except NotFound:
                turn.say("utter_order_unknown", values={"order_number": number})
                draft.forget("order_number")
                return None
            draft.put(order_number=order.number)
            return order
        found = self.orders(turn, draft, customer_id)
        if len(found) != 1 or not self.may_assume(draft, found[0]):
            return None
        draft.put(order_number=found[0].number)
        return found[0]

    def _take_order(self, draft: Draft, number: str) -> None:
        if number != draft.get("order_number"):
            draft.forget("line", "confirmation")
        draft.put(order_number=number, other_than=None)

    def _take_referred(self, turn: Turn, draft: Draft, reference: str) -> bool:
        customer_id = turn.customer_id
        if customer_id is None:
            return False
        if reference == Reference.OTHER and self._is_the_only_one(turn, customer_id):
            return True
        if reference == Reference.OTHER:
            draft.put(other_than=draft.get("order_number"))
            draft.forget("order_number", "line", "confirmation")
            return True
        found = referred(reference, self.orders(turn, draft, customer_id))
        if found is not None:
            self._take_order(draft, found.number)
        return True

    def _is_the_only_one(self, turn: Turn, customer_id: CustomerId) -> bool:
        """Say so when a customer speaks of another order and has none."""
        recent = self.services.customers.recent_orders(customer_id, limit=2)
        if len(recent) != 1:
            return False
        turn.say("utter_only_this_order", values={"order_number": recent[0].number})
        return True

    def _line_is_open(self, turn: Turn, draft: Draft, order: Order) -> bool:
        """Whether it still has to be asked which thing in the order is meant."""
        if not self.wants_line(draft) or len(order.lines) == 1:
            return False
        line = draft.get("line")
        if line is not None and (line == WHOLE_ORDER or self._has_line(order, line)):
            return False
        draft.forget("line")
        said = draft.get("product") or turn.text
        named = line_named(order, said) or self._line_called(order, said)
        if named is None:
            return True
        draft.put(line=str(named.line))
        return False

    def _has_named(self, order: Order, product: str) -> bool:
        """Whether one thing in an order is what the customer calls it."""
        return bool(line_named(order, product) or self._line_called(order, product))

    def _line_called(self, order: Order, said: str) -> OrderLine | None:
        """Return the only line whose product customers call what was said."""
        meant = {entry.product.sku for entry in self.services.products.named(said)}
        found = [line for line in order.lines if line.product.sku in meant]
        return found[0] if len(found) == 1 else None

    @staticmethod
    def _has_line(order: Order, line: str) -> bool:
        return line.isdecimal() and order.line(int(line)) is not None
