"""The OpenAPI document: what the operations have in common stands in it once."""

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.alias_generators import to_camel

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
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description,
        contact=app.contact,
        license_info=app.license_info,
        servers=app.servers,
        tags=app.openapi_tags,
        routes=app.routes,
    )
    components = document["components"]
    schemas = components["schemas"]
    schemas |= {"Problem": Problem.model_json_schema(ref_template=_SCHEMAS + "{model}")}
    schemas |= schemas["Problem"].pop("$defs")
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    _say_defaults_as_sent(schemas)
    components["responses"], components["parameters"], components["examples"] = {}, {}, _examples(schemas)
    for operation in _operations(document):
        for content in (operation.get("requestBody", {}), *operation["responses"].values()):
            _give_examples(content, components["examples"])
        _share_responses(operation, components["responses"])
        _share_parameters(operation, components["parameters"])
    return document


def _say_defaults_as_sent(schemas: dict[str, Any]) -> None:
    for schema in schemas.values():
        for field in schema.get("properties", {}).values():
            if isinstance(field.get("default"), dict):
                field["default"] = {to_camel(name): value for name, value in field["default"].items()}


def _operations(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for operations in document["paths"].values():
        yield from operations.values()


def _examples(schemas: dict[str, Any]) -> dict[str, Any]:
    """What stood as examples of whole schemas, which those that show a document look for elsewhere."""
    return {
        f"{name}{number or ''}": {"value": value}
        for name, schema in schemas.items()
        if schema.get("type") == "object"
        for number, value in enumerate(schema.pop("examples", ()))
    }


def _give_examples(content: dict[str, Any], examples: dict[str, Any]) -> None:
    for media in content.get("content", {}).values():
        name = media["schema"].get("$ref", "").removeprefix(_SCHEMAS)
        own = [each for each in examples if name and each.rstrip("0123456789") == name]
        if name:
            media["examples"] = {each: {"$ref": f"#/components/examples/{each}"} for each in own}


def _share_responses(operation: dict[str, Any], shared: dict[str, Any]) -> None:
    for status, response in operation["responses"].items():
        contents = response.get("content", {}).values()
        schema: dict[str, Any] = next((each["schema"] for each in contents), {})
        name = _SHARED.get(schema.get("$ref", "").removeprefix(_SCHEMAS))
        if name is not None:
            shared.setdefault(name, response)
            operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}


def _share_parameters(operation: dict[str, Any], shared: dict[str, Any]) -> None:
    for index, parameter in enumerate(operation.get("parameters", ())):
        name = parameter["name"].replace("-", "")
        said = _as_demanded(parameter)
        assert shared.setdefault(name, said) == said, f"{name} means two things"
        operation["parameters"][index] = {"$ref": f"#/components/parameters/{name}"}


def _as_demanded(parameter: dict[str, Any]) -> dict[str, Any]:
    """Headers whose lack is told in our own words are optional to the framework, but not to the caller."""
    pattern = HEADER_PATTERNS.get(parameter["name"])
    if pattern is None:
        return parameter
    examples = parameter["schema"]["examples"]
    return parameter | {"required": True, "schema": {"type": "string", "pattern": pattern, "examples": examples}}
