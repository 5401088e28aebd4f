"""The OpenAPI document keeps the rules of DIGG's REST profile: what a caller must know stands in it."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import jsonschema_rs
import pytest
from pydantic import SecretStr

from samverka_infra.identity_provider.settings import KeycloakSettings
from samverka_infra.settings import Settings
from samverka_infra.tokens import Tokens
from samverka_services.api.outcome import OutcomeDocument
from samverka_services.commands.kernel.context import Outcome
from samverka_services.login.web_client import web_client
from samverka_services.processes.app import create_app
from tests.support.snapshots import openapi_json

DOCUMENT: dict[str, Any] = json.loads(openapi_json())
OPERATIONS = {each["operationId"]: each for path in DOCUMENT["paths"].values() for each in path.values()}
SCHEMAS = {"components": {"schemas": DOCUMENT["components"]["schemas"]}}

operations = pytest.mark.parametrize("name", OPERATIONS)


def resolved(node: dict[str, Any]) -> dict[str, Any]:
    """What stands where a reference leads."""
    while "$ref" in node:
        _, *steps = node["$ref"].split("/")
        node = DOCUMENT
        for step in steps:
            node = node[step]
    return node


def replies(name: str) -> dict[str, dict[str, Any]]:
    return {status: resolved(reply) for status, reply in OPERATIONS[name]["responses"].items()}


def media(content: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from content.get("content", {}).values()


def assert_examples(content: dict[str, Any]) -> None:
    """There are some, and each is what the schema says."""
    for each in media(content):
        validator = jsonschema_rs.validator_for({**each["schema"], **SCHEMAS}, validate_formats=True)
        examples = [resolved(example)["value"] for example in each["examples"].values()]
        assert examples
        assert [str(error) for example in examples for error in validator.iter_errors(example)] == []


def test_who_is_behind_the_api_and_on_which_terms() -> None:
    info = DOCUMENT["info"]
    assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", info["version"])
    assert info["license"] == {"name": "European Union Public Licence 1.2", "identifier": "EUPL-1.2"}
    assert info["contact"]["name"]
    assert info["contact"]["url"].startswith("https://")


def test_known_limits_and_the_service_level_are_described_with_the_figures_that_hold() -> None:
    text = DOCUMENT["info"]["description"]
    assert {"Known limits", "Service level"} <= set(re.findall("^## (.*)$", text, re.MULTILINE))
    for figure in ("50 per 5 seconds", "1,000,000 bytes", "429", "503", "Retry-After"):
        assert figure in text


def test_servers_are_reached_by_tls_alone() -> None:
    addresses = [server["url"] for server in DOCUMENT["servers"]]
    assert addresses
    assert all(address.startswith("https://") for address in addresses)


def test_an_installation_names_its_own_address_and_contact() -> None:
    keycloak = KeycloakSettings(web_address="https://samverka.exempel.se", web_secret=SecretStr("x"))
    settings = Settings(contact_email="api@exempel.se")
    document = create_app(settings, "postgresql://unused", web_client(settings, keycloak)).openapi()
    assert [server["url"] for server in document["servers"]] == ["https://samverka.exempel.se"]
    assert document["info"]["contact"]["email"] == "api@exempel.se"
    assert document["info"]["contact"]["url"].startswith("https://samverka.exempel.se")


def test_the_version_stands_in_every_address_and_addresses_are_plain_words() -> None:
    major = DOCUMENT["info"]["version"].split(".")[0]
    for path in DOCUMENT["paths"]:
        assert re.fullmatch(rf"/api/v{major}(/([a-z0-9-]+|\{{[a-z][A-Za-z]*\}}))+", path)


def test_every_group_of_operations_is_described() -> None:
    described = {tag["name"]: tag["description"] for tag in DOCUMENT["tags"]}
    assert {tag for operation in OPERATIONS.values() for tag in operation["tags"]} == set(described)
    assert all(described.values())


def test_every_field_is_in_camel_case() -> None:
    names = {name for schema in SCHEMAS["components"]["schemas"].values() for name in schema.get("properties", ())}
    assert [name for name in names if not re.fullmatch("[a-z][A-Za-z0-9]*", name)] == []


@operations
def test_every_operation_says_what_it_does_and_for_whom(name: str) -> None:
    assert OPERATIONS[name]["summary"]
    assert OPERATIONS[name]["description"]
    assert OPERATIONS[name]["summary"] != OPERATIONS[name]["description"]


@operations
def test_every_parameter_is_described_and_has_an_example(name: str) -> None:
    for parameter in map(resolved, OPERATIONS[name].get("parameters", ())):
        assert parameter["description"]
        (example, *_) = parameter["schema"]["examples"]
        assert jsonschema_rs.is_valid({**SCHEMAS, **parameter["schema"]}, example)


@operations
def test_every_body_has_examples_that_fit(name: str) -> None:
    assert_examples(OPERATIONS[name].get("requestBody", {}))


@operations
def test_every_reply_is_described_and_has_examples_that_fit(name: str) -> None:
    assert any(status.startswith("2") for status in replies(name))
    for status, reply in replies(name).items():
        assert reply["description"] not in {"", "Successful Response"}
        assert list(media(reply)), status
        assert_examples(reply)


@operations
def test_whoever_must_show_a_token_is_told_of_refusals(name: str) -> None:
    statuses = set(replies(name))
    assert "security" not in OPERATIONS[name] or {"4XX", "5XX"} <= statuses or {"401", "403", "503"} <= statuses


def test_defaults_are_written_as_they_are_sent() -> None:
    for schema in SCHEMAS["components"]["schemas"].values():
        for field in schema.get("properties", {}).values():
            if isinstance(field.get("default"), dict):
                assert jsonschema_rs.is_valid({**field, **SCHEMAS}, field["default"])


def test_moments_are_told_in_utc() -> None:
    swedish = datetime(2026, 7, 1, 0, 30, tzinfo=timezone(timedelta(hours=2)))
    outcome = OutcomeDocument.of(Outcome("Insats", "i", 1, 1, swedish), Tokens(bytes(32), "2220001776"))
    assert json.loads(outcome.model_dump_json(by_alias=True))["recordedAt"] == "2026-06-30T22:30:00Z"
    assert outcome.recorded_at == swedish.astimezone(UTC)
    written = re.findall(r'"([0-9-]{10}T[^"\\]*)', json.dumps(DOCUMENT))
    assert written
    assert all(moment.endswith("Z") for moment in written)
