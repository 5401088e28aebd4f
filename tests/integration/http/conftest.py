"""What tests of the application share."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from samverka_infra.settings import Settings
from samverka_services.login.demo_issuer import DemoIssuer


@pytest.fixture
def issuer(tmp_path: Path) -> Iterator[DemoIssuer]:
    """Of the tokens that the application takes."""
    with DemoIssuer(Settings(data_dir=tmp_path), 0) as found:
        yield found


@pytest.fixture
def collected() -> Iterator[None]:
    """What an answer that was ended leaves behind goes before the next test."""
    yield
    gc.collect()
