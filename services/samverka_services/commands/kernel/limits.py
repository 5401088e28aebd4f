"""The domain's limits and values as pydantic knows them; importing this module teaches it.

A value of the domain is read from JSON in camelCase, whole numbers and truth values strictly, and nothing that it
does not have is accepted. What a limit refuses is told as the domain tells it; the JSON schema states the limit.
"""

from datetime import date, datetime
from functools import partial, singledispatch
from typing import Any

from pydantic import ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.alias_generators import to_camel
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.limits import Between, DaysBetween, Limit, Listed, Matching, Text, Value
from samverka_domain.kernel.rules import Refused
from samverka_domain.kernel.text import normalised

JSON_CONFIG = ConfigDict(
    frozen=True,
    extra="forbid",
    alias_generator=to_camel,
    populate_by_name=True,
    allow_inf_nan=False,
    use_attribute_docstrings=True,
)
"""JSON in camelCase; what is not known is refused, so that nothing is silently lost."""

THE_CALLER = ""
"""Who decided, where the sender has not said it: no sender can write an empty name."""

_DAY_LENGTH = len("2027-01-31")


def fitting(limit: Limit, part: Any) -> Any:
    """The part, if it keeps to the limit; raises what pydantic tells as a field's error."""
    try:
        limit.require(part, ())
    except Refused as refused:
        told = {name: value for name, value in refused.params.items() if name not in {"field", "pointer"}}
        raise PydanticCustomError(str(refused.rule), str(refused.rule), told) from refused
    return part


def _limited(limit: Any, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
    schema = _read(limit, _strict(handler(source)))
    if isinstance(limit, Listed):
        return core_schema.no_info_before_validator_function(partial(_fitting_if_listed, limit), schema)
    return core_schema.no_info_after_validator_function(partial(fitting, limit), schema)


def _fitting_if_listed(limit: Listed, given: Any) -> Any:
    """Refuse a list that is too long before any of its parts is looked at."""
    return fitting(limit, given) if isinstance(given, list | tuple) else given


@singledispatch
def _read(limit: Any, schema: CoreSchema) -> CoreSchema:  # noqa: ARG001
    """How a part is read before the limit is tried."""
    return schema


@_read.register
def _(limit: Text, schema: CoreSchema) -> CoreSchema:  # noqa: ARG001
    return core_schema.no_info_after_validator_function(normalised, schema)


@_read.register
def _(limit: DaysBetween, schema: CoreSchema) -> CoreSchema:  # noqa: ARG001
    return core_schema.no_info_before_validator_function(_written_as_day, schema)


def _written_as_day(value: object) -> object:
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    written = isinstance(value, str) and len(value) == _DAY_LENGTH and value.isascii() and value[4] == value[7] == "-"
    if not is_day and not written:
        raise PydanticCustomError("day-malformed", "day-malformed")
    return value


@singledispatch
def _stated(limit: Any) -> dict[str, Any]:  # noqa: ARG001
    """The limit in words of JSON schema."""
    return {}


@_stated.register
def _(limit: Text) -> dict[str, Any]:
    return {"maxLength": limit.longest} | ({} if limit.may_be_empty else {"minLength": 1})


@_stated.register
def _(limit: Matching) -> dict[str, Any]:
    return {"pattern": f"^{limit.pattern}$", "examples": [limit.like]}


@_stated.register
def _(limit: Between) -> dict[str, Any]:
    return {"minimum": limit.least, "maximum": limit.most}


@_stated.register
def _(limit: Listed) -> dict[str, Any]:
    return {"maxItems": limit.most} | ({"minItems": limit.least} if limit.least else {})


def _limited_json(limit: Any, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
    return handler(schema) | _stated(limit)


def _value(kind: Any, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ARG001
    return strict(handler(source), handler)


def _decision(kind: Any, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
    """A decision of which the sender need not say who took it, if it was herself."""
    schema = _value(kind, source, handler)
    found: Any = handler.resolve_ref_schema(schema)
    for field in found["schema"]["fields"]:
        if field["name"] == "decided_by":
            field["schema"] = _or_the_caller(field["schema"])
    return schema


def _or_the_caller(schema: CoreSchema) -> CoreSchema:
    said = core_schema.nullable_schema(schema)
    known = core_schema.no_info_after_validator_function(lambda name: THE_CALLER if name is None else name, said)
    return core_schema.with_default_schema(known, default=None, validate_default=True)


def strict(schema: CoreSchema, handler: GetCoreSchemaHandler) -> CoreSchema:
    """The same schema, in which no text is taken for a number and no number for a truth value."""
    _strict(handler.resolve_ref_schema(schema))
    return schema


def _strict(schema: Any) -> Any:
    """The same schema, in which no text is taken for a number and no number for a truth value."""
    if isinstance(schema, list):
        for each in schema:
            _strict(each)
    elif isinstance(schema, dict):
        if schema.get("type") in {"bool", "int", "float", "str"}:
            schema["strict"] = True
        for each in schema.values():
            _strict(each)
    return schema


def _teach() -> None:
    for limit in (Text, Matching, Between, Listed, DaysBetween):
        _attach(limit, _limited, _limited_json)
    _attach(Value, classmethod(_value))
    _attach(Decision, classmethod(_decision))
    Value.__pydantic_config__ = JSON_CONFIG  # type: ignore[attr-defined]


def _attach(kind: Any, core: Any, json: Any = None) -> None:
    kind.__get_pydantic_core_schema__ = core
    if json is not None:
        kind.__get_pydantic_json_schema__ = json


_teach()
