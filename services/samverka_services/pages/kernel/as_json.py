"""Values of the domain as the body of a command has them, to fill in a form with what stands."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic.alias_generators import to_camel


def as_json(value: Any) -> Any:
    """In camelCase; what is not said is left out."""
    if is_dataclass(value):
        said = {to_camel(each.name): as_json(getattr(value, each.name)) for each in fields(value)}
        return {name: each for name, each in said.items() if each not in (None, [], "")}
    if isinstance(value, list | tuple):
        return [as_json(each) for each in value]
    return _plain(value)


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def object_of(value: Any) -> dict[str, Any]:
    """The same of a value with fields."""
    found = as_json(value)
    assert isinstance(found, Mapping)
    return dict(found)
