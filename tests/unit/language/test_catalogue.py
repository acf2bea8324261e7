"""The catalogue renders keys, languages, tones and values as its readers rely on."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language import Catalogue, Tone, WordingError
from language.catalogue_file import Entry, read_wording_file

ENGLISH = """
utter_greet:
  neutral: Hello {name}.
  warm: Hello {name}, good to see you!
  accountable: Hello {name}. Let's get this sorted.
utter_refund: We sent {amount:money} on {at:date}.
utter_moment: It happened on {at:datetime}.
utter_sizes: We have {sizes:list}.
utter_points: You have {points:number} points.
utter_offer: I can offer you {remedy:item}.
utter_because: This is because {reasons:items}.
utter_braces: Write {{name}} and {name}.
utter_parcels:
  neutral: {plural: count, one: "A parcel for {name}.", other: "{count:number} parcels for {name}."}
  caring: {plural: count, one: "One parcel, {name}.", other: "{count:number} parcels, {name}."}
remedy_voucher: a voucher of {amount:money}
remedy_apology: an apology
reason_late: your parcel is {days:number} days late
reason_trust: you have been with us for long
reason_loop: because {again:item}
label_no: No
"""
SPANISH = """
utter_greet: Hola, {name}.
utter_refund: Te enviamos {amount:money} el {at:date}.
utter_moment: Pasó el {at:datetime}.
utter_sizes: Tenemos {sizes:list}.
utter_points: Tienes {points:number} puntos.
utter_offer: Puedo ofrecerte {remedy:item}.
utter_because: Es porque {reasons:items}.
utter_braces: Escribe {{name}} y {name}.
utter_parcels:
  plural: count
  one: Un paquete para {name}.
  other: "{count:number} paquetes para {name}."
remedy_voucher: un vale de {amount:money}
remedy_apology: una disculpa
reason_late: tu paquete lleva {days:number} días de retraso
reason_trust: llevas mucho tiempo con nosotros
reason_loop: porque {again:item}
label_no: No
"""
ARABIC_GREETING = "utter_greet: مرحبا {name}، طلبك {name} في الطريق."


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    root = tmp_path_factory.mktemp("project")
    folder = root / "data" / "wording"
    folder.mkdir(parents=True)
    (folder / "en.yml").write_text(ENGLISH, encoding="utf-8")
    (folder / "es.yml").write_text(SPANISH, encoding="utf-8")
    return Catalogue.load(root)


def test_that_each_tone_has_its_own_wording(catalogue: Catalogue) -> None:
    values = {"name": "Ada"}
    texts = {
        tone: catalogue.render("utter_greet", language="en", tone=tone, values=values)
        for tone in (Tone.NEUTRAL, Tone.WARM, Tone.ACCOUNTABLE)
    }
    assert texts[Tone.NEUTRAL] == "Hello Ada."
    assert texts[Tone.WARM] == "Hello Ada, good to see you!"
    assert texts[Tone.ACCOUNTABLE] == "Hello Ada. Let's get this sorted."


def test_that_a_tone_without_a_wording_falls_back_to_neutral(catalogue: Catalogue) -> None:
    text = catalogue.render("utter_greet", language="en", tone=Tone.CARING, values={"name": "Ada"})
    assert text == "Hello Ada."


@pytest.mark.parametrize("language", ["fr", "ja", "tlh", "", "not a language"])
def test_that_a_language_without_a_file_falls_back_to_english(
    catalogue: Catalogue, language: str
) -> None:
    assert catalogue.render("remedy_apology", language=language) == "an apology"


@pytest.mark.parametrize("tag", ["es", "es-MX", "ES", "es_419"])
def test_that_a_regional_tag_speaks_its_language(catalogue: Catalogue, tag: str) -> None:
    assert catalogue.render("remedy_apology", language=tag) == "una disculpa"


def test_that_money_and_dates_follow_the_language(catalogue: Catalogue) -> None:
    values = {"amount": {"amount": "1249.50", "currency": "EUR"}, "at": "2026-11-03"}
    english = catalogue.render("utter_refund", language="en", values=values)
    spanish = catalogue.render("utter_refund", language="es", values=values)
    assert english == "We sent €1,249.50 on November 3, 2026."
    assert spanish == "Te enviamos 1.249,50\N{NO-BREAK SPACE}€ el 3 de noviembre de 2026."


@pytest.mark.parametrize(
    ("count", "text"),
    [(1, "A parcel for Ada."), (2, "2 parcels for Ada."), (0, "0 parcels for Ada.")],
)
def test_that_a_count_picks_its_plural(catalogue: Catalogue, count: int, text: str) -> None:
    values = {"count": count, "name": "Ada"}
    assert catalogue.render("utter_parcels", language="en", values=values) == text


def test_that_a_category_without_a_form_uses_other(catalogue: Catalogue) -> None:
    values = {"count": 1_000_000, "name": "Ada"}
    text = catalogue.render("utter_parcels", language="es", values=values)
    assert text == "1.000.000 paquetes para Ada."


def test_that_an_item_is_rendered_in_place_with_the_same_values(catalogue: Catalogue) -> None:
    values = {"remedy": "remedy_voucher", "amount": {"amount": "10.00", "currency": "EUR"}}
    text = catalogue.render("utter_offer", language="en", values=values)
    assert text == "I can offer you a voucher of €10.00."


def test_that_items_bring_their_own_values(catalogue: Catalogue) -> None:
    reasons = [{"key": "reason_late", "values": {"days": 4}}, "reason_trust"]
    text = catalogue.render("utter_because", language="en", values={"reasons": reasons})
    assert text == (
        "This is because your parcel is 4 days late and you have been with us for long."
    )


def test_that_an_item_within_itself_is_an_error(catalogue: Catalogue) -> None:
    with pytest.raises(WordingError, match="reason_loop contains itself"):
        catalogue.render("reason_loop", language="en", values={"again": "reason_loop"})


def test_that_doubled_braces_are_literal(catalogue: Catalogue) -> None:
    text = catalogue.render("utter_braces", language="en", values={"name": "Ada"})
    assert text == "Write {name} and Ada."


def test_that_a_bare_yaml_boolean_is_a_text(catalogue: Catalogue) -> None:
    assert catalogue.render("label_no", language="en") == "No"


def test_that_an_unknown_key_is_an_error(catalogue: Catalogue) -> None:
    assert "utter_missing" not in catalogue
    with pytest.raises(WordingError, match="there is no wording utter_missing"):
        catalogue.render("utter_missing", language="en")


@pytest.mark.parametrize("values", [{}, {"name": None}])
def test_that_a_missing_value_is_an_error_that_says_where(
    catalogue: Catalogue, values: Mapping[str, object]
) -> None:
    with pytest.raises(WordingError) as caught:
        catalogue.render("utter_greet", language="en", values=values)
    message = str(caught.value)
    assert message.startswith("data/wording/en.yml:")
    assert message.endswith("utter_greet: the value name is missing")


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("utter_greet", {"name": True}),
        ("utter_greet", {"name": 1.5}),
        ("utter_greet", {"name": ["Ada"]}),
        ("utter_refund", {"amount": "49.00", "at": "2026-11-03"}),
        ("utter_refund", {"amount": {"amount": "1.00", "currency": "EUR"}, "at": "soon"}),
        ("utter_sizes", {"sizes": "abc"}),
        ("utter_sizes", {"sizes": []}),
        ("utter_offer", {"remedy": 3}),
        ("utter_offer", {"remedy": {"values": {}}}),
        ("utter_parcels", {"count": "many", "name": "Ada"}),
    ],
)
def test_that_a_value_of_the_wrong_kind_is_an_error(
    catalogue: Catalogue, key: str, values: Mapping[str, object]
) -> None:
    with pytest.raises(WordingError, match=r"data/wording/en\.yml:\d+"):
        catalogue.render(key, language="en", values=values)


def test_that_an_error_does_not_repeat_the_value(catalogue: Catalogue) -> None:
    with pytest.raises(WordingError) as caught:
        catalogue.render("utter_points", language="en", values={"points": "ada@example.org"})
    assert "ada" not in str(caught.value)


def test_that_values_in_arabic_text_are_isolated(tmp_path: Path) -> None:
    path = tmp_path / "ar.yml"
    path.write_text(ARABIC_GREETING, encoding="utf-8")
    arabic = read_wording_file(path, shown_as="ar.yml", language="ar")
    entries: dict[str, Mapping[str, Entry]] = {"en": arabic, "ar": arabic}
    text = Catalogue(entries=entries).render(
        "utter_greet", language="ar", values={"name": "A-1001"}
    )
    assert "\N{FIRST STRONG ISOLATE}A-1001\N{POP DIRECTIONAL ISOLATE}" in text


@given(name=st.text(min_size=1))
def test_that_any_text_is_inserted_as_it_is(catalogue: Catalogue, name: str) -> None:
    text = catalogue.render("utter_greet", language="en", values={"name": name})
    assert text == f"Hello {name}."


@given(
    name=st.sampled_from(
        ["{name}", "{amount:money}", "{{name}}", "{0}", "%s", "${name}", "{remedy:item}", "}{"]
    )
)
def test_that_a_placeholder_in_a_value_is_not_filled(catalogue: Catalogue, name: str) -> None:
    values = {"name": name, "amount": {"amount": "1.00", "currency": "EUR"}, "sizes": [name, "M"]}
    assert catalogue.render("utter_greet", language="en", values=values) == f"Hello {name}."
    assert catalogue.render("utter_sizes", language="en", values=values) == (
        f"We have {name} and M."
    )
