"""How long the issuer's keys are believed: they are fetched anew beside the requests, or given up."""

import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from samverka_services.login import issuer_keys
from samverka_services.login.issuer_keys import IssuerUnreachable
from samverka_services.login.tokens import TokenRefused, TokenVerifier
from tests.support.signing_issuer import Issuer, some_key


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Lets time pass for the keys."""
    passed_already = [0.0]

    def let_pass(seconds: float) -> None:
        passed_already[0] += seconds

    shifted = SimpleNamespace(monotonic=lambda: time.monotonic() + passed_already[0])
    monkeypatch.setattr(issuer_keys, "time", shifted)
    return let_pass


def test_a_key_that_the_issuer_took_back_is_believed_no_longer(
    issuer: Issuer, verifier: TokenVerifier, later: Callable[[float], None]
) -> None:
    """Whoever goes on using the former key notices; nobody waits for it."""
    verifier.verify(issuer.token())
    issuer.published = [some_key(1)]
    assert verifier.verify(issuer.token()).person_id == "anna"
    later(issuer_keys.FRESH_SECONDS + 1)
    with pytest.raises(TokenRefused):
        while True:
            verifier.verify(issuer.token())


def test_after_a_long_rest_nobody_is_believed_by_an_old_key(
    issuer: Issuer, verifier: TokenVerifier, later: Callable[[float], None]
) -> None:
    verifier.verify(issuer.token())
    issuer.published = [some_key(1)]
    later(issuer_keys.LONGEST_SECONDS + 1)
    with pytest.raises(TokenRefused):
        verifier.verify(issuer.token())


def test_keys_that_cannot_be_fetched_anew_are_given_up(
    issuer: Issuer, verifier: TokenVerifier, later: Callable[[float], None]
) -> None:
    verifier.verify(issuer.token())
    issuer.answers = False
    later(issuer_keys.LONGEST_SECONDS - 10)
    assert verifier.verify(issuer.token()).person_id == "anna"
    later(20)
    with pytest.raises(IssuerUnreachable):
        verifier.verify(issuer.token())
    issuer.answers = True
    assert verifier.verify(issuer.token()).person_id == "anna"


def test_a_slow_issuer_holds_up_nobody_whose_key_is_old(
    issuer: Issuer, verifier: TokenVerifier, later: Callable[[float], None]
) -> None:
    verifier.verify(issuer.token())
    issuer.may_answer.clear()
    for _ in range(3):
        later(issuer_keys.FRESH_SECONDS + 1)
        assert verifier.verify(issuer.token()).person_id == "anna"
    issuer.may_answer.set()
