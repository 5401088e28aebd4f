"""What a long list is narrowed down to by its address: chosen in a form of its page, and kept by its links."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from samverka_domain.kernel.decision import Body
from samverka_graphql.kernel.errors import Told
from samverka_infra.access_log import Outcome
from samverka_projections.mandates import mandates
from samverka_services.catalogue import text
from samverka_services.downloads.addresses import same_time
from samverka_services.pages.kernel.fields import Option
from samverka_services.pages.kernel.names import name_of
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.kernel.writing import capital
from samverka_services.timeline.entries import LONG_AFTER_DAYS
from samverka_services.timeline.own import MARKS, THINGS

_DAYS = {"from": "since", "to": "until"}
"""By the name in an address: what is asked for."""


@dataclass(frozen=True)
class Filter:
    """One way to narrow a list; without options it is a day."""

    name: str
    label: str
    value: str
    options: Sequence[Option] = ()


@dataclass(frozen=True)
class Narrowed:
    """What was chosen."""

    path: str
    filters: Sequence[Filter]
    given: dict[str, Any]
    """As values, by what they are asked for as; only what was chosen."""
    time: Mapping[str, str]
    """The arguments of time, which another choice keeps."""

    @property
    def chosen(self) -> dict[str, str]:
        """As an address says it."""
        return {each.name: each.value for each in self.filters if each.value}

    def address(self, **more: str) -> str:
        """Of this page, narrowed alike."""
        return f"{self.path}?{urlencode({**self.time, **self.chosen, **more})}"


async def narrowed(visit: Visit, *names: str) -> Narrowed:
    """By the filters of these names. Raises Told for what cannot be asked by."""
    asked = visit.request.query_params
    filters = [
        Filter(name, visit.write.text(f"filter.{name}"), asked.get(name, ""), await _options(visit, name))
        for name in names
    ]
    given = {_DAYS.get(each.name, each.name): _value(each) for each in filters if each.value}
    return Narrowed(visit.request.url.path, filters, given, same_time(visit.as_of))


def _value(chosen: Filter) -> Any:
    if chosen.name in _DAYS:
        try:
            return date.fromisoformat(chosen.value)
        except ValueError as error:
            raise Told("variables", what=chosen.name) from error
    if chosen.name != "person" and chosen.value not in {option.value for option in chosen.options}:
        raise Told("variables", what=chosen.name)
    return chosen.value


async def _options(visit: Visit, name: str) -> Sequence[Option]:
    if name == "person":
        return await _people(visit)
    return _OPTIONS[name](visit) if name in _OPTIONS else ()


async def _people(visit: Visit) -> list[Option]:
    """All who hold or have held something in the organisation, and whoever the address names."""
    known = await mandates(visit.connection, visit.own, visit.as_of)
    named = visit.request.query_params.get("person")
    ids = dict.fromkeys([*(each.person_id for each in known.mandates), *([named] if named else [])])
    found = [Option(person_id, name_of(visit, person_id)) for person_id in ids]
    return sorted(found, key=lambda option: option.text)


def _bodies(visit: Visit) -> list[Option]:
    return [Option(body, capital(visit.write.word(body))) for body in Body]


def _things(visit: Visit) -> list[Option]:
    return [Option(thing, capital(text(f"word.thing.{thing}", visit.write.language))) for thing in THINGS]


def _marks(visit: Visit) -> list[Option]:
    named = {mark: text(f"timeline.deviation.{mark}", visit.write.language, days=LONG_AFTER_DAYS) for mark in MARKS}
    return [Option(mark, said) for mark, said in named.items()]


def _outcomes(visit: Visit) -> list[Option]:
    return [Option(outcome, capital(visit.write.text(f"audit.{outcome}"))) for outcome in Outcome]


_OPTIONS: Mapping[str, Callable[[Visit], Sequence[Option]]] = {
    "body": _bodies,
    "thing": _things,
    "mark": _marks,
    "outcome": _outcomes,
}
