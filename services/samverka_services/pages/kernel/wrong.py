"""All that is wrong with what a form sent, as far as it can be told without the database: a field that is empty hides
no other mistake.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from samverka_domain.kernel.limits import Value, require_fitting
from samverka_domain.kernel.rules import Refused
from samverka_services.commands.kernel.fields import Command
from samverka_services.pages.kernel.faults import Fault, Reading
from samverka_services.pages.kernel.fields import Prepared
from samverka_services.pages.kernel.filled import Commanding
from samverka_services.pages.kernel.sent import Given
from samverka_services.pages.kernel.visit import Visit


def wrong_with(form: Commanding, visit: Visit, prepared: Prepared, given: Given) -> list[Fault]:
    """Of the fields by themselves, of those that must fit each other, and of the answers to questions."""
    reading = Reading(visit.write, prepared.questions, given)
    found = [*_of_fields(form, visit.path, reading), *reading.of_questions()]
    return list({fault.place: fault for fault in reversed(found)}.values())


def _of_fields(form: Commanding, path: Mapping[str, str], reading: Reading) -> Iterator[Fault]:
    """What stands against what was sent; then, what would if those fields were as the command's example has them."""
    try:
        command = form.command_of(reading.given, path)
    except ValidationError as error:
        first = reading.of_fields(error)
        yield from first
        yield from _of_others(form, path, reading, first)
    else:
        yield from _of_values(form, command, reading)


def _of_others(
    form: Commanding, path: Mapping[str, str], reading: Reading, first: Sequence[Fault]
) -> Iterator[Fault]:
    example, about = form.body.handling.example, set[str]()
    try:
        mended: Any = reading.given
        for fault in first:
            mended = _mended(mended, _steps(fault.place), example)
            about.add(_value_at(fault.place, example))
        command = form.command_of(mended, path)
    except (LookupError, TypeError, ValidationError):
        return
    yield from (each for each in _of_values(form, command, reading) if _group(each.place) not in about)


def _of_values(form: Commanding, command: Command, reading: Reading) -> Iterator[Fault]:
    """What each value of a command says against its own parts, read together."""
    for name in type(command).model_fields:
        value = getattr(command, name)
        try:
            if isinstance(value, Value):
                require_fitting(value, name)
        except Refused as refused:
            refused.params = form.body.as_sent(refused.params)
            yield from reading.of_rule(refused)


def _steps(place: str) -> Sequence[str]:
    """Raises LookupError for what is no place in the body."""
    if not place.startswith("/"):
        raise LookupError(place)
    return place.split("/")[1:]


def _mended(given: Any, steps: Sequence[str], example: Any) -> Any:
    """The same with the example's value at a place. Raises LookupError or TypeError where the example has none."""
    if not steps:
        return example
    step, *rest = steps
    if isinstance(given, list):
        return [_mended(part, rest, example[0]) if str(at) == step else part for at, part in enumerate(given)]
    below: Mapping[str, Any] = given or {}
    return {**below, step: _mended(below.get(step), rest, example[step])}


def _value_at(place: str, example: Any) -> str:
    """The place of the value that was mended: whatever is told of its fields may be about the example's."""
    found = example
    for step in _steps(place):
        found = found[0] if isinstance(found, list) else found[step]
    return place if isinstance(found, Mapping) else _group(place)


def _group(place: str) -> str:
    return place.rpartition("/")[0]
