"""The widget's pure modules, each run by the browser that it is for."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import OpenPage

pytestmark = pytest.mark.e2e

LANGUAGES = ("en", "es", "fr", "de", "pt", "it", "ar", "hi", "zh", "ja")


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    return open_page()


@pytest.mark.parametrize(
    ("pieces", "events"),
    [
        (["event: typing\ndata: {}\n\n"], [["typing", "{}"]]),
        (["da", "ta: a\n", "data: b\n", "\n"], [["message", "a\nb"]]),
        (["data: a\r", "\n\r\ndata: b\r\n\r\n"], [["message", "a"], ["message", "b"]]),
        ([": still here\n\n", "id: 7\ndata:x\n\n"], [["message", "x"]]),
        (["event: state\n\ndata: y\n\n"], [["message", "y"]]),
        (["data: never ended\n"], []),
    ],
)
def test_that_an_event_stream_is_read_however_it_is_cut(
    page: Page, pieces: list[str], events: list[list[str]]
) -> None:
    read: Any = page.evaluate(
        """async (pieces) => {
          const { EventParser } = await import("/widget/sse.js");
          const parser = new EventParser();
          const events = pieces.flatMap((piece) => parser.push(piece));
          return events.map(({ name, data }) => [name, data]);
        }""",
        pieces,
    )
    assert read == events


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://example.com/a_b?c=d#e, please", ["https://example.com/a_b?c=d#e"]),
        ("(https://example.com/x) and https://example.com/y.", None),
        ("https://example.com/wiki/A_(b)", ["https://example.com/wiki/A_(b)"]),
        ("javascript:alert(1) data:text/html,x ftp://example.com mailto:a@example.com", []),
        ("https://user@example.com/ looks like somebody else's", []),
        ("请看https://example.com/。谢谢", ["https://example.com/"]),
        ("请看 https://example.com/。", ["https://example.com/"]),
        ("https://example.com/\u202egpj.exe", ["https://example.com/"]),
        ('https://example.com/"onclick="x', ["https://example.com/"]),
    ],
)
def test_that_only_web_addresses_become_links(
    page: Page, text: str, links: list[str] | None
) -> None:
    parts: list[dict[str, str | None]] = page.evaluate(
        """async (text) => (await import("/widget/view/linkify.js")).findLinks(text)""", text
    )
    assert "".join(part["text"] or "" for part in parts) == text
    found = [part["href"] for part in parts if part["href"] is not None]
    assert found == (["https://example.com/x", "https://example.com/y"] if links is None else links)


def test_that_delays_grow_up_to_a_limit_and_are_jittered(page: Page) -> None:
    low, high = page.evaluate(
        """async () => {
          const { Backoff } = await import("/widget/backoff.js");
          const delays = (random) => {
            const backoff = new Backoff({ firstMs: 100, longestMs: 1000, random: () => random });
            return [1, 2, 3, 4, 5, 6].map(() => backoff.next());
          };
          return [delays(0), delays(1)];
        }"""
    )
    assert high == [100, 200, 400, 800, 1000, 1000]
    assert low == [delay / 2 for delay in high]


@pytest.mark.parametrize("folder", ["strings", "demo/text"])
def test_that_every_language_says_everything_with_the_same_places(page: Page, folder: str) -> None:
    entries: dict[str, dict[str, Any]] = page.evaluate(
        """async ({ folder, languages }) => {
          const load = async (name) => (await import(`/widget/${folder}/${name}.js`)).default;
          const loaded = await Promise.all(languages.map(async (name) => [name, await load(name)]));
          return Object.fromEntries(loaded);
        }""",
        {"folder": folder, "languages": LANGUAGES},
    )
    for language in LANGUAGES:
        assert entries[language].keys() == entries["en"].keys(), language
        for key, english in entries["en"].items():
            said = entries[language][key]
            assert type(said) is type(english), (language, key)
            for text in said.values() if isinstance(said, dict) else [said]:
                assert text.strip(), (language, key)
            if isinstance(said, str):
                assert places(said) == places(english), (language, key)


def test_that_every_language_has_all_its_plural_forms(page: Page) -> None:
    missing: list[str] = page.evaluate(
        """async (languages) => {
          const missing = [];
          for (const language of languages) {
            const { default: texts } = await import(`/widget/strings/${language}.js`);
            const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
            for (const [key, text] of Object.entries(texts)) {
              if (typeof text === "string") continue;
              const absent = forms.filter((form) => !(form in text));
              missing.push(...absent.map((form) => `${language} ${key} ${form}`));
            }
          }
          return missing;
        }""",
        LANGUAGES,
    )
    assert missing == []


def places(text: str) -> set[str]:
    """Return the names of the places that are filled in."""
    return {part.partition("}")[0] for part in text.split("{")[1:]}
