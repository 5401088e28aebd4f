"""Every address of the server, not only those of the API's document, with who may reach it.

An address that is not stated here fails.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import httpx
import pytest

from samverka_infra.settings import Settings
from samverka_services.api.information import PREFIX
from samverka_services.commands.kernel.registry import COMMANDS
from samverka_services.downloads.addresses import ANSWERS
from samverka_services.pages.routes import WEB_ROUTES
from samverka_services.processes.app import create_app
from tests.support.installation import Installation

TO_EVERYBODY = {
    ("GET", "/"),
    ("GET", "/auth/login"),
    ("GET", "/static/{name}"),
    ("GET", f"{PREFIX}/api-info"),
    ("GET", f"{PREFIX}/health/live"),
    ("GET", f"{PREFIX}/health/ready"),
    ("GET", f"{PREFIX}/health/views"),
    ("GET", f"{PREFIX}/openapi.json"),
    ("HEAD", f"{PREFIX}/openapi.json"),
}
TO_WHO_IS_ON_HER_WAY = {("GET", "/auth/callback")}
"""With the cookie of an attempt, and the state that belongs to it."""
TO_WHO_IS_LOGGED_IN = {("GET", "/auth/organisation"), ("GET", ANSWERS)}
TO_A_FORM_OF_WHO_IS_LOGGED_IN = {
    ("POST", "/auth/organisation"),
    ("POST", "/auth/logout"),
    ("POST", "/auth/logout-everywhere"),
}
TO_THE_IDENTITY_PROVIDER = {("POST", "/auth/backchannel-logout")}
"""By a token that it has signed."""
TO_A_TOKEN = {(handling.method, PREFIX + handling.path) for handling in COMMANDS.values()} | {
    ("GET", f"{PREFIX}/me"),
    ("GET", PREFIX + ANSWERS),
    ("POST", "/graphql"),
}
"""Tried one by one in test_authorization_of_commands.py, …_of_queries.py and test_answers_file.py."""
BY_WEBSOCKET = {("", "/graphql")}
"""To a token in its first message."""

STATED = (
    TO_EVERYBODY,
    TO_WHO_IS_ON_HER_WAY,
    TO_WHO_IS_LOGGED_IN,
    TO_A_FORM_OF_WHO_IS_LOGGED_IN,
    TO_THE_IDENTITY_PROVIDER,
    TO_A_TOKEN,
    BY_WEBSOCKET,
)
PAGES = [(route.method, route.path) for route in WEB_ROUTES]


def filled(path: str) -> str:
    """An address of something that is not there."""
    return path.format(name="x", requestId="x")


def addresses(routes: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """All that the application answers at, routers within routers too; a route of another kind fails."""
    for route in routes:
        if hasattr(route, "original_router"):
            yield from addresses(route.original_router.routes)
        else:
            yield from ((method, route.path) for method in (getattr(route, "methods", None) or ("",)))


def test_every_address_is_stated_once() -> None:
    found = sorted(addresses(create_app(Settings(), "postgresql://unused").routes))
    assert found == sorted(address for stated in STATED for address in stated)


@pytest.mark.parametrize(("method", "path"), PAGES)
def test_a_page_opens_to_a_stranger_only_where_that_is_stated(
    running_web: Installation, method: str, path: str
) -> None:
    """The others are tried with those who may in tests/acceptance/identity."""
    answer = httpx.request(method, running_web.address + filled(path), headers={"Accept": "text/html"})
    if (method, path) in TO_WHO_IS_LOGGED_IN:
        assert (answer.status_code, answer.headers["location"]) == (303, f"/auth/login?return_to={filled(path)}")
    elif (method, path) in TO_EVERYBODY:
        assert answer.status_code in {200, 404, 503}, answer.text
    else:
        assert answer.status_code in {400, 403}, answer.text
    assert "Logga ut" not in answer.text


@pytest.mark.parametrize(("method", "path"), PAGES)
def test_an_access_token_is_no_login(running_web: Installation, method: str, path: str) -> None:
    """What opens the API opens no page: a page is opened by its cookie alone."""
    token = running_web.token("exempel-pia-processledare", "2220001776")
    for name, value in (("Authorization", f"Bearer {token}"), ("Cookie", f"__Host-samverka={token}")):
        headers = {"Accept": "text/html", name: value}
        answer = httpx.request(method, running_web.address + filled(path), headers=headers)
        assert "Logga ut" not in answer.text
        assert answer.status_code in {200, 303, 400, 403, 404, 503}


def test_where_there_is_no_client_the_first_page_says_so(running: Installation) -> None:
    answer = httpx.get(f"{running.address}/", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    assert "Här går det inte att logga in" in answer.text
    login = httpx.get(f"{running.address}/auth/login", headers={"Accept": "text/html"})
    assert login.status_code == 404
    assert "Inloggning på webben är inte inställd" in login.text


def test_the_stylesheet_may_be_kept_and_changes_its_name_with_its_content(running: Installation) -> None:
    page = httpx.get(f"{running.address}/").text
    address = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = httpx.get(running.address + address)
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "immutable" in answer.headers["cache-control"]
    assert httpx.get(f"{running.address}/static/samverka.css").status_code == 404
