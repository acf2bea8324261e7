"""What customers ask about products, answered from what the catalogue knows and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from actions.base import AmendsAction, then
from actions.choices import MOST_ORDERS, TALK_TO_PERSON
from actions.forms import Draft, FormAction, Meaning
from actions.order_form import MOST_RECENT
from actions.turn import Choice, Event, Turn, set_slots
from amends.customers.model import Aspect, CatalogueEntry, Variant

if TYPE_CHECKING:
    from amends.bootstrap import Services

_FEW_WORDS = 5

UNKNOWN_PRODUCT = "-"
"""The slot's value for a product that the shop does not sell."""


class ProductForm(FormAction):
    """Finds out which product a question is about when it leaves that open."""

    form = "product_form"
    intents = ("product_question",)

    def read(self, turn: Turn, draft: Draft) -> bool:
        """Take the product of a choice or a text; the first message left it open."""
        if not turn.was_filling(self.form):
            draft.put(asked_about=turn.text or None, asked_product=None)
            return True
        sku = sku_meant(self.services, turn)
        if sku is not None:
            draft.put(asked_product=sku)
        return sku is not None

    def missing(self, turn: Turn, draft: Draft) -> str | None:
        """Ask for the product."""
        return None if draft.get("asked_product") else "asked_product"

    def meaning(self, turn: Turn, draft: Draft) -> Meaning:
        """Take a product's name with little around it; all else is a matter of its own."""
        short = len(turn.text.split()) <= _FEW_WORDS and "?" not in turn.text
        names_it = short or turn.intent in self.intents
        return Meaning.ANSWER if names_it and self.read(turn, draft) else Meaning.OTHER_TOPIC

    def resumable(self, turn: Turn) -> str | None:
        """Nobody is reminded of a question that they did not come back to."""
        return None


def sku_meant(services: Services, turn: Turn) -> str | None:
    """Return the product that a message names; nothing if it names none, or leaves it open."""
    chosen = turn.entity("sku")
    if chosen is not None:
        return chosen
    named = services.products.named(turn.text)
    if len(named) == 1:
        return named[0].product.sku
    return UNKNOWN_PRODUCT if not named and turn.entity("product") else None


class AskProduct(AmendsAction):
    """Asks which product is meant."""

    action_name = "action_ask_asked_product"

    def act(self, turn: Turn) -> list[Event]:
        """Offer what the name fits, or else what the customer bought last."""
        say_which(self.services, turn, str(turn.slot("asked_about") or ""))
        return []


def say_which(services: Services, turn: Turn, question: str) -> None:
    """Ask which product a question is about."""
    products = [entry.product for entry in services.products.named(question)]
    if not products and turn.customer_id is not None:
        recent = services.customers.recent_orders(turn.customer_id, limit=MOST_ORDERS)
        products = [line.product for order in recent for line in order.lines]
    names = {product.sku: product.name_in(turn.language) for product in products}
    turn.say(
        "utter_ask_product",
        choices=[
            Choice("label_item", "product_question", {"sku": sku}, {"item": name})
            for sku, name in list(names.items())[:MOST_ORDERS]
        ],
    )


class AnswerProductQuestion(AmendsAction):
    """Answers a question about a product."""

    action_name = "action_answer_product_question"
    concludes = True

    def act(self, turn: Turn) -> list[Event]:
        """Say what is known of what was asked; say so if it is not known."""
        after_form = turn.follows(ProductForm.form)
        sku = turn.slot("asked_product") if after_form else self._sku(turn)
        question = turn.text or str(turn.slot("asked_about") or "")
        if after_form:
            question = str(turn.slot("asked_about") or "")
        if sku is None:
            return self._ask(turn)
        if sku == UNKNOWN_PRODUCT:
            turn.say("utter_product_not_sold", choices=(TALK_TO_PERSON,))
            return set_slots(asked_about=None, asked_product=None)
        entry = self.services.products.get(str(sku))
        aspects = self.services.products.aspects_of(question, turn.language)
        answered = [self._tell(turn, entry, aspect, question) for aspect in aspects]
        if not any(answered):
            self._admit(turn, entry)
        return set_slots(asked_about=None, asked_product=entry.product.sku)

    def _sku(self, turn: Turn) -> str | None:
        """Return the product that is named, talked about, or the only one of the order."""
        named = sku_meant(self.services, turn)
        if named is not None or self.services.products.named(turn.text):
            return named
        return turn.slot("asked_product") or self._only_thing(turn)

    def _only_thing(self, turn: Turn) -> str | None:
        """Return the product of the order that is talked about, if there is only one in it."""
        customer_id, number = turn.customer_id, turn.slot("order_number")
        if customer_id is None or number is None:
            return None
        recent = self.services.customers.recent_orders(customer_id, limit=MOST_RECENT)
        lines = [line for order in recent if order.number == number for line in order.lines]
        return lines[0].product.sku if len(lines) == 1 else None

    def _ask(self, turn: Turn) -> list[Event]:
        """Ask which product is meant; another form that waits for an answer goes on."""
        if turn.form is None:
            return [then(ProductForm.form)]
        say_which(self.services, turn, turn.text)
        return set_slots(asked_about=turn.text)

    def _tell(self, turn: Turn, entry: CatalogueEntry, aspect: Aspect, question: str) -> bool:
        """Say what is known of an aspect; return whether that was anything."""
        item = entry.product.name_in(turn.language)
        match aspect:
            case Aspect.PRICE:
                return self._tell_price(turn, entry, item)
            case Aspect.STOCK:
                return _tell_stock(turn, entry, item)
            case Aspect.WARRANTY if entry.warranty_months is not None:
                values = {"item": item, "months": entry.warranty_months}
                turn.say("utter_product_warranty", values=values)
                return True
            case _:
                fact = entry.fact(aspect, turn.language)
                if fact is not None:
                    turn.say("utter_product_fact", values={"item": item, "fact": fact})
                return fact is not None

    def _tell_price(self, turn: Turn, entry: CatalogueEntry, item: str) -> bool:
        currency = None
        if turn.customer_id is not None:
            currency = self.services.customers.get(turn.customer_id).currency
        price = entry.price_in(currency)
        if price is None:
            return False
        values = {"item": item, "price": price.to_wire()}
        if entry.period is None:
            turn.say("utter_product_price", values=values)
        else:
            period = {"period": f"state_per_{entry.period}"}
            turn.say("utter_product_price_per_period", values={**values, **period})
        return True

    @staticmethod
    def _admit(turn: Turn, entry: CatalogueEntry) -> None:
        """Say that it is not known, and what is known in general."""
        values = {"item": entry.product.name_in(turn.language)}
        general = entry.fact(Aspect.FEATURES, turn.language)
        if general is not None:
            turn.say("utter_product_fact", values={**values, "fact": general})
        turn.say("utter_product_unknown_fact", values=values, choices=(TALK_TO_PERSON,))


def _tell_stock(turn: Turn, entry: CatalogueEntry, item: str) -> bool:
    if not entry.variants:
        return False
    there = [one for one in entry.variants if one.pieces > 0]
    gone = [one for one in entry.variants if one.pieces == 0]
    values = {"item": item, "there": _names(there, turn), "gone": _names(gone, turn)}
    if not there:
        turn.say("utter_product_sold_out", values=values, choices=(TALK_TO_PERSON,))
    elif not values["there"]:
        turn.say("utter_product_in_stock", values=values)
    elif gone:
        turn.say("utter_product_partly_in_stock", values=values)
    else:
        turn.say("utter_product_variants_in_stock", values=values)
    return True


def _names(variants: list[Variant], turn: Turn) -> list[str]:
    return [variant.name_in(turn.language) for variant in variants if variant.name]
