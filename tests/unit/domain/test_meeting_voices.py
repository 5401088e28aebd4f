"""S5: who sits on a seat votes, reserves and adjusts herself; what she says stands beside what is recorded."""

from dataclasses import replace
from typing import Any

import pytest

from samverka_domain.kernel.aggregate import Audience
from samverka_domain.kernel.rules import Rule
from samverka_domain.meeting_voices import MeetingVoice
from samverka_domain.meetings import Meeting
from samverka_domain.minutes import Presence, Reservation, Resolution
from samverka_domain.voices import Ballot, Voice, Vote
from tests.unit.domain.test_meetings import (
    APPROVED,
    CALL,
    CALLED,
    GROUP,
    SEATS,
    THREE,
    VOTED,
    attendance,
    held,
)
from tests.unit.support import FYRBODAL, NOW, TODAY, TOMORROW, Scenario, fact, given, refused

OWN: dict[str, Any] = {
    "region_id": FYRBODAL,
    "addressed_to": ("b", "c", "d"),
    "meeting_id": "meeting-1",
    "municipality_id": "a",
}
BEGUN = fact(MeetingVoice.Begun, **OWN)
FULL = attendance(*[Presence.MEMBER] * 4)
AGAINST, FOR = Vote.AGAINST, Vote.FOR


def meeting(scenario: Scenario) -> Meeting:
    state: Meeting = scenario.state()
    return state


def decided(resolution: Resolution = APPROVED) -> Meeting:
    resolved = fact(Meeting.ItemResolved, **GROUP, item=2, resolution=resolution)
    return meeting(given(CALLED, fact(Meeting.Held, **GROUP, attendance=FULL), resolved))


def test_a_voice_is_told_to_the_förbund_and_to_the_others_in_the_group() -> None:
    assert MeetingVoice.Event.audience is Audience.TO_FORBUND
    given().when(MeetingVoice.start, "meeting-1", "a", meeting(given(CALLED))).then(
        BEGUN, stream="meeting-voice:meeting-1"
    )


def test_s5_a_holder_votes_until_the_item_is_decided() -> None:
    cast = (MeetingVoice.cast, meeting(held()), 2, AGAINST)
    given(BEGUN).when(*cast).then(fact(MeetingVoice.Voted, **OWN, item=2, vote=AGAINST))
    given(BEGUN).when(MeetingVoice.cast, decided(), 2, AGAINST).then_refused(Rule.ITEM_DECIDED, item=2)
    given(BEGUN).when(MeetingVoice.cast, meeting(held()), 3, FOR).then_refused(Rule.NO_SUCH_ITEM)


def test_s5_nobody_speaks_before_the_day_unless_it_is_decided_without_meeting_nor_when_absent() -> None:
    called = fact(Meeting.Called, **GROUP, call=replace(CALL, held_on=TOMORROW), between_meetings=False)
    given(BEGUN).when(MeetingVoice.cast, meeting(given(called)), 2, FOR).then_refused(Rule.MEETING_NOT_YET)
    asked = fact(Meeting.Called, **GROUP, call=replace(CALL, held_on=TOMORROW), between_meetings=True)
    given(BEGUN).when(MeetingVoice.cast, meeting(given(asked)), 2, FOR).then(
        fact(MeetingVoice.Voted, **OWN, item=2, vote=FOR)
    )
    away = meeting(held(attendance(Presence.ABSENT, *[Presence.MEMBER] * 3)))
    given(BEGUN).when(MeetingVoice.cast, away, 2, FOR).then_refused(Rule.NOT_PRESENT)


def test_s5_a_holder_reserves_against_what_was_decided_unless_she_was_disqualified() -> None:
    reserved = fact(MeetingVoice.Reserved, **OWN, item=2, statement="För dyrt.")
    given(BEGUN).when(MeetingVoice.reserve, decided(), 2, "För dyrt.").then(reserved)
    given(BEGUN).when(MeetingVoice.reserve, meeting(held()), 2, "Nej.").then_refused(Rule.ITEM_NOT_DECIDED)
    disqualified = decided(replace(APPROVED, disqualified=("a",)))
    given(BEGUN).when(MeetingVoice.reserve, disqualified, 2, "Nej.").then_refused(Rule.CONFLICT_OF_INTEREST)
    back = fact(MeetingVoice.Reserved, **OWN, item=2, statement="")
    assert given(BEGUN, reserved, back).state().voice.reservations == {}


def test_s5_a_holder_adjusts_the_minutes_as_they_stand() -> None:
    given(BEGUN).when(MeetingVoice.confirm, decided()).then(fact(MeetingVoice.MinutesConfirmed, **OWN, confirmed=3))
    given(BEGUN).when(MeetingVoice.confirm, meeting(given(CALLED))).then_refused(Rule.MEETING_NOT_HELD)


@pytest.mark.parametrize(
    ("resolution", "votes", "rule"),
    [
        (APPROVED, {"a": FOR}, None),
        (APPROVED, {"a": AGAINST}, Rule.VOTED_OTHERWISE),
        (VOTED, {"a": AGAINST, "b": FOR}, None),
        (VOTED, {"a": AGAINST, "b": AGAINST}, Rule.VOTED_OTHERWISE),
        (VOTED, {"a": Vote.ABSTAIN}, Rule.VOTED_OTHERWISE),
    ],
)
def test_s5_what_is_recorded_agrees_with_the_votes_that_holders_cast(
    resolution: Resolution, votes: dict[str, Vote], rule: Rule | None
) -> None:
    voices = [Voice(seat, {2: vote}) for seat, vote in votes.items()]
    past = meeting(held())
    if rule is None:
        past.resolve(2, resolution, NOW, voices=voices)
        return
    with refused(rule):
        past.resolve(2, resolution, NOW, voices=voices)


def test_s5_own_words_stand_in_the_minutes_and_count_as_adjusted() -> None:
    reserved = replace(APPROVED, reservations=(Reservation("a", "Enligt sekreteraren."),))
    past = decided(reserved)
    voices = [Voice("a", {2: FOR}, {2: "För dyrt."}, confirmed=3), Voice("b", confirmed=2)]
    past.adjust(("c",), ("a",), "FFK 2026/88", TODAY, NOW, voices=voices)
    (*_, adjusted) = past.past
    assert isinstance(adjusted, Meeting.MinutesAdjusted)
    told = adjusted.minutes.handled[1]
    assert told.ballots == (Ballot("a", FOR),)
    assert told.resolution == replace(APPROVED, reservations=(Reservation("a", "För dyrt."),))


def test_s5_who_has_voted_was_there() -> None:
    voices = [Voice("d", {2: FOR})]
    with refused(Rule.VOTED_THOUGH_ABSENT):
        meeting(given(CALLED)).hold(THREE, SEATS, NOW, voices=voices)
