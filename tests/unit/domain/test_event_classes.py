"""An event's class says once what holds for it; one that leaves something out does not import."""

from collections.abc import Mapping
from typing import Any

import pytest

from samverka_domain.kernel.aggregate import EVENT_TYPES, Aggregate, Audience, Correction, DomainEvent, Thing
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.registry import AGGREGATES, event_class
from tests.unit.domain.stories import MANDATE
from tests.unit.domain.story import FIRST, SECOND
from tests.unit.support import given


@pytest.fixture(autouse=True)
def _only_what_is_real() -> Any:
    """Classes that a test makes up are forgotten afterwards."""
    known = dict(EVENT_TYPES)
    yield
    EVENT_TYPES.clear()
    EVENT_TYPES.update(known)


def test_a_class_without_an_audience_does_not_import() -> None:
    with pytest.raises(TypeError, match="does not say who may read it"):

        class Careless(Aggregate):
            class Happened(Aggregate.Event):
                note: str


def test_a_shared_event_carries_its_region() -> None:
    with pytest.raises(TypeError, match="must carry a region_id"):

        class Homeless(Aggregate):
            class Happened(Aggregate.Event):
                audience = Audience.TO_REGION
                note: str


def test_two_events_do_not_share_a_name() -> None:
    with pytest.raises(TypeError, match="defined twice"):

        class Organisation(Aggregate):
            class Renamed(Aggregate.Event):
                audience = Audience.PRIVATE
                name: str


def test_a_decision_that_no_body_may_take_does_not_import() -> None:
    with pytest.raises(TypeError, match="must say which bodies may take it"):

        class Anybodys(Aggregate):
            class Decided(Aggregate.Event):
                audience = Audience.PRIVATE
                thing = Thing("matter")
                decision: Decision


def test_a_decision_about_nothing_does_not_import() -> None:
    with pytest.raises(TypeError, match="must say what it is about"):

        class Pointless(Aggregate):
            class Decided(Aggregate.Event):
                audience = Audience.PRIVATE
                bodies = (Body.E_RAD,)
                decision: Decision


def test_the_bodies_may_depend_on_the_event() -> None:
    class Depending(Aggregate):
        class Decided(Aggregate.Event):
            audience = Audience.PRIVATE
            thing = Thing("matter")
            big: bool
            decision: Decision

            @classmethod
            def deciders(cls, said: Mapping[str, Any]) -> tuple[Body, ...]:
                return (Body.KOMMUNDIREKTORER,) if said["big"] else (Body.E_RAD,)

    assert Depending.Decided.deciders({"big": True}) == (Body.KOMMUNDIREKTORER,)


def test_a_correction_whose_thing_is_that_of_the_aggregate_does_not_import() -> None:
    with pytest.raises(TypeError, match="Correction as its first base"):

        class Confused(Aggregate):
            class Event(Aggregate.Event):
                audience = Audience.PRIVATE
                thing = Thing("matter")

            class Corrected(Event, Correction):
                pass


def test_what_is_no_decision_needs_neither_bodies_nor_thing() -> None:
    class Everyday(Aggregate):
        class Noted(Aggregate.Event):
            audience = Audience.PRIVATE
            note: str

    assert event_class("EverydayNoted") is Everyday.Noted


def test_every_event_is_known_by_its_aggregate_and_its_own_name() -> None:
    for name, each in EVENT_TYPES.items():
        assert name == each.type_name == f"{each.aggregate_class.__name__}{each.__name__}"
        assert each.aggregate_class in AGGREGATES


def test_nobody_knows_an_event_by_another_name() -> None:
    with pytest.raises(KeyError):
        event_class("InsatsForgotten")


def test_an_event_is_about_one_thing_of_its_name_or_one_for_each_value_of_a_field() -> None:
    assert Thing("priority").of({}) == "priority"
    assert Thing("mandate", "mandate_id").of({"mandate_id": "second"}) == "mandate:second"


def test_only_a_decision_is_about_something() -> None:
    correction = MANDATE.corrected(3, MANDATE.decision(FIRST), MANDATE.decision(SECOND))
    events: list[DomainEvent] = given(*MANDATE.past, correction).history()
    assert [event.about for event in events] == [None, "mandate:second", "mandate:second", "correction:3"]


def test_nothing_gives_no_aggregate() -> None:
    assert Aggregate.replay([]) is None
