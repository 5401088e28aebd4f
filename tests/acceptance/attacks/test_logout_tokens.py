"""The back channel: who can sign nothing ends nobody's login, and neither does what was signed for something else."""

import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from samverka_services.kernel.timing import new_id
from tests.acceptance.attacks.forging import FORGERIES, Forger, published_keys
from tests.support.installation import OFFICER, Installation
from tests.support.patience import PATIENCE_SECONDS
from tests.support.world import TROLLHATTAN

PATH = "/auth/backchannel-logout"
LOGOUT = "http://schemas.openid.net/event/backchannel-logout"


def claims(running_web: Installation, **changes: Any) -> dict[str, Any]:
    now = int(time.time())
    good = {
        "iss": running_web.issuer.issuer,
        "aud": "samverka-web",
        "iat": now,
        "exp": now + 120,
        "jti": new_id(),
        "typ": "Logout",
        "sub": "anna",
        "sid": new_id(),
        "events": {LOGOUT: {}},
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


def tell(running_web: Installation, token: str | None) -> httpx.Response:
    sent = {"logout_token": token} if token is not None else {}
    return httpx.post(running_web.address + PATH, data=sent, timeout=PATIENCE_SECONDS)


def lets_in(running_web: Installation, person: str, session: str, issued_seconds_ago: int = 0) -> bool:
    token = running_web.issuer.token(person, TROLLHATTAN, session=session, issued_seconds_ago=issued_seconds_ago)
    return running_web.send("GET", "/api/v1/me", token).status_code == 200


def test_a_good_token_ends_the_login_that_it_names_and_no_other(running_web: Installation) -> None:
    session, other, person = new_id(), new_id(), f"exempel-{new_id()}"
    answer = tell(running_web, running_web.issuer.sign(claims(running_web, sub=person, sid=session)))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert not lets_in(running_web, person, session, issued_seconds_ago=10)
    assert lets_in(running_web, person, other, issued_seconds_ago=10)


def test_a_good_token_that_names_only_a_person_ends_all_her_logins(running_web: Installation) -> None:
    person = f"exempel-{new_id()}"
    assert tell(running_web, running_web.issuer.sign(claims(running_web, sub=person, sid=None))).status_code == 200
    assert not lets_in(running_web, person, new_id(), issued_seconds_ago=10)
    assert lets_in(running_web, OFFICER, new_id(), issued_seconds_ago=10)


def test_a_token_that_is_sent_again_is_refused_and_harms_no_later_login(running_web: Installation) -> None:
    person = f"exempel-{new_id()}"
    token = running_web.issuer.sign(claims(running_web, sub=person, sid=None, iat=int(time.time()) - 20))
    assert tell(running_web, token).status_code == 200
    assert lets_in(running_web, person, new_id(), issued_seconds_ago=5)
    assert tell(running_web, token).status_code == 400
    assert lets_in(running_web, person, new_id(), issued_seconds_ago=5)


NOW = time.time
WRONG: dict[str, Callable[[], dict[str, Any]]] = {
    "another issuer": lambda: {"iss": "https://elsewhere.example"},
    "no issuer": lambda: {"iss": None},
    "another client": lambda: {"aud": "samverka-cli"},
    "the API": lambda: {"aud": "samverka-api"},
    "no audience": lambda: {"aud": None},
    "an audience that contains it": lambda: {"aud": "samverka-web-2"},
    "several others": lambda: {"aud": ["samverka-cli", "account"]},
    "expired": lambda: {"exp": int(NOW()) - 60},
    "no expiry": lambda: {"exp": None},
    "an expiry in words": lambda: {"exp": "never"},
    "no issuing time": lambda: {"iat": None},
    "issued in the future": lambda: {"iat": int(NOW()) + 600},
    "issued long ago": lambda: {"iat": int(NOW()) - 600},
    "no id": lambda: {"jti": None},
    "an id that is none": lambda: {"jti": 7},
    "with a nonce": lambda: {"nonce": "x"},
    "with an empty nonce": lambda: {"nonce": ""},
    "no events": lambda: {"events": None},
    "other events": lambda: {"events": {"https://schemas.example/other": {}}},
    "events in a list": lambda: {"events": [LOGOUT]},
    "an event that is no object": lambda: {"events": {LOGOUT: "x"}},
    "nobody": lambda: {"sub": None, "sid": None},
    "somebody who is a number": lambda: {"sub": 7, "sid": None},
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_token_that_is_wrong_ends_nothing(running_web: Installation, wrong: str) -> None:
    session, person = new_id(), f"exempel-{new_id()}"
    token = running_web.issuer.sign(claims(running_web, **{"sub": person, "sid": session, **WRONG[wrong]()}))
    answer = tell(running_web, token)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    assert answer.headers["cache-control"] == "no-store"
    assert lets_in(running_web, person, session, issued_seconds_ago=10)


def test_what_another_key_or_none_has_signed_ends_nothing(running_web: Installation) -> None:
    session, person = new_id(), f"exempel-{new_id()}"
    said = claims(running_web, sub=person, sid=session)
    genuine = running_web.issuer.sign(said)
    head, body, signature = genuine.split(".")
    forger = Forger(said, published_keys(running_web)[0], genuine)
    for token in (
        *(forge(forger) for forge in FORGERIES.values()),
        f"{head}.{body}.",
        f"{head}.{body}.{signature[:-4]}AAAA",
        f"{head}.{body}",
        "",
        "x",
        "x" * 20_000,
    ):
        assert tell(running_web, token).status_code == 400
    assert tell(running_web, None).status_code == 400
    assert lets_in(running_web, person, session, issued_seconds_ago=10)


def test_a_token_of_another_kind_ends_nothing(running_web: Installation) -> None:
    session, person = new_id(), f"exempel-{new_id()}"
    access = running_web.issuer.token(person, TROLLHATTAN, session=session)
    assert tell(running_web, access).status_code == 400
    assert lets_in(running_web, person, session)


def test_a_logout_token_opens_nothing(running_web: Installation) -> None:
    token = running_web.issuer.sign(claims(running_web))
    assert running_web.send("GET", "/api/v1/me", token).status_code == 401


def test_without_a_client_for_pages_there_is_no_back_channel(running: Installation) -> None:
    token = running.issuer.sign(claims(running))
    assert tell(running, token).status_code == 404
