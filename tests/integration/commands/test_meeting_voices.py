"""S5: who sits on a seat speaks in her own organisation's log; both meet in the meeting and in its minutes."""

from dataclasses import replace

import pytest

from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.minutes import DecidedBy, Reservation, Resolution
from samverka_domain.voices import Ballot, Vote
from samverka_infra.event_log.errors import StaleVersion
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.meeting_voices import CastVote, ConfirmMinutes, MakeReservation
from samverka_services.commands.meetings import AdjustMinutes, ResolveItem
from samverka_services.commands.steering_seats import FillSteeringSeat
from tests.integration.commands.test_meetings import BOTH, known, met
from tests.integration.commands.test_steering import ANNA, formed, interested
from tests.support.world import (
    DIRECTOR,
    FYRBODAL,
    GOTEBORG,
    LEADER,
    OFFICER,
    TROLLHATTAN,
    UDDEVALLA,
    VANERSBORG,
    World,
)

APPROVED = Resolution(resolved="Trollhättan är ordförande.")
VOTED = replace(APPROVED, decided_how=DecidedBy.VOTE, votes_for=1, votes_against=1, casting_vote=True)


def sat(world: World) -> str:
    """A meeting of today of a group in which Trollhättan's director sits."""
    group_id = formed(world, interested(world)).id
    seating, decision = replace(ANNA, person_id=DIRECTOR), world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    world.do(OFFICER, TROLLHATTAN, FillSteeringSeat(group_id=group_id, seating=seating, decision=decision))
    return met(world, group_id, *BOTH).id


def rule_of(world: World, person: str, tenant: str, command: Command, version: int | None = None) -> Rule:
    with pytest.raises(Refused) as refusal:
        world.do(person, tenant, command, version=version)
    return refusal.value.rule


def test_s5_who_sits_there_speaks_herself_and_nobody_says_it_otherwise(world: World) -> None:
    meeting_id = sat(world)
    against = CastVote(meeting_id=meeting_id, item=1, vote=Vote.AGAINST)
    for person, tenant in ((OFFICER, TROLLHATTAN), *((DIRECTOR, each) for each in (UDDEVALLA, VANERSBORG, GOTEBORG))):
        assert rule_of(world, person, tenant, against) is Rule.NOT_HER_SEAT
    nothing = against.model_copy(update={"meeting_id": "no-meeting"})
    assert rule_of(world, DIRECTOR, TROLLHATTAN, nothing) is Rule.NOT_HER_SEAT
    world.do(DIRECTOR, TROLLHATTAN, against)

    resolve = ResolveItem(meeting_id=meeting_id, item=1, resolution=APPROVED)
    assert rule_of(world, LEADER, FYRBODAL, resolve, 2) is Rule.VOTED_OTHERWISE
    world.do(LEADER, FYRBODAL, resolve.model_copy(update={"resolution": VOTED}), version=2)
    assert rule_of(world, DIRECTOR, TROLLHATTAN, against) is Rule.ITEM_DECIDED
    world.do(DIRECTOR, TROLLHATTAN, MakeReservation(meeting_id=meeting_id, item=1, statement="Fel val."))
    with pytest.raises(StaleVersion):
        world.do(DIRECTOR, TROLLHATTAN, ConfirmMinutes(meeting_id=meeting_id), version=2)
    world.do(DIRECTOR, TROLLHATTAN, ConfirmMinutes(meeting_id=meeting_id), version=3)

    world.project()
    assert [len(known(world, reader)) for reader in (FYRBODAL, *BOTH, VANERSBORG)] == [1, 1, 1, 0]
    for reader in (FYRBODAL, UDDEVALLA):
        assert known(world, reader)[0].confirmed_by == (TROLLHATTAN,)
        assert known(world, reader)[0].handled[0].ballots == (Ballot(TROLLHATTAN, Vote.AGAINST),)
    number = {"adjusted_on": world.now.date(), "record_number": "FFK 2026/88"}
    adjusted = AdjustMinutes(meeting_id=meeting_id, adjusters=(UDDEVALLA,), **number)
    world.do(LEADER, FYRBODAL, adjusted, version=3)
    assert rule_of(world, DIRECTOR, TROLLHATTAN, against) is Rule.MINUTES_ARE_ADJUSTED

    world.project()
    (handled,) = known(world, VANERSBORG)[0].handled
    assert handled.ballots == (Ballot(TROLLHATTAN, Vote.AGAINST),)
    assert handled.resolution == replace(VOTED, reservations=(Reservation(TROLLHATTAN, "Fel val."),))
    assert known(world, FYRBODAL)[0].handled == (handled,)
