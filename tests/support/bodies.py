"""Bodies of commands made from what their schema says, and every text field that there is in them."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from samverka_services.commands.kernel.bodies import body_of
from samverka_services.commands.kernel.topic import Handling
from samverka_services.http.invalid_fields import InvalidField, invalid_fields

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class TextField:
    """A text field of a command, with a body in which it stands."""

    handling: Handling
    path: Path
    schema: dict[str, Any]
    body: dict[str, Any]

    @property
    def name(self) -> str:
        """The command's name and the field's pointer."""
        return f"{self.handling.command.__name__}{self.pointer}"

    @property
    def pointer(self) -> str:
        """Where it stands, as the sender of the body would say."""
        return "/" + "/".join(map(str, self.path))

    def holding(self, text: str) -> dict[str, Any]:
        """The body with this text in the field."""
        body = copy.deepcopy(self.body)
        node: Any = body
        for step in self.path[:-1]:
            node = node[step]
        node[self.path[-1]] = text
        return body


def read(handling: Handling, body: Any) -> list[InvalidField] | Any:
    """What the body means, or what is wrong with it."""
    try:
        return body_of(handling).model.model_validate(body)
    except ValidationError as error:
        entries = [{**entry, "loc": ("body", *entry["loc"])} for entry in error.errors()]
        return invalid_fields(entries, body)


def text_fields(handling: Handling) -> Iterator[TextField]:
    """All text fields of a command's body, however deep."""
    schema = body_of(handling).model.model_json_schema()
    for path, part in _texts(schema, schema.get("$defs", {}), ()):
        yield TextField(handling, path, part, _sample(schema, schema.get("$defs", {}), path))


def _texts(schema: dict[str, Any], defs: dict[str, Any], path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    schema = _resolved(schema, defs)
    for option in schema.get("anyOf", ()):
        yield from _texts(option, defs, path)
    if schema.get("type") == "string" and not {"enum", "format", "const"} & set(schema):
        yield path, schema
    if schema.get("type") == "array":
        yield from _texts(schema["items"], defs, (*path, 0))
    for name, part in schema.get("properties", {}).items():
        yield from _texts(part, defs, (*path, name))


def _sample(schema: dict[str, Any], defs: dict[str, Any], wanted: Path) -> Any:
    """The smallest thing that fits the schema and has the wanted part."""
    schema = _resolved(schema, defs)
    if "anyOf" in schema or "oneOf" in schema:
        options = [each for each in schema.get("anyOf", schema.get("oneOf", ())) if _has(each, defs, wanted)]
        return _sample(options[0], defs, wanted)
    if "properties" in schema:
        names = {*schema.get("required", ()), *wanted[:1]}
        return {
            name: _sample(schema["properties"][name], defs, wanted[1:] if wanted[:1] == (name,) else ())
            for name in names
        }
    if schema.get("type") == "array":
        least = schema.get("minItems", 0)
        return [_sample(schema["items"], defs, wanted[1:])] * max(least, 1 if wanted else 0)
    return _sample_of_one(schema)


def _has(schema: dict[str, Any], defs: dict[str, Any], wanted: Path) -> bool:
    schema = _resolved(schema, defs)
    if not wanted:
        return schema.get("type") not in {"array", "null"}
    return any(path[: len(wanted)] == wanted for path, _ in _texts(schema, defs, ()))


def _sample_of_one(schema: dict[str, Any]) -> Any:
    for key in ("const", "enum", "examples"):
        if key in schema:
            return schema[key] if key == "const" else schema[key][0]
    if schema.get("format") in {"date", "date-time"}:
        return "2027-01-31"
    return {"string": "text", "integer": schema.get("minimum", 1), "boolean": True, "number": 1}[schema["type"]]


def _resolved(schema: dict[str, Any], defs: dict[str, Any]) -> dict[str, Any]:
    return defs[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema
