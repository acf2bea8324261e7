"""Fixtures of the end-to-end tests: the real processes, a real Chromium, and a scripted gateway."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from amends.storage.database import Database
from tests.e2e.fake_gateway import FakeGateway
from tests.e2e.stack import Stack, running
from tests.services import missing, postgresql_database

_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

OpenPage = Callable[..., Page]


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def stack(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Stack]:
    """The three processes with demo data; started once for all tests on a kind of database.

    Tests share them, so each speaks for a customer of its own, and whoever kills a process waits
    until all is well again.
    """
    with ExitStack() as cleanup:
        url = None
        if request.param == "postgresql":
            url = cleanup.enter_context(postgresql_database())
        folder = tmp_path_factory.mktemp(request.param)
        yield cleanup.enter_context(running(folder, url))


@pytest.fixture
def database(stack: Stack) -> Iterator[Database]:
    """What the processes have written, for looking at it."""
    opened = Database(stack.database_url)
    yield opened
    opened.close()


@pytest.fixture
async def http(stack: Stack) -> AsyncIterator[httpx.AsyncClient]:
    """Reaches the gateway as a browser would."""
    async with httpx.AsyncClient(base_url=stack.url, trust_env=False, timeout=20) as client:
        yield client


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for a module; it ends with it, because its event loop would be in the way."""
    executable = shutil.which("chromium")
    if executable is None:
        missing("Chromium (the Debian package chromium)")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def gateway() -> Iterator[FakeGateway]:
    fake = FakeGateway()
    fake.start()
    yield fake
    fake.stop()


@pytest.fixture
def open_page(browser: Browser, gateway: FakeGateway) -> Iterator[OpenPage]:
    """Open a shop's page with the widget on it; a test fails on any error in the page.

    The function takes attributes of the widget as ``attributes``, the page's language as
    ``lang``, and whatever else a browser context takes.
    """
    contexts = []
    errors: list[str] = []

    def open_(attributes: str = "", *, lang: str = "en", **context_options: Any) -> Page:
        direction = "rtl" if lang == "ar" else "ltr"
        gateway.pages["/shop"] = _PAGE.format(lang=lang, dir=direction, attributes=attributes)
        context = browser.new_context(**context_options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{gateway.url}/shop")
        page.locator("amends-chat .launcher[aria-label]").wait_for(state="attached")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert errors == []


_PAGE = """<!doctype html>
<html lang="{lang}" dir="{dir}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>A shop</title></head>
<body><h1>A shop</h1><p><a href="#" id="before">A link of the shop</a></p>
<script type="module" src="/widget/amends-chat.js" {attributes}></script></body>
</html>"""
