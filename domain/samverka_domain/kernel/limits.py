"""Limits, said once on the values themselves: the domain refuses by them, every other floor reads them off.

class YearMoney(Value):
    year: Year
    thousand_kronor: Annotated[int, Between(1, 500_000)]
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cache, lru_cache
from types import MappingProxyType, NoneType, UnionType
from typing import Annotated, Any, Protocol, Union, get_args, get_origin, get_type_hints

from samverka_domain.kernel.rules import Rule, require
from samverka_domain.kernel.text import is_empty, is_readable

Path = tuple[str | int, ...]
"""Where a part stands in what was given: names of fields and places in lists."""


class Limit(Protocol):
    """What a part must keep to; stands in the annotation of a field."""

    def require(self, part: Any, path: Path) -> None:
        """Refuse a part outside the limit, and name its field."""


@dataclass(frozen=True)
class Text:
    """A readable text of 1 (0 if it `may_be_empty`) to `longest` characters; `lines`: it may have several."""

    longest: int
    lines: bool = False
    may_be_empty: bool = False

    def require(self, part: str, path: Path) -> None:
        """Refuse a text that is missing, too long or unreadable."""
        said = place(path)
        require(self.may_be_empty or not is_empty(part), Rule.TEXT_MISSING, **said)
        require(len(part) <= self.longest, Rule.TEXT_TOO_LONG, **said, longest=self.longest)
        require(is_readable(part, lines=self.lines), Rule.TEXT_UNREADABLE, **said)


@dataclass(frozen=True)
class Matching:
    """A text of which the whole matches a regular expression; `like` is an example."""

    pattern: str
    like: str

    def require(self, part: str, path: Path) -> None:
        """Refuse a text of another form."""
        require(re.fullmatch(self.pattern, part), Rule.TEXT_MALFORMED, **place(path), like=self.like)


@dataclass(frozen=True)
class Between:
    """A whole number within both bounds."""

    least: int
    most: int
    rule: Rule = Rule.NUMBER_OUT_OF_RANGE

    def require(self, part: int, path: Path) -> None:
        """Refuse a number outside the bounds."""
        within = self.least <= part <= self.most
        require(within, self.rule, **place(path), value=part, least=self.least, most=self.most)


@dataclass(frozen=True)
class Listed:
    """A list of `least` to `most` parts."""

    most: int
    least: int = 0

    def require(self, part: tuple[Any, ...], path: Path) -> None:
        """Refuse a list of another length."""
        within = self.least <= len(part) <= self.most
        require(within, Rule.LIST_LENGTH, **place(path), count=len(part), least=self.least, most=self.most)


@dataclass(frozen=True)
class DaysBetween:
    """A day within both bounds."""

    earliest: date
    latest: date

    def require(self, part: date, path: Path) -> None:
        """Refuse a day outside the bounds."""
        within = self.earliest <= part <= self.latest
        require(within, Rule.DAY_OUT_OF_RANGE, **place(path), earliest=self.earliest, latest=self.latest)


Id = Annotated[str, Text(100), Matching(r"[A-Za-z0-9._:@-]+", "0198f3a2-7c1e-7d2b-9b1a-1f0e8f1c2d3e")]
Code = Annotated[str, Text(20)]
"""A short sign that people use for a thing, such as 4B or 4.1."""
Name = Annotated[str, Text(200)]
Title = Annotated[str, Text(300)]
Reason = Annotated[str, Text(4000, lines=True)]
Day = Annotated[date, DaysBetween(date(1970, 1, 1), date(2200, 1, 1))]
Year = Annotated[int, Between(2000, 2100)]
Mail = Annotated[str, Text(250), Matching(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+", "anna@kommunen.example")]
"""An address; whether mail arrives there, its own server knows."""
Person = Annotated[str, Text(200)]
"""A person id; for another authority's decision, the function held."""


class Value:
    """Base of the frozen data classes that events, aggregates and commands are made of."""

    def require_sensible(self, path: Path) -> None:
        """Refuse parts that are each within their limits but do not fit together."""


def require_fitting(value: Value, *path: str | int) -> None:
    """Refuse a value of which a part is outside the limits that its class states, or that makes no sense."""
    _require_value(value, path)


def require_parts_fitting(kind: type, said: Mapping[str, Any], sent_as: Mapping[str, str] | None = None) -> None:
    """Refuse what an event of this kind may not say; `sent_as` gives the sender's names of fields, where others."""
    names = sent_as or {}
    for name, check in _checks(kind).items():
        if name in said:
            check(said[name], (names.get(name, name),))


@lru_cache(maxsize=4096)
def place(path: Path) -> Mapping[str, str]:
    """The field's own name, and its JSON pointer, both as whoever writes JSON would have written them."""
    words = [_camel(step) if isinstance(step, str) else str(step) for step in path]
    names = [word for word, step in zip(words, path, strict=True) if isinstance(step, str)]
    return MappingProxyType({"field": names[-1] if names else "", "pointer": "/" + "/".join(words)})


def limits(hint: Any) -> tuple[Limit, ...]:
    """The limits that stand in an annotation itself, not in its parts."""
    return tuple(each for each in getattr(hint, "__metadata__", ()) if callable(getattr(each, "require", None)))


Check = Callable[[Any, Path], None]


@cache
def _checks(kind: type) -> dict[str, Check]:
    hints = get_type_hints(kind, include_extras=True)
    named: Any = kind
    found = {field.name: _check_of(hints[field.name]) for field in fields(named)}
    return {name: check for name, check in found.items() if check is not None}


def _check_of(hint: Any) -> Check | None:
    """What must be checked of a part with this annotation; None if there is nothing."""
    origin = get_origin(hint)
    if origin is Annotated:
        return _all_of([*(limit.require for limit in limits(hint)), _check_of(get_args(hint)[0])])
    if origin in {Union, UnionType}:
        return _any_of(get_args(hint))
    if origin is tuple:
        return _each(_check_of(get_args(hint)[0]))
    return _require_value if isinstance(hint, type) and issubclass(hint, Value) else None


def _all_of(checks: Iterable[Check | None]) -> Check | None:
    found = [check for check in checks if check is not None]

    def check(part: Any, path: Path) -> None:
        for each in found:
            each(part, path)

    return check if found else None


def _any_of(options: tuple[Any, ...]) -> Check | None:
    """The check of the option that has the part's own type; a part of another type is not checked."""
    found = [(_type_of(option), _check_of(option)) for option in options if option is not NoneType]

    def check(part: Any, path: Path) -> None:
        fitting = next((each for kind, each in found if type(part) is kind), None)
        if fitting is not None:
            fitting(part, path)

    return check if any(each for _, each in found) else None


def _each(check_one: Check | None) -> Check | None:
    if check_one is None:
        return None

    def check(part: tuple[Any, ...], path: Path) -> None:
        for index, each in enumerate(part):
            check_one(each, (*path, index))

    return check


def _require_value(value: Value, path: Path) -> None:
    kind: Any = type(value)
    for name, check in _checks(kind).items():
        check(getattr(value, name), (*path, name))
    value.require_sensible(path)


def _type_of(option: Any) -> Any:
    bare = get_args(option)[0] if get_origin(option) is Annotated else option
    return get_origin(bare) or bare


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)
