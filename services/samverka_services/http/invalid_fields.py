"""What a reader is told of fields that could not be read: each mistake once, by the pointer that its sender knows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_OF_ANOTHER_TYPE = re.compile(r".*_(type|parsing|error)|enum|.*_of")
"""Errors that the other options of a union give as well, whatever the part is."""
_OPTIONS = re.compile(r"'([^']*)'")


@dataclass(frozen=True)
class InvalidField:
    """One mistake."""

    pointer: str
    """JSON pointer into the body, or the name of a header or path parameter."""
    code: str
    context: Mapping[str, Any] = field(default_factory=dict)
    """What the explanation is filled in with."""

    @property
    def is_of_another_type(self) -> bool:
        """Whether it only says that the part is not what one option wants."""
        return _OF_ANOTHER_TYPE.fullmatch(self.code) is not None


def invalid_fields(errors: Sequence[Mapping[str, Any]], body: Any) -> list[InvalidField]:
    """What pydantic found, without what it says of options that were never meant."""
    found = [_invalid_field(entry, body) for entry in errors]
    told = {each.pointer: each for each in reversed(found) if not _is_repeated(each, found)}
    return [
        _with_all_options(told[pointer], found)
        for pointer in dict.fromkeys(each.pointer for each in found)
        if pointer in told
    ]


def _invalid_field(entry: Mapping[str, Any], body: Any) -> InvalidField:
    place, *path = entry["loc"]
    in_body = "/" + "/".join(_steps(path, body, entry["type"] == "missing"))
    pointer = in_body if place == "body" else str(path[-1] if path else place)
    context = dict(entry.get("ctx") or {})
    code = str(context["error"]) if entry["type"] == "value_error" else str(entry["type"])
    return InvalidField(pointer, code, {"field": pointer.rpartition("/")[2], **context})


def _steps(path: Sequence[str | int], body: Any, is_missing: bool) -> Iterator[str]:
    """The steps that lead through what was sent, or to what is missing; the others name options of unions."""
    node = body
    for place, step in enumerate(path, start=1):
        if isinstance(node, dict) and (step in node or (is_missing and place == len(path))):
            yield str(step)
            node = node.get(step)
        elif isinstance(node, list) and isinstance(step, int):
            yield str(step)
            node = node[step] if step < len(node) else None


def _is_repeated(one: InvalidField, found: Sequence[InvalidField]) -> bool:
    """Whether another error tells more of the same part, or of a part of it."""
    if not one.is_of_another_type:
        return False
    below = one.pointer + "/"
    return any(
        (other.pointer == one.pointer and not other.is_of_another_type) or other.pointer.startswith(below)
        for other in found
    )


def _with_all_options(one: InvalidField, found: Sequence[InvalidField]) -> InvalidField:
    """The mistake with what each option of a union expected; of another type if they expected different types."""
    same = [other for other in found if other.pointer == one.pointer]
    if {other.code for other in same} == {"enum"}:
        options = [option for other in same for option in _OPTIONS.findall(str(other.context.get("expected", "")))]
        return InvalidField(one.pointer, one.code, {**one.context, "expected": options})
    return one if len(same) == 1 or not one.is_of_another_type else InvalidField(one.pointer, "other")
