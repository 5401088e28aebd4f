"""An issuer, and who believes it."""

from collections.abc import Iterator

import pytest

from samverka_services.login.issuer_keys import IssuerKeys
from samverka_services.login.tokens import Expected, TokenVerifier
from tests.support.serving import answering
from tests.support.signing_issuer import Issuer


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    found = Issuer()
    with answering(found.server):
        yield found


@pytest.fixture
def verifier(issuer: Issuer) -> TokenVerifier:
    parties = frozenset({"samverka-web", "samverka-cli"})
    return TokenVerifier(Expected(issuer.url, "samverka-api", parties), IssuerKeys(issuer.url, None))
