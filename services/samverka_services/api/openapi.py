"""The OpenAPI document: what the operations have in common stands in it once."""

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from samverka_services.api.endpoints import HEADER_PATTERNS
from samverka_services.http.problems import Problem

_SCHEMAS = "#/components/schemas/"
_SHARED = {"Problem": "Problem", "OutcomeDocument": "Outcome"}
"""By the schema of their content: the responses that many operations answer, and what they are called."""


def with_openapi(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """What makes an application's document, once."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    return openapi


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(title=app.title, version=app.version, routes=app.routes)
    components = document["components"]
    schemas = components["schemas"]
    schemas |= {"Problem": Problem.model_json_schema(ref_template=_SCHEMAS + "{model}")}
    schemas |= schemas["Problem"].pop("$defs")
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    components["responses"], components["parameters"] = {}, {}
    for operation in _operations(document):
        _share_responses(operation, components["responses"])
        _share_headers(operation, components["parameters"])
    return document


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for operations in document["paths"].values():
        yield from operations.values()


def _share_responses(operation: dict[str, Any], shared: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        contents = response.get("content", {}).values()
        schema: dict[str, Any] = next((each["schema"] for each in contents), {})
        name = _SHARED.get(schema.get("$ref", "").removeprefix(_SCHEMAS))
        if name is not None:
            shared[name] = response
            operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}


def _share_headers(operation: dict[str, Any], shared: dict[str, Any]) -> None:
    """Headers whose lack is told in our own words are optional to the framework, but not to the caller."""
    for index, parameter in enumerate(operation.get("parameters", ())):
        pattern = HEADER_PATTERNS.get(parameter["name"])
        if pattern is not None:
            name = parameter["name"].replace("-", "")
            shared[name] = parameter | {"required": True, "schema": {"type": "string", "pattern": pattern}}
            operation["parameters"][index] = {"$ref": f"#/components/parameters/{name}"}
