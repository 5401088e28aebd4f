"""C0.6: a decision that names a meeting was taken there. Who knows of a meeting before its minutes are adjusted."""

from dataclasses import replace

import pytest

from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.minutes import AgendaItem, Attendance, Call, Presence, Resolution
from samverka_projections.meetings import MeetingThen, meetings
from samverka_services.commands.kernel.context import Outcome
from samverka_services.commands.meetings import AdjustMinutes, CallMeeting, HoldMeeting, ResolveItem
from samverka_services.commands.steering import ElectChair
from tests.integration.commands.test_steering import filled, formed, interested
from tests.support.views import ask
from tests.support.world import FYRBODAL, LEADER, TROLLHATTAN, UDDEVALLA, VANERSBORG, World

BOTH = (TROLLHATTAN, UDDEVALLA)


def met(world: World, group_id: str, *present: str) -> Outcome:
    """A meeting of today with one item; returns what its attendance led to."""
    call = Call(world.now.date(), "Digitalt", (AgendaItem("Val av ordförande"),))
    called = world.do(LEADER, FYRBODAL, CallMeeting(met_body=Body.STYRGRUPP, body_id=group_id, call=call))
    attendance = tuple(Attendance(seat, Presence.MEMBER if seat in present else Presence.ABSENT) for seat in BOTH)
    return world.do(LEADER, FYRBODAL, HoldMeeting(meeting_id=called.id, attendance=attendance), version=1)


def elect(world: World, group_id: str, **said: object) -> Outcome:
    own = replace(world.decision(Body.STYRGRUPP, "anna"), body_id=group_id)
    decision: Decision = replace(own, **said)  # type: ignore[arg-type]
    return world.do(LEADER, FYRBODAL, ElectChair(group_id=group_id, chair=TROLLHATTAN, decision=decision), version=1)


def test_c0_6_day_body_presence_and_quorum_agree_with_the_meeting(world: World) -> None:
    group_id = formed(world, interested(world)).id
    filled(world, group_id)
    full, alone, others = (met(world, group_id, *present).id for present in (BOTH, BOTH[:1], BOTH[1:]))
    other_group = met(world, formed(world, interested(world)).id, *BOTH).id
    for meeting_id, item, rule in (
        ("no-meeting", 1, Rule.MEETING_DOES_NOT_AGREE),
        (other_group, 1, Rule.MEETING_DOES_NOT_AGREE),
        (others, 1, Rule.MEETING_DOES_NOT_AGREE),
        (full, 2, Rule.MEETING_DOES_NOT_AGREE),
        (alone, 1, Rule.NO_QUORUM),
    ):
        with pytest.raises(Refused) as refusal:
            elect(world, group_id, meeting_id=meeting_id, item=item)
        assert refusal.value.rule is rule
    elect(world, group_id, meeting_id=full, item=1)


def known(world: World, reader: str) -> list[MeetingThen]:
    return ask(world, reader, lambda c, as_of: meetings(c, FYRBODAL, as_of))


def test_a_meeting_is_known_to_its_seats_and_when_adjusted_to_the_region(world: World) -> None:
    group_id = formed(world, interested(world)).id
    held = met(world, group_id, *BOTH)
    resolution = Resolution(resolved="Trollhättan är ordförande.")
    world.do(LEADER, FYRBODAL, ResolveItem(meeting_id=held.id, item=1, resolution=resolution), version=2)
    world.project()
    assert [len(known(world, reader)) for reader in (FYRBODAL, *BOTH, VANERSBORG)] == [1, 1, 1, 0]
    adjusted = AdjustMinutes(
        meeting_id=held.id, adjusters=BOTH, adjusted_on=world.now.date(), record_number="FFK 2026/88"
    )
    world.do(LEADER, FYRBODAL, adjusted, version=3)
    world.project()
    told = {reader: known(world, reader)[0] for reader in (FYRBODAL, VANERSBORG)}
    assert {each.record_number for each in told.values()} == {"FFK 2026/88"}
    assert told[FYRBODAL].handled == told[VANERSBORG].handled
    assert told[VANERSBORG].handled[0].resolution == resolution
    assert (told[VANERSBORG].present, told[VANERSBORG].has_quorum) == (2, True)
