"""Values whose fields stand in a command's body beside its own, instead of below a name of their own."""

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Annotated, Any, Protocol, TypeVar, get_type_hints

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from samverka_domain.kernel.aggregate import Aggregate, Correction

Parts = dict[str, tuple[Any, FieldInfo]]
"""By name: what a field is, and what pydantic should know of it."""


class Spreading(Protocol):
    """Stands in the annotation of a command's field whose own fields are spread into the body."""

    def parts(self, annotation: Any) -> Parts:
        """The fields that stand in the body."""

    def gathered(self, annotation: Any, given: Mapping[str, Any]) -> Any:
        """The command's field, from those of the body."""


class _Value:
    """For a value of the domain."""

    def parts(self, annotation: Any) -> Parts:
        hints = get_type_hints(annotation, include_extras=True)
        stated = TypeAdapter(annotation).json_schema()["properties"]
        told = [properties.get("description") for properties in stated.values()]
        return {
            field.name: (hints[field.name], FieldInfo(default=_default(field), description=description))
            for field, description in zip(fields(annotation), told, strict=True)
        }

    def gathered(self, annotation: Any, given: Mapping[str, Any]) -> Any:
        return annotation(**given)


Value = TypeVar("Value")
Spread = Annotated[Value, _Value()]
"""A value of the domain, spread into the body."""

Content = Mapping[str, Any]
"""What a correction puts right besides the decision."""


class ContentOf:
    """The content that a correction of an aggregate's events may put right; all of it may be left out."""

    def __init__(self, aggregate_class: type[Aggregate]) -> None:
        self._corrected: type[Correction] = aggregate_class.corrections()[0]

    def parts(self, annotation: Any) -> Parts:  # noqa: ARG002
        """The fields of the correcting event that are its content."""
        hints = get_type_hints(self._corrected, include_extras=True)
        return {name: (hints[name], FieldInfo(default=None)) for name in sorted(self._corrected.content())}

    def gathered(self, annotation: Any, given: Mapping[str, Any]) -> Content:  # noqa: ARG002
        """What was given."""
        return {name: value for name, value in given.items() if value is not None}


def spreading_of(field: FieldInfo) -> Spreading | None:
    """How a command's field is spread; None if it stands in the body itself."""
    return next((each for each in field.metadata if isinstance(each, _Value | ContentOf)), None)


def _default(field: Any) -> Any:
    return ... if field.default is MISSING else field.default
