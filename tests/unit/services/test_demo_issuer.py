"""The demonstration's issuer: its tokens are like any other, and production refuses it."""

from pathlib import Path
from typing import Any

import pytest

from samverka_infra.settings import Environment, Settings
from samverka_services.login.demo_issuer import CLIENT, DemoIssuer, RefusedInProduction
from samverka_services.login.tokens import TokenRefused
from samverka_services.processes.app import token_verifier

TROLLHATTAN = "2120001546"


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
        with pytest.raises(TokenRefused, match="another client"):
            verifier.verify(demo.token("pia", TROLLHATTAN))


def test_the_demonstrations_issuer_keeps_its_key_and_to_itself(tmp_path: Path) -> None:
    with DemoIssuer(settings(tmp_path), 0) as demo:
        assert demo.issuer.startswith("http://127.0.0.1:")
    (key,) = tmp_path.glob("*.json")
    assert key.stat().st_mode & 0o077 == 0


def test_the_demonstrations_issuer_refuses_production(tmp_path: Path) -> None:
    with pytest.raises(RefusedInProduction):
        DemoIssuer(settings(tmp_path, environment=Environment.PRODUCTION), 0)
