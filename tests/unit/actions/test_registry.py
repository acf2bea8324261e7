"""Domain, rules, actions and wordings name the same things."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions import ALL, AmendsAction
from actions.asking import ORDER_FORMS
from actions.base import REASON_OF_ERROR, WORDING_OF_ERROR
from actions.smalltalk import _OFFERED_TOPICS
from amends.customers.model import LeftAt, OrderState, Period, PrivacyKind
from amends.recovery.model import IssueKind, RemedyKind
from amends.settings import PROJECT
from language import Catalogue
from tests.unit.actions.fakes import Shop

DOMAIN: dict[str, Any] = yaml.safe_load((PROJECT / "domain.yml").read_text("utf-8"))
CATALOGUE = Catalogue.load(PROJECT)
PREFIXES = ("utter_", "label_", "reason_", "state_")


def names_in(folder: str) -> Iterator[str]:
    """Yield the wording keys that stand whole in the sources of a folder."""
    for path in sorted((PROJECT / folder).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                continue
            if node.value.startswith(PREFIXES) and not node.value.endswith("_"):
                yield node.value


def composed() -> Iterator[str]:
    """Yield the keys that actions put together from a name."""
    yield from (f"utter_sorry_{kind}" for kind in IssueKind)
    for remedy in [*RemedyKind, "person_here"]:
        yield from (f"utter_offer_{remedy}", f"utter_accepted_{remedy}")
    yield from (f"utter_privacy_{kind}_taken" for kind in PrivacyKind)
    yield from (
        f"utter_order_{state}" for state in (OrderState.IN_TRANSIT, OrderState.OUT_FOR_DELIVERY)
    )
    yield from (f"state_left_{place}" for place in LeftAt)
    yield from (f"state_per_{period}" for period in Period)
    yield from (f"label_topic_{intent}" for intent in _OFFERED_TOPICS)
    yield from (f"label_topic_{intent}" for form in ORDER_FORMS for intent in form.intents)
    yield from (f"label_rating_{rating}" for rating in range(1, 6))
    yield from WORDING_OF_ERROR.values()
    yield from REASON_OF_ERROR.values()


def declared() -> Iterator[str]:
    for wording, variations in DOMAIN["responses"].items():
        yield wording
        yield from (button["title"] for button in variations[0].get("buttons", []))


def rules() -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted((PROJECT / "data" / "rules").glob("*.yml")):
        for rule in yaml.safe_load(path.read_text("utf-8"))["rules"]:
            yield path, rule


def intents_of(steps: list[dict[str, Any]]) -> Iterator[str]:
    for step in steps:
        if "intent" in step:
            yield step["intent"]
        yield from intents_of(step.get("or", []))


KEYS = sorted(
    {key for key in [*names_in("actions"), *composed(), *declared()] if key != "utter_action"}
)


@pytest.mark.parametrize("language", sorted(CATALOGUE.languages))
def test_that_everything_that_is_said_has_a_wording(language: str) -> None:
    assert [key for key in KEYS if key not in CATALOGUE.entries[language]] == []


def test_that_every_response_is_declared_and_none_is_left_over() -> None:
    said_by_rules = {
        step["action"]
        for _, rule in rules()
        for step in rule["steps"]
        if step.get("action", "").startswith("utter_")
    }
    asked_by_forms = {"utter_ask_email", "utter_ask_new_address", "utter_ask_wanted_item"}
    used = {key for key in KEYS if key in {*names_in("actions"), *composed()}}
    used = {key for key in used if key.startswith("utter_")} | said_by_rules | asked_by_forms
    assert set(DOMAIN["responses"]) == used


def test_that_the_domain_and_the_action_server_have_the_same_actions() -> None:
    shop: Any = Shop()
    names = [action(shop).name() for action in ALL]
    assert len(set(names)) == len(names)
    assert set(names) == set(DOMAIN["actions"])


def test_that_every_action_is_listed() -> None:
    def descendants(kind: type[AmendsAction]) -> Iterator[type[AmendsAction]]:
        for child in kind.__subclasses__():
            yield child
            yield from descendants(child)

    ours = {one for one in descendants(AmendsAction) if one.__module__.startswith("actions.")}
    leaves = {one for one in ours if hasattr(one, "action_name") or hasattr(one, "form")}
    assert leaves == set(ALL)


def test_that_every_form_has_a_validation_and_a_question_for_each_slot() -> None:
    shop: Any = Shop()
    names = {action(shop).name() for action in ALL} | set(DOMAIN["responses"])
    for form, settings in DOMAIN["forms"].items():
        assert f"validate_{form}" in names
        for slot in settings["required_slots"]:
            asks = {
                f"action_ask_{form}_{slot}",
                f"action_ask_{slot}",
                f"utter_ask_{slot}",
            }
            assert asks & names, f"{form} cannot ask for {slot}"


def test_that_every_intent_is_dealt_with_by_a_rule() -> None:
    dealt_with = {intent for _, rule in rules() for intent in intents_of(rule["steps"])}
    known = {next(iter(one)) if isinstance(one, dict) else one for one in DOMAIN["intents"]}
    assert dealt_with == known | {"nlu_fallback"}


def test_that_no_slot_is_left_over() -> None:
    sources = "".join(
        path.read_text("utf-8") for path in sorted((PROJECT / "actions").glob("*.py"))
    )
    unused = [
        slot for slot in DOMAIN["slots"] if f'"{slot}"' not in sources and f"{slot}=" not in sources
    ]
    assert unused == []
