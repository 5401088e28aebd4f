"""The OpenAPI document says once what operations share, and states the limits of the domain's values."""

import json
from typing import Any

import pytest

from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.limits import Text, limits
from samverka_services.commands.kernel.registry import COMMANDS
from tests.support.snapshots import openapi_json

MOST_LINES = 60


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(openapi_json())
    return found


def test_a_command_takes_few_lines(document: dict[str, Any]) -> None:
    bodies = [each for path in document["paths"].values() for each in path.values() if "requestBody" in each]
    operations = [each for each in bodies if "application/json" in each["requestBody"]["content"]]
    lines = sum(len(json.dumps({"post": each}, indent=2).splitlines()) for each in operations)
    assert len(operations) == len(COMMANDS)
    assert lines / len(operations) <= MOST_LINES


def test_limits_are_those_of_the_domain(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    (text,) = (limit for limit in limits(Decision.__annotations__["reason"]) if isinstance(limit, Text))
    assert schemas["Decision"]["properties"]["reason"]["maxLength"] == text.longest
    hours = schemas["RoleHours"]["properties"]["hours"]
    assert (hours["minimum"], hours["maximum"]) == (1, 20_000)
    assert schemas["SendInterestRequestBody"]["properties"]["recipients"]["anyOf"][1]["maxItems"] == 400


def test_who_decided_may_be_left_out(document: dict[str, Any]) -> None:
    required = document["components"]["schemas"]["Decision"]["required"]
    assert required == ["body", "decidedOn", "recordNumber"]
