"""Contracts with others change only where somebody has read the difference."""

import json

from tests.support.installation import Installation
from tests.support.snapshots import OPENAPI_JSON, SCHEMA_GRAPHQL, openapi_json, schema_graphql


def test_the_rest_api_is_as_written_down() -> None:
    assert openapi_json() == OPENAPI_JSON.read_text(encoding="utf-8"), "make snapshots writes it anew"


def test_the_graphql_schema_is_as_written_down() -> None:
    assert schema_graphql() == SCHEMA_GRAPHQL.read_text(encoding="utf-8"), "make snapshots writes it anew"


def test_the_running_server_serves_the_same_document(running: Installation) -> None:
    assert running.send("GET", "/api/v1/openapi.json").json() == json.loads(openapi_json())
