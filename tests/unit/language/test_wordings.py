"""What ships in `data/wording` is complete, and keeps to the voice its header describes."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from language import Catalogue, Tone
from language.catalogue_file import Entry
from language.template import Kind, Placeholder, Plural, Template, needed_values

ROOT = Path(__file__).parents[3]

VALUES_BY_KIND: dict[Kind, object] = {
    Kind.TEXT: "A-1001",
    Kind.MONEY: {"amount": "12.50", "currency": "EUR"},
    Kind.DATE: "2026-11-03",
    Kind.DATETIME: "2026-11-03T14:05:00+00:00",
    Kind.NUMBER: 3,
    Kind.LIST: ["uno", "due"],
    Kind.ITEM: "remedy_apology",
    Kind.ITEMS: ["remedy_apology", "remedy_replacement"],
}
KEYS_OTHERS_RELY_ON = """
    say_takes_longer say_agent_joined say_agent_left say_waiting_for_person say_closed say_reopened
    say_language_unsupported say_too_long say_attachment_unsupported say_welcome_back
    say_delayed_answer say_engine_error say_offer_pending say_choice_gone
    label_yes label_no label_talk_to_person label_track_order label_report_problem
    label_something_else label_accept_offer label_refuse_offer label_why_offer label_other_offer
    label_try_again label_order label_rating_1 label_rating_2 label_rating_3 label_rating_4
    label_rating_5
    remedy_apology remedy_express_replacement remedy_replacement remedy_refund
    remedy_partial_refund remedy_voucher remedy_free_return remedy_callback remedy_shipping_refund
    remedy_subscription_credit
    issue_order_late issue_order_missing issue_item_damaged issue_item_wrong issue_item_defective
    issue_billing_wrong_charge issue_service_outage issue_complaint_service
"""
NOT_FROM_THE_ACCOUNTABLE = re.compile(
    r"[!¡]|unfortunately|inconvenience|lamentablemente|desafortunadamente|inconveniente",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue.load(ROOT)


def every_entry(catalogue: Catalogue) -> Iterator[tuple[str, Entry]]:
    for language in catalogue.languages:
        for entry in catalogue.entries[language].values():
            yield language, entry


def texts_of(entry: Entry, tone: Tone) -> Iterator[str]:
    wording = entry.wording(tone)
    templates = wording.forms.values() if isinstance(wording, Plural) else (wording,)
    for template in templates:
        assert isinstance(template, Template)
        yield "".join(str(part) for part in template.parts)


def test_that_the_keys_other_parts_rely_on_are_there(catalogue: Catalogue) -> None:
    assert catalogue.entries["en"].keys() >= set(KEYS_OTHERS_RELY_ON.split())


def test_that_every_wording_renders_in_every_tone_without_a_trace_of_its_placeholders(
    catalogue: Catalogue,
) -> None:
    def value_for(placeholder: Placeholder) -> object:
        return VALUES_BY_KIND[placeholder.kind]

    for language, entry in every_entry(catalogue):
        for tone in Tone:
            for count in (1, 3):
                wording = entry.wording(tone)
                values = {p.name: value_for(p) for p in needed_values(wording)}
                if isinstance(wording, Plural):
                    values[wording.count] = count
                text = catalogue.render(entry.key, language=language, tone=tone, values=values)
                assert text, entry.place
                assert not re.search(r"[{}]", text), entry.place


def test_that_taking_responsibility_is_calm_and_free_of_empty_words(catalogue: Catalogue) -> None:
    for _, entry in every_entry(catalogue):
        if Tone.ACCOUNTABLE in entry.tones:
            for text in texts_of(entry, Tone.ACCOUNTABLE):
                assert not NOT_FROM_THE_ACCOUNTABLE.search(text), entry.place


def test_that_no_tone_shouts_or_leaves_stray_spaces(catalogue: Catalogue) -> None:
    for _, entry in every_entry(catalogue):
        for tone in entry.tones:
            for text in texts_of(entry, tone):
                assert "!!" not in text, entry.place
                assert "  " not in text, entry.place
                assert text.count("!") <= 2, entry.place


def test_that_spanish_opens_its_questions_and_exclamations(catalogue: Catalogue) -> None:
    for entry in catalogue.entries["es"].values():
        for tone in entry.tones:
            for text in texts_of(entry, tone):
                assert text.count("?") == text.count("¿"), entry.place
                assert text.count("!") == text.count("¡"), entry.place


def test_that_names_of_remedies_and_issues_fit_into_a_sentence(catalogue: Catalogue) -> None:
    for language, entry in every_entry(catalogue):
        if language in {"en", "es"} and entry.key.startswith(("remedy_", "issue_")):
            text = catalogue.render(entry.key, language=language)
            assert text[0].islower(), entry.place
            assert text[-1] not in ".!?", entry.place
