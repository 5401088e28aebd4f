"""Access tokens: signed by the issuer's key, meant for us, not expired, naming one organisation."""

import base64
import hmac
import json
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt

from samverka_infra.settings import Environment, Settings
from samverka_services.catalogue import text
from samverka_services.login import issuer_keys
from samverka_services.login.demo_issuer import CLIENT, DemoIssuer, RefusedInProduction
from samverka_services.login.issuer_keys import MOST_WAITING, IssuerKeys, IssuerUnreachable
from samverka_services.login.tokens import (
    LEEWAY_SECONDS,
    LONGEST_TOKEN,
    Expected,
    NoOrganisation,
    TokenRefused,
    TokenVerifier,
)
from samverka_services.processes.app import token_verifier
from tests.support.signing_issuer import TROLLHATTAN, Claims, Issuer, some_key


def test_a_good_token_names_a_person_and_her_organisation(issuer: Issuer, verifier: TokenVerifier) -> None:
    claims = issuer.claims()
    found = verifier.verify(jwt.encode({"alg": "RS256", "kid": issuer.key.kid}, claims, issuer.key))
    assert (found.person_id, found.tenant_id, found.expires_at) == ("anna", TROLLHATTAN, claims["exp"])


def test_clients_may_be_accepted_by_how_their_names_begin(issuer: Issuer) -> None:
    parties = frozenset({"samverka-web", "samverka-machine-*", "*"})
    verifier = TokenVerifier(Expected(issuer.url, "samverka-api", parties), IssuerKeys(issuer.url, None))
    for client in ("samverka-web", "samverka-machine-2120001546-exempel"):
        assert verifier.verify(issuer.token(azp=client)).client_id == client
    for client in ("samverka-web-2", "samverka-machin", "a-samverka-machine-1"):
        with pytest.raises(TokenRefused, match="another-client"):
            verifier.verify(issuer.token(azp=client))


@pytest.mark.parametrize("audience", ["samverka-api", ["account", "samverka-api"]])
def test_the_audience_may_be_one_of_several(issuer: Issuer, verifier: TokenVerifier, audience: object) -> None:
    assert verifier.verify(issuer.token(aud=audience)).person_id == "anna"


def passed(seconds: int) -> int:
    return int(time.time()) + seconds


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"exp": passed(-3600)}, "expired"),
        ({"exp": None}, "claim-missing exp"),
        ({"exp": "tomorrow"}, "claim-missing exp"),
        ({"exp": True}, "claim-missing exp"),
        ({"exp": passed(3 * 24 * 3600)}, "valid-too-long"),
        ({"iat": passed(-30 * 24 * 3600)}, "valid-too-long"),
        ({"nbf": passed(3600)}, "not-valid-yet"),
        ({"iat": passed(3600)}, "from-the-future"),
        ({"iss": "https://elsewhere.example"}, "another-issuer"),
        ({"iss": None}, "another-issuer"),
        ({"aud": "account"}, "another-audience"),
        ({"aud": None}, "another-audience"),
        ({"azp": "other-client"}, "another-client"),
        ({"azp": None}, "another-client"),
        ({"typ": "ID"}, "no-access-token"),
        ({"typ": "Refresh"}, "no-access-token"),
        ({"typ": None}, "no-access-token"),
        ({"sub": None}, "names-nobody"),
        ({"sub": ""}, "names-nobody"),
        ({"sub": 7}, "names-nobody"),
    ],
)
def test_a_token_that_says_something_else_is_refused(
    issuer: Issuer, verifier: TokenVerifier, changes: Claims, why: str
) -> None:
    with pytest.raises(TokenRefused, match=why) as refused:
        verifier.verify(issuer.token(**changes))
    assert text(f"token.{refused.value.code}", "sv", **refused.value.params)


@pytest.mark.parametrize(
    "organization",
    [
        None,
        {},
        ["trollhattan"],
        {"a": {"organisationsnummer": [TROLLHATTAN]}, "b": {"organisationsnummer": ["2120001397"]}},
        {"a": {}},
        {"a": {"organisationsnummer": []}},
        {"a": {"organisationsnummer": [TROLLHATTAN, "2120001397"]}},
        {"a": {"organisationsnummer": ["2120001547"]}},
        {"a": {"organisationsnummer": ["x"]}},
        {"a": {"organisationsnummer": [None]}},
    ],
)
def test_a_token_that_does_not_name_one_organisation_is_refused(
    issuer: Issuer, verifier: TokenVerifier, organization: object
) -> None:
    with pytest.raises(NoOrganisation):
        verifier.verify(issuer.token(organization=organization))


def test_a_token_is_good_until_it_expires_with_a_little_leeway(issuer: Issuer, verifier: TokenVerifier) -> None:
    assert verifier.verify(issuer.token(exp=passed(-LEEWAY_SECONDS + 3))).person_id == "anna"


def unsigned(claims: Claims, header: Claims) -> str:
    parts = (json.dumps(part).encode() for part in (header, claims))
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts) + "."


def test_an_unsigned_token_is_refused(issuer: Issuer, verifier: TokenVerifier) -> None:
    for algorithm in ("none", "None", "NONE", ""):
        with pytest.raises(TokenRefused):
            verifier.verify(unsigned(issuer.claims(), {"alg": algorithm, "kid": issuer.key.kid}))


def test_the_public_key_is_no_secret_to_sign_with(issuer: Issuer, verifier: TokenVerifier) -> None:
    """HS256 with the text of the public key: the classic confusion of algorithms."""
    content = unsigned(issuer.claims(), {"alg": "HS256", "kid": issuer.key.kid}).rstrip(".")
    signature = hmac.digest(issuer.key.as_pem(private=False), content.encode(), "sha256")
    with pytest.raises(TokenRefused, match="not-rs256"):
        verifier.verify(f"{content}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}")


def test_another_key_with_the_same_name_is_refused(issuer: Issuer, verifier: TokenVerifier) -> None:
    stranger = some_key(1)
    token = jwt.encode({"alg": "RS256", "kid": issuer.key.kid}, issuer.claims(), stranger)
    with pytest.raises(TokenRefused, match="bad-signature"):
        verifier.verify(token)


def test_changed_claims_do_not_fit_the_signature(issuer: Issuer, verifier: TokenVerifier) -> None:
    header, _, signature = issuer.token().split(".")
    forged = base64.urlsafe_b64encode(json.dumps(issuer.claims(sub="bo")).encode()).decode().rstrip("=")
    with pytest.raises(TokenRefused, match="bad-signature"):
        verifier.verify(f"{header}.{forged}.{signature}")


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "x" * 100, "x" * (LONGEST_TOKEN + 1), "å.ä.ö", "\x00"])
def test_what_is_no_token_is_refused(verifier: TokenVerifier, token: str) -> None:
    with pytest.raises(TokenRefused):
        verifier.verify(token)


def test_keys_are_asked_for_once(issuer: Issuer, verifier: TokenVerifier) -> None:
    token = issuer.token()
    with ThreadPoolExecutor(8) as threads:
        assert len(list(threads.map(verifier.verify, [token] * 50))) == 50
    assert issuer.asked == 1


def test_after_a_rotation_the_next_token_works(issuer: Issuer, verifier: TokenVerifier) -> None:
    verifier.verify(issuer.token())
    issuer.published = [new := some_key(1)]
    with ThreadPoolExecutor(MOST_WAITING) as threads:
        assert len(list(threads.map(verifier.verify, [issuer.token(new)] * 20))) == 20
    assert issuer.asked == 2
    with pytest.raises(TokenRefused):
        verifier.verify(issuer.token())


def test_a_flood_of_unknown_keys_asks_the_issuer_once(issuer: Issuer, verifier: TokenVerifier) -> None:
    verifier.verify(issuer.token())
    strangers = [some_key(1 + number) for number in range(3)]
    for number in range(60):
        with pytest.raises(TokenRefused):
            verifier.verify(issuer.token(strangers[number % 3]))
    assert issuer.asked == 2
    assert verifier.verify(issuer.token()).person_id == "anna"


def test_after_a_while_a_flood_asks_once_more(
    issuer: Issuer, verifier: TokenVerifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    verifier.verify(issuer.token())
    for _ in range(3):
        with pytest.raises(TokenRefused):
            verifier.verify(issuer.token(some_key(1)))
    monkeypatch.setattr(issuer_keys, "COOLDOWN_SECONDS", 0.0)
    issuer.published = [new := some_key(1)]
    assert verifier.verify(issuer.token(new)).person_id == "anna"
    assert issuer.asked == 3


def test_a_slow_issuer_holds_up_nobody_whose_key_is_known(issuer: Issuer, verifier: TokenVerifier) -> None:
    verifier.verify(issuer.token())
    issuer.may_answer.clear()
    issuer.is_asked.clear()
    issuer.published = [new := some_key(1)]
    with ThreadPoolExecutor(MOST_WAITING) as threads:
        waiting = [threads.submit(verifier.verify, issuer.token(new)) for _ in range(MOST_WAITING)]
        issuer.is_asked.wait()
        assert verifier.verify(issuer.token()).person_id == "anna"
        assert not any(future.done() for future in waiting)
        issuer.may_answer.set()
        assert [future.result().person_id for future in waiting] == ["anna"] * MOST_WAITING


def test_of_a_flood_only_few_wait_for_a_slow_issuer(issuer: Issuer, verifier: TokenVerifier) -> None:
    verifier.verify(issuer.token())
    issuer.may_answer.clear()
    with ThreadPoolExecutor(6) as threads:
        flood = [threads.submit(verifier.verify, issuer.token(some_key(1))) for _ in range(6)]
        for refused in islice(as_completed(flood), 6 - MOST_WAITING):
            assert isinstance(refused.exception(), IssuerUnreachable)
        issuer.may_answer.set()


def test_a_new_key_is_not_called_wrong_while_the_issuer_is_away(issuer: Issuer, verifier: TokenVerifier) -> None:
    verifier.verify(issuer.token())
    issuer.answers = False
    for _ in range(2):
        with pytest.raises(IssuerUnreachable):
            verifier.verify(issuer.token(some_key(1)))


def test_known_keys_go_on_while_the_issuer_is_away(issuer: Issuer, verifier: TokenVerifier) -> None:
    verifier.verify(issuer.token())
    issuer.answers = False
    assert verifier.verify(issuer.token()).person_id == "anna"


def test_without_any_keys_the_issuer_is_said_to_be_away(issuer: Issuer, verifier: TokenVerifier) -> None:
    issuer.answers = False
    with pytest.raises(IssuerUnreachable):
        verifier.verify(issuer.token())


def settings(folder: Path, **changes: Any) -> Settings:
    return Settings(data_dir=folder, **changes)


def test_the_demonstrations_tokens_are_like_any_other(tmp_path: Path) -> None:
    with DemoIssuer(settings(tmp_path), 0) as demo:
        verifier = token_verifier(settings(tmp_path, issuer=demo.issuer, authorized_parties=CLIENT))
        assert verifier.verify(demo.token("pia", TROLLHATTAN)).tenant_id == TROLLHATTAN
        with pytest.raises(TokenRefused, match="expired"):
            verifier.verify(demo.token("pia", TROLLHATTAN, lifetime_seconds=-60))


@pytest.mark.parametrize("environment", Environment)
def test_the_demonstrations_client_is_accepted_only_where_it_is_named(
    tmp_path: Path, environment: Environment
) -> None:
    with DemoIssuer(settings(tmp_path), 0) as demo:
        verifier = token_verifier(settings(tmp_path, issuer=demo.issuer, environment=environment))
        with pytest.raises(TokenRefused, match="another-client"):
            verifier.verify(demo.token("pia", TROLLHATTAN))


def test_the_demonstrations_issuer_keeps_its_key_and_to_itself(tmp_path: Path) -> None:
    with DemoIssuer(settings(tmp_path), 0) as demo:
        assert demo.issuer.startswith("http://127.0.0.1:")
    (key,) = tmp_path.glob("*.json")
    assert key.stat().st_mode & 0o077 == 0


def test_the_demonstrations_issuer_refuses_production(tmp_path: Path) -> None:
    with pytest.raises(RefusedInProduction):
        DemoIssuer(settings(tmp_path, environment=Environment.PRODUCTION), 0)
