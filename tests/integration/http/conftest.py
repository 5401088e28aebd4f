"""What tests of the application share."""

import gc
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from fastapi import FastAPI

from samverka_infra.settings import Settings
from samverka_services.login.demo_issuer import CLIENT, DemoIssuer
from samverka_services.processes.app import create_app
from tests.support.databases import Cluster
from tests.support.world import World, empty_world, populated, populated_before

OFTEN = "1000000 per 1 second"


@pytest.fixture
def issuer(tmp_path: Path) -> Iterator[DemoIssuer]:
    """Of the tokens that the application takes."""
    with DemoIssuer(Settings(data_dir=tmp_path), 0) as found:
        yield found


@pytest.fixture(scope="module")
def lasting_world(cluster: Cluster) -> Iterator[World]:
    """One world for tests that ask nothing that depends on what was asked before."""
    with cluster.database(populated) as database, empty_world(database) as bare:
        yield populated_before(bare)


@pytest.fixture(scope="module")
def lasting_issuer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoIssuer]:
    """Of the tokens that the lasting world's application takes."""
    with DemoIssuer(Settings(data_dir=tmp_path_factory.mktemp("issuer")), 0) as found:
        yield found


@cache
def application(database_url: str, issuer: str) -> FastAPI:
    """One application for such tests: making it takes longer than all that is asked of it."""
    settings = Settings(
        issuer=issuer,
        authorized_parties=CLIENT,
        pool_size=2,
        rate_commands_per_person=OFTEN,
        rate_commands_per_tenant=OFTEN,
        rate_strangers_per_address=OFTEN,
    )
    return create_app(settings, database_url)


@pytest.fixture
def collected() -> Iterator[None]:
    """What an answer that was ended leaves behind goes before the next test."""
    yield
    gc.collect()
