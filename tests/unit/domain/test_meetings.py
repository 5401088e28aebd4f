"""S7 to S10: a body is called, has a quorum or not, decides by consensus or vote, and adjusts its minutes."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from samverka_domain.gates import Gate
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Rule
from samverka_domain.meetings import Meeting
from samverka_domain.minutes import (
    AgendaItem,
    Attendance,
    Call,
    DecidedBy,
    Handled,
    Minutes,
    Presence,
    Reservation,
    Resolution,
)
from tests.unit.support import FYRBODAL, TODAY, TOMORROW, YESTERDAY, Fact, Scenario, fact, given

SEATS = ("a", "b", "c", "d")
CALL = Call(
    YESTERDAY, "Digitalt", (AgendaItem("Öppnande"), AgendaItem("Projektplan", Gate.PROJECT_PLAN, "plan-1", "0.3"))
)
GROUP: dict[str, Any] = {"region_id": FYRBODAL, "addressed_to": SEATS, "met_body": Body.STYRGRUPP, "body_id": "g"}
CALLED = fact(Meeting.Called, **GROUP, call=CALL, between_meetings=False)
MEMBER, DEPUTY, ABSENT = Presence.MEMBER, Presence.DEPUTY, Presence.ABSENT
APPROVED = Resolution(resolved="Projektplanen godkänns.")
VOTED = Resolution(resolved="Projektplanen godkänns.", decided_how=DecidedBy.VOTE, votes_for=2, votes_against=1)


def attendance(*presence: Presence) -> tuple[Attendance, ...]:
    return tuple(Attendance(seat, each) for seat, each in zip(SEATS, presence, strict=True))


THREE = attendance(MEMBER, DEPUTY, MEMBER, ABSENT)


def held(there: tuple[Attendance, ...] = THREE) -> Scenario:
    return given(CALLED, fact(Meeting.Held, **GROUP, attendance=there))


def test_s7_a_body_is_called_with_an_agenda() -> None:
    begin = (Meeting.begin_with, "meeting-1", FYRBODAL, (Body.STYRGRUPP, "g"), SEATS, CALL)
    given().when(*begin).then(CALLED, stream="meeting:meeting-1")
    empty = (*begin[:-1], replace(CALL, agenda=()))
    given().when(*empty).then_refused(Rule.LIST_LENGTH, field="agenda")


def test_s7_the_call_changes_until_the_meeting_has_been_held() -> None:
    later = replace(CALL, held_on=TODAY)
    given(CALLED).when(Meeting.recall, later).then(fact(Meeting.Recalled, **GROUP, call=later))
    held().when(Meeting.recall, later).then(fact(Meeting.Recalled, **GROUP, call=later))
    given(CALLED).when(Meeting.cancel, "Inga ärenden").then(fact(Meeting.Cancelled, **GROUP, reason="Inga ärenden"))
    held().when(Meeting.cancel, "Inga ärenden").then_refused(Rule.MEETING_HELD)
    cancelled = given(CALLED, fact(Meeting.Cancelled, **GROUP, reason="Inga ärenden"))
    cancelled.when(Meeting.hold, THREE, SEATS).then_refused(Rule.MEETING_CANCELLED)


def test_s7_attendance_is_stated_for_every_seat_on_the_day_or_later() -> None:
    given(CALLED).when(Meeting.hold, THREE, SEATS).then(fact(Meeting.Held, **GROUP, attendance=THREE))
    for there in (THREE[:-1], (*THREE, THREE[0])):
        given(CALLED).when(Meeting.hold, there, SEATS).then_refused(Rule.ATTENDANCE_INCOMPLETE, seats=4)
    tomorrow = given(fact(Meeting.Called, **GROUP, call=replace(CALL, held_on=TOMORROW), between_meetings=False))
    tomorrow.when(Meeting.hold, THREE, SEATS).then_refused(Rule.MEETING_NOT_YET, held_on=TOMORROW)


@pytest.mark.parametrize(
    ("there", "quorum"),
    [
        (attendance(MEMBER, DEPUTY, MEMBER, ABSENT), True),
        (attendance(MEMBER, MEMBER, ABSENT, ABSENT), False),
        (attendance(ABSENT, ABSENT, ABSENT, ABSENT), False),
    ],
)
def test_s7_more_than_half_of_the_seats_are_a_quorum_and_nothing_is_decided_without(
    there: tuple[Attendance, ...], quorum: bool
) -> None:
    resolved = held(there).when(Meeting.resolve, 2, APPROVED)
    if quorum:
        resolved.then(fact(Meeting.ItemResolved, **GROUP, item=2, resolution=APPROVED))
    else:
        resolved.then_refused(Rule.NO_QUORUM)


def test_s7_only_what_is_on_the_agenda_is_decided_and_only_in_a_meeting() -> None:
    held().when(Meeting.resolve, 3, APPROVED).then_refused(Rule.NO_SUCH_ITEM, item=3)
    given(CALLED).when(Meeting.resolve, 2, APPROVED).then_refused(Rule.MEETING_NOT_HELD)


@pytest.mark.parametrize(
    ("resolution", "rule"),
    [
        (VOTED, None),
        (replace(VOTED, votes_for=1, abstentions=1, casting_vote=True), None),
        (replace(VOTED, votes_for=1, abstentions=1), Rule.CASTING_VOTE_WRONG),
        (replace(VOTED, casting_vote=True), Rule.CASTING_VOTE_WRONG),
        (replace(VOTED, votes_for=1, votes_against=2), Rule.VOTED_DOWN),
        (replace(VOTED, votes_for=4, votes_against=0), Rule.VOTES_DO_NOT_ADD_UP),
        (replace(APPROVED, votes_for=3), Rule.VOTES_WITHOUT_VOTE),
    ],
)
def test_s8_all_who_are_there_vote_and_the_chair_casts_where_votes_are_equal(
    resolution: Resolution, rule: Rule | None
) -> None:
    resolved = held().when(Meeting.resolve, 2, resolution)
    if rule is None:
        resolved.then(fact(Meeting.ItemResolved, **GROUP, item=2, resolution=resolution))
    else:
        resolved.then_refused(rule)


def test_s8_who_is_disqualified_counts_neither_for_presence_nor_vote() -> None:
    full, without = attendance(MEMBER, MEMBER, MEMBER, MEMBER), replace(VOTED, disqualified=("a",))
    held(full).when(Meeting.resolve, 2, without).then(fact(Meeting.ItemResolved, **GROUP, item=2, resolution=without))
    held().when(Meeting.resolve, 2, without).then_refused(Rule.NO_QUORUM, present=2)
    held(full).when(Meeting.resolve, 2, replace(without, votes_for=3)).then_refused(
        Rule.VOTES_DO_NOT_ADD_UP, voters=3
    )
    held().when(Meeting.resolve, 2, replace(APPROVED, disqualified=("d",))).then_refused(Rule.NOT_PRESENT)


def test_s8_a_reservation_is_made_by_somebody_who_took_part() -> None:
    full = attendance(MEMBER, MEMBER, MEMBER, MEMBER)
    reserved = replace(APPROVED, disqualified=("a",), reservations=(Reservation("b", "Kostnaden är för hög."),))
    held(full).when(Meeting.resolve, 2, reserved).then(
        fact(Meeting.ItemResolved, **GROUP, item=2, resolution=reserved)
    )
    by_disqualified = replace(reserved, disqualified=("b",))
    held(full).when(Meeting.resolve, 2, by_disqualified).then_refused(Rule.CONFLICT_OF_INTEREST)
    by_absent = replace(APPROVED, reservations=(Reservation("d", "Nej."),))
    held().when(Meeting.resolve, 2, by_absent).then_refused(Rule.NOT_PRESENT, field="reservingSeat")


def test_s9_between_meetings_all_agree_or_nothing_is_decided() -> None:
    asked = fact(Meeting.Called, **GROUP, call=CALL, between_meetings=True)
    past = given(asked, fact(Meeting.Held, **GROUP, attendance=THREE))
    past.when(Meeting.resolve, 2, APPROVED).then(fact(Meeting.ItemResolved, **GROUP, item=2, resolution=APPROVED))
    for objected in (VOTED, replace(APPROVED, reservations=(Reservation("a", "Ta upp det på ett möte."),))):
        past.when(Meeting.resolve, 2, objected).then_refused(Rule.SOMEBODY_OBJECTS)


def test_s10_the_chair_and_one_more_adjust_the_minutes_which_then_never_change() -> None:
    items = (Handled(CALL.agenda[0]), Handled(CALL.agenda[1], APPROVED))
    minutes = Minutes(YESTERDAY, "Digitalt", False, 3, 4, THREE, items)
    said = {"adjusted_on": TODAY, "record_number": "FFK 2026/88"}
    adjusted = fact(Meeting.MinutesAdjusted, **GROUP, minutes=minutes, **said)
    decided = (*held().facts, fact(Meeting.ItemResolved, **GROUP, item=2, resolution=APPROVED))
    given(*decided).when(Meeting.adjust, ("a", "b"), ("a",), "FFK 2026/88", TODAY).then(adjusted)
    after = given(*decided, adjusted)
    after.when(Meeting.resolve, 2, VOTED).then_refused(Rule.MINUTES_ARE_ADJUSTED)
    after.when(Meeting.hold, THREE, SEATS).then_refused(Rule.MINUTES_ARE_ADJUSTED)
    after.when(Meeting.adjust, ("a", "b"), (), "FFK 2026/89", TODAY).then_refused(Rule.MINUTES_ARE_ADJUSTED)


def test_s10_once_held_the_call_is_put_right_but_no_item_that_was_decided_about() -> None:
    decided = (*held().facts, fact(Meeting.ItemResolved, **GROUP, item=2, resolution=APPROVED))
    first, second = CALL.agenda
    renamed = replace(CALL, agenda=(replace(first, subject="Mötets öppnande"), second))
    given(*decided).when(Meeting.recall, renamed).then(fact(Meeting.Recalled, **GROUP, call=renamed))
    for agenda in ((first,), (first, replace(second, subject="Något annat"))):
        given(*decided).when(Meeting.recall, replace(CALL, agenda=agenda)).then_refused(Rule.MEETING_HELD)
    held().when(Meeting.recall, replace(CALL, held_on=TOMORROW)).then_refused(Rule.MEETING_NOT_YET)


def test_s10_adjusted_minutes_get_an_addendum_only() -> None:
    minutes = held().state().drawn()
    adjusted = fact(Meeting.MinutesAdjusted, **GROUP, minutes=minutes, adjusted_on=TODAY, record_number="FFK 2026/88")
    add = (Meeting.add, "Rätt belopp är 250 tkr.", "FFK 2026/90", TODAY)
    said = {"addendum": "Rätt belopp är 250 tkr.", "added_on": TODAY, "record_number": "FFK 2026/90"}
    given(*held().facts, adjusted).when(*add).then(fact(Meeting.AddendumMade, **GROUP, **said))
    given(*held().facts, adjusted).when(*add[:-1], TOMORROW).then_refused(Rule.ADJUSTED_OUT_OF_ORDER)
    held().when(*add).then_refused(Rule.MINUTES_NOT_ADJUSTED)
    _is_put_right((*held().facts, adjusted, fact(Meeting.AddendumMade, **GROUP, **said)), said)


def _is_put_right(added: tuple[Fact, ...], said: dict[str, Any]) -> None:
    """An addendum that was recorded wrongly, and the minutes themselves never."""
    version, right = len(added), {**said, "addendum": "Rätt belopp är 205 tkr."}
    correct = (Meeting.correct_addendum, version, right["addendum"], "FFK 2026/90", TODAY, "Fel belopp skrevs")
    corrected = fact(Meeting.AddendumCorrected, **GROUP, **right, corrects=version, reason="Fel belopp skrevs")
    given(*added).when(*correct).then(corrected)
    given(*added, corrected).when(*correct).then_refused(Rule.CORRECTION_CHANGES_NOTHING)
    given(*added).when(Meeting.correct_addendum, version - 1, *correct[2:]).then_refused(Rule.NOTHING_TO_CORRECT)
    too_early = given(*added).when(*correct[:4], TOMORROW, "Fel dag")
    too_early.then_refused(Rule.ADJUSTED_OUT_OF_ORDER, field="addedOn")
    assert Meeting.AddendumCorrected.audience is Meeting.AddendumMade.audience


@pytest.mark.parametrize("adjusters", [("a",), ("a", "a"), ("b", "c"), ("a", "d")])
def test_s10_fewer_without_the_chair_or_absent_do_not_adjust(adjusters: tuple[str, ...]) -> None:
    adjust = (Meeting.adjust, adjusters, ("a",), "FFK 2026/88", TODAY)
    held().when(*adjust).then_refused(Rule.TWO_ADJUST_MINUTES)


@pytest.mark.parametrize("day", [TOMORROW, date(2026, 11, 21)])
def test_s10_minutes_are_adjusted_after_the_meeting(day: date) -> None:
    held().when(Meeting.adjust, ("a", "b"), ("a",), "FFK 2026/88", day).then_refused(Rule.ADJUSTED_OUT_OF_ORDER)
    given(CALLED).when(Meeting.adjust, ("a", "b"), (), "FFK 2026/88", TODAY).then_refused(Rule.MEETING_NOT_HELD)


def test_s10_minutes_of_a_body_of_persons_name_nobody() -> None:
    body = GROUP | {"met_body": Body.E_RAD, "body_id": None, "addressed_to": ()}
    reserved = replace(APPROVED, disqualified=("c",), reservations=(Reservation("b", "För dyrt."),))
    past = given(
        fact(Meeting.Called, **body, call=CALL, between_meetings=False),
        fact(Meeting.Held, **body, attendance=attendance(MEMBER, MEMBER, MEMBER, MEMBER)),
        fact(Meeting.ItemResolved, **body, item=2, resolution=reserved),
    )
    minutes = past.state().drawn()
    assert (minutes.present, minutes.seats, minutes.attendance) == (4, 4, ())
    told = minutes.handled[1].resolution
    assert (told.disqualified, told.reservations) == ((), (Reservation(None, "För dyrt."),))
