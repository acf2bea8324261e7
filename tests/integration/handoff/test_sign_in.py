from __future__ import annotations

from datetime import timedelta

import pytest

from amends.bootstrap import Services
from amends.clock import FixedClock
from amends.errors import Unauthorized
from amends.handoff.agents import MOST_FAILURES, SESSION_LIFETIME, AgentService
from amends.handoff.model import Role
from tests.integration.handoff.desk import PASSWORD, Person, client
from tests.integration.handoff.serving import QUICK, Served, account


async def test_that_signing_in_sets_a_cookie_that_scripts_cannot_read(
    url: str, services: Services
) -> None:
    account(services, "robin", Role.AGENT)
    async with client(url) as http:
        response = await http.post(
            "/login", json={"email": " Robin@Example.com ", "password": PASSWORD}
        )
    assert response.status_code == 200
    assert response.json()["agent"]["name"] == "Robin"
    cookie = response.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert response.json()["csrf_token"] not in cookie


@pytest.mark.parametrize("email", ["robin@example.com", "nobody@example.com"])
async def test_that_a_wrong_sign_in_does_not_tell_what_is_wrong(
    url: str, services: Services, email: str
) -> None:
    account(services, "robin", Role.AGENT)
    async with client(url) as http:
        response = await http.post("/login", json={"email": email, "password": "wrong"})
    assert response.status_code == 401
    assert response.json() == {
        "error": {"code": "login_failed", "message": "E-mail or password is wrong"}
    }


async def test_that_too_many_failures_lock_an_account_for_a_while(
    url: str, services: Services, clock: FixedClock
) -> None:
    account(services, "robin", Role.AGENT)
    right = {"email": "robin@example.com", "password": PASSWORD}
    async with client(url) as http:
        for _ in range(MOST_FAILURES):
            await http.post("/login", json={**right, "password": "wrong"})
        locked = await http.post("/login", json=right)
        assert locked.status_code == 429
        assert int(locked.headers["retry-after"]) > 0
        clock.advance(timedelta(minutes=16))
        assert (await http.post("/login", json=right)).status_code == 200


async def test_that_every_address_but_sign_in_needs_a_session(served: Served) -> None:
    checked = 0
    async with client(served.url) as http:
        for route in served.app.router.routes:
            path = f"/{route.path}"
            if path.startswith("/console/api/") and path != "/console/api/login":
                for method in route.methods - {"OPTIONS"}:
                    address = path.removeprefix("/console/api").replace("<", "").replace(">", "")
                    response = await http.request(method, address)
                    assert response.status_code == 401, (method, path)
                    checked += 1
    assert checked > 15


async def test_that_whatever_changes_something_needs_the_token_of_the_session(
    served: Served, robin: Person
) -> None:
    checked = 0
    for route in served.app.router.routes:
        path = f"/{route.path}"
        if "POST" in route.methods and path.startswith("/console/api/") and "login" not in path:
            address = path.removeprefix("/console/api").replace("<", "").replace(">", "")
            for headers in ({}, {"X-CSRF-Token": "guessed"}):
                response = await robin.http.post(address, headers=headers)
                assert response.status_code == 403, path
                assert response.json()["error"]["code"] == "csrf"
                checked += 1
    assert checked > 15


async def test_that_a_session_can_be_resumed_after_a_reload(robin: Person) -> None:
    session = (await robin.get("/session")).json()
    assert session["csrf_token"] == robin.csrf_token
    assert session["thresholds"] == {
        "caring": 0.25,
        "accountable": 0.4,
        "offer_person": 0.6,
        "call_person": 0.8,
    }
    assert session["agent"] == {
        "id": robin.agent.id,
        "name": "Robin",
        "email": "robin@example.com",
        "role": "agent",
        "may_approve": False,
    }


async def test_that_answers_stay_out_of_caches_and_pages_are_checked_for_news(
    url: str, robin: Person
) -> None:
    assert (await robin.get("/session")).headers["cache-control"] == "no-store"
    page = await robin.http.get(f"{url}/console/static/app.js")
    assert page.headers["cache-control"] == "no-cache"
    unchanged = await robin.http.get(
        f"{url}/console/static/app.js",
        headers={"If-Modified-Since": page.headers["last-modified"]},
    )
    assert unchanged.status_code == 304


async def test_that_signing_out_ends_the_session_itself(robin: Person) -> None:
    cookies = dict(robin.http.cookies)
    assert (await robin.post("/logout")).status_code == 204
    robin.http.cookies.update(cookies)
    assert (await robin.get("/session")).status_code == 401


async def test_that_a_session_expires(robin: Person, clock: FixedClock) -> None:
    clock.advance(SESSION_LIFETIME)
    response = await robin.get("/session")
    assert response.status_code == 401
    assert response.json()["error"]["code"] == "not_signed_in"


def test_that_demo_accounts_sign_in_only_where_they_are_admitted(
    services: Services, clock: FixedClock
) -> None:
    at_home = AgentService(
        database=services.database, clock=clock, demo_accounts=True, hasher=QUICK
    )
    in_public = AgentService(database=services.database, clock=clock)
    at_home.add(email="demo@example.com", name="D", role=Role.AGENT, password="public", demo=True)
    token, session = at_home.login(email="demo@example.com", password="public")
    assert at_home.session(token) == session
    with pytest.raises(Unauthorized):
        in_public.session(token)
    with pytest.raises(Unauthorized):
        in_public.login(email="demo@example.com", password="public")
