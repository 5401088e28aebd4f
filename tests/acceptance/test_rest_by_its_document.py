"""Schemathesis: whatever fits or does not fit the OpenAPI document, the server answers as the document says."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from samverka_services.demo import people
from tests.support.callers import FYRBODAL
from tests.support.databases import Cluster
from tests.support.installation import Installation
from tests.support.region import region_of_its_own
from tests.support.snapshots import OPENAPI_JSON

pytestmark = pytest.mark.long

SCHEMA = schemathesis.openapi.from_path(OPENAPI_JSON)
DOMAIN_MAY_REFUSE: list[Any] = [positive_data_acceptance]
"""The document says what a command looks like; whether it is allowed today, the domain says."""


@pytest.fixture(scope="module")
def spoiled(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation that may be written to at random."""
    with region_of_its_own(cluster, tmp_path_factory.mktemp("schemathesis")) as (running, _):
        yield running


@SCHEMA.parametrize()
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
def test_the_server_keeps_to_its_document(case: "schemathesis.Case[Any]", spoiled: Installation) -> None:
    headers = {"Authorization": f"Bearer {spoiled.token(people.LEADER, FYRBODAL)}"}
    case.call_and_validate(base_url=spoiled.address, headers=headers, excluded_checks=DOMAIN_MAY_REFUSE)
