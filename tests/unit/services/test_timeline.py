"""Each kind of event has its name, and all that it says is told, in both languages."""

import json
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum, StrEnum
from itertools import count
from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest

from samverka_domain.kernel.aggregate import EVENT_TYPES, Aggregate, DomainEvent, field_names
from samverka_domain.kernel.decision import Authority, AuthorityKind, Body, Decision
from samverka_domain.kernel.limits import Value
from samverka_infra.event_log.mapper import EventMapper, domain_event_from
from samverka_infra.event_log.rows import Row
from samverka_infra.event_log.selection import DAY
from samverka_projections.history import concerning_insatser, content_of
from samverka_services.catalogue import LANGUAGES, texts, written
from samverka_services.pages.kernel.writing import Writing
from samverka_services.timeline.entries import Teller, TimelineEntry
from samverka_services.timeline.names import Names
from samverka_services.timeline.table import table
from samverka_services.timeline.telling import TOLD_APART
from tests.support.golden import golden_documents, path_of, stored_from

ENVELOPE = field_names(Aggregate.Created)
TODAY = date(2026, 11, 23)
EVENTS: dict[str, DomainEvent] = {name: domain_event_from(stored_from(said)) for name, said in golden_documents()}
OF_TODAY: dict[str, DomainEvent] = {kind.type_name: EVENTS[path_of(kind).name] for kind in EVENT_TYPES.values()}


def different(value: Any, numbers: Iterator[int]) -> Any:
    """The same kind of value, all parts of which can be told apart."""
    match value:
        case Decision():
            value = replace(_whole(value), in_force_on=date(2200, 1, 1))
            return replace(
                value, **{each.name: different(getattr(value, each.name), numbers) for each in fields(value)}
            )
        case Value():
            named: Any = value
            return replace(
                named, **{each.name: different(getattr(value, each.name), numbers) for each in fields(named)}
            )
        case tuple():
            return tuple(different(each, numbers) for each in (*value, *value))
        case Enum() | bool() | None:
            return value
        case datetime():
            return datetime(2030, 1, 1, 12, tzinfo=UTC) + timedelta(days=next(numbers))
        case date():
            return date(2040, 1, 1) + timedelta(days=next(numbers))
        case int() | float():
            return 10_000 + next(numbers)
    return f"text {10_000 + next(numbers)}"


def _whole(decision: Decision) -> Decision:
    authority = Authority(AuthorityKind.DELEGATION, "nämnd", "befattning", "punkt")
    return replace(decision, authority=authority, body_id="id", acting_as=Body.STYRGRUPP, overtaken=True)


def distinct(event: Any) -> Any:
    """An event that says something else in each of its parts."""
    numbers = count()
    names = [each.name for each in fields(event) if each.name not in ENVELOPE]
    return replace(event, **{name: different(getattr(event, name), numbers) for name in names})


def leaves(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """What is said in all of a value's parts, each with the name of its field."""
    match value:
        case tuple():
            for each in value:
                yield from leaves(each, name)
        case Value() | DomainEvent():
            named: Any = value
            for field in fields(named):
                if field.name not in ENVELOPE:
                    yield from leaves(getattr(named, field.name), field.name)
        case None | "":
            return
        case _:
            yield name, value


def row_of(event: DomainEvent, addressed_to: tuple[str, ...] = ()) -> Row:
    stored = EventMapper().to_stored_event(event)
    return Row(
        position=7,
        tenant_id="tenant",
        stream_id=event.originator_id,
        version=event.originator_version,
        type=event.type_name,
        schema_version=event.class_version,
        payload=stored.state.decode(),
        recorded_at=datetime(2041, 5, 5, 9, tzinfo=UTC),
        actor="actor",
        command_id="command",
        audience=stored.audience,
        region_id=stored.columns["region_id"],
        addressed_to=list(stored.columns["addressed_to"]),
    )


def told(*events: DomainEvent, language: str = "sv") -> list[TimelineEntry]:
    return list(Teller(Names(), language, TODAY).entries([row_of(each) for each in events]))


def in_one(entry: TimelineEntry, language: str) -> str:
    """All that stands in its line of the table."""
    ((*cells,),) = table([entry], "", language).rows
    return "\n".join(str(cell) for cell in cells if cell is not None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_of_event_has_a_name(language: str) -> None:
    assert set(texts(language)["event"]) == set(EVENT_TYPES)


def test_every_label_is_used() -> None:
    kinds = (*EVENT_TYPES.values(), *_below(Value))
    named = {(kind.__name__, name) for kind in kinds for name in field_names(kind) - _told_apart(kind)}
    labels = texts("sv")["part"]
    own = {(kind, name) for kind, entry in labels.items() if isinstance(entry, dict) for name in entry}
    assert own <= named
    general = {name for name, entry in labels.items() if isinstance(entry, str)}
    assert general - {"reason"} <= {name for _, name in named - own}


def _told_apart(kind: type[Any]) -> frozenset[str]:
    """What of an event stands in columns of its own; of a value nothing does."""
    return frozenset(TOLD_APART) if issubclass(kind, DomainEvent) else frozenset()


def _below(kind: type[Any]) -> Iterator[type[Any]]:
    for each in kind.__subclasses__():
        yield each
        yield from _below(each)


def test_the_selection_knows_the_day_that_an_event_has_of_its_own() -> None:
    own: list[DomainEvent] = [each for each in OF_TODAY.values() if each.own_day is not None]
    assert own
    for each in own:
        payload = json.loads(row_of(each).payload)
        said = payload | payload.get("taken", {})
        assert str(each.own_day) in [said.get(name) for name in re.findall(r"->> '(\w+)'", DAY)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OF_TODAY)
def test_all_that_an_event_says_is_told(name: str, language: str) -> None:
    event = distinct(OF_TODAY[name])
    (entry,) = told(event, language=language)
    line, said = in_one(entry, language), list(leaves(event))
    assert [each for _, each in said if type(each) is not bool and str(written(each, language)) not in line] == []
    told_of = {*entry.marks, *(part.name for part in entry.content)}
    assert [name for name, each in said if type(each) is bool and name not in told_of] == []
    assert {"tenant", "actor"} <= {entry.organisation, entry.recorded_by}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OF_TODAY)
def test_what_is_left_unsaid_leaves_no_gap(name: str, language: str) -> None:
    event: Any = OF_TODAY[name]
    optional = [each for each, hint in get_type_hints(type(event)).items() if NoneType in get_args(hint)]
    (entry,) = told(replace(event, **dict.fromkeys(optional)), language=language)
    assert "None" not in in_one(entry, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_value_of_a_list_has_a_word(language: str) -> None:
    found = {type(each) for event in OF_TODAY.values() for _, each in leaves(event)}
    lists = [each for each in found if issubclass(each, StrEnum)]
    assert len(lists) > 8
    assert [value for kind in lists for value in kind if written(value, language) == value.value] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_list_that_an_entry_tells_has_a_label(language: str) -> None:
    write = Writing(language, TODAY)
    parts = [part for event in OF_TODAY.values() if has_insats(event) for part in content_of(event)]
    lists = {found[1] for part in parts if (found := re.match(r"(.*)/[0-9]+(/|$)", part.pointer))}
    assert len(lists) > 8
    assert [each for each in lists if not write.known_label(each)] == []


def has_insats(event: DomainEvent) -> bool:
    return type(event) in concerning_insatser()
