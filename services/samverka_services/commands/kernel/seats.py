"""Whether who took a decision sat in the body that day: by the own mandates, or on a seat of a steering group."""

from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.limits import place
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import Mandates
from samverka_domain.meetings import Meeting
from samverka_domain.steering import SteeringGroup
from samverka_domain.steering_seats import SteeringSeat
from samverka_infra.event_log.unit_of_work import UnitOfWork


def require_seat(work: UnitOfWork, mandates: Mandates, decision: Decision) -> None:
    """Refuse a decision whose taker had no seat in the body on the day of the decision."""
    seats = _seats_on(work, mandates, decision)
    if not seats:
        mandates.require_seat(decision)
    if decision.meeting_id is not None:
        _require_meeting(work, decision, seats)


def seats_of(work: UnitOfWork, group_id: str, group: SteeringGroup) -> dict[str, SteeringSeat]:
    """Who sits in a group by the word of those whose seats they are, as far as the tenant may read it; guarded."""
    places = [(each, SteeringSeat.stream(group_id)) for each in group.charter.seats]
    said = work.events_of(places)
    found = {place[0]: SteeringSeat.replay(each.event for each in said.get(place, ())) for place in places}
    for owner, stream in places:
        seat = found[owner]
        work.guard(owner, stream, seat.version if seat else 0)
    return {owner: seat for owner, seat in found.items() if seat}


def _seats_on(work: UnitOfWork, mandates: Mandates, decision: Decision) -> frozenset[str]:
    """The seats on which the decision's taker sat, or deputised: in a group organisations', elsewhere her own."""
    if decision.body is Body.STYRGRUPP and (seats := _group_seats(work, decision)):
        return seats
    sat = mandates.has_seat(decision.decided_by, decision, decision.decided_on)
    return frozenset({decision.decided_by}) if sat else frozenset()


def _require_meeting(work: UnitOfWork, decision: Decision, seats: frozenset[str]) -> None:
    """Refuse a decision that was not taken in the meeting that it names: another day or body, or not present."""
    assert decision.meeting_id is not None
    stream = Meeting.stream(decision.meeting_id)
    meeting = work.load(Meeting, stream)
    where = place(("decision", "meeting_id"))
    require(meeting, Rule.MEETING_DOES_NOT_AGREE, **where)
    assert meeting is not None
    work.guard(work.tenant_id, stream, meeting.version)
    said = (decision.body, decision.body_id, decision.decided_on)
    agrees = said == (meeting.met_body, meeting.body_id, meeting.called.held_on) and not meeting.cancelled
    on_agenda = decision.item is None or decision.item <= len(meeting.called.agenda)
    require(agrees and on_agenda and meeting.present & seats, Rule.MEETING_DOES_NOT_AGREE, **where)
    require(meeting.has_quorum(), Rule.NO_QUORUM, **where, present=len(meeting.present))


def _group_seats(work: UnitOfWork, decision: Decision) -> frozenset[str]:
    require(decision.body_id, Rule.BODY_WITHOUT_ID, **place(("decision", "body_id")), body=decision.body)
    assert decision.body_id is not None
    stream = SteeringGroup.stream(decision.body_id)
    owner = work.owner_of(stream)
    group = SteeringGroup.replay(each.event for each in work.events(owner, stream)) if owner else None
    if owner is None or group is None:
        return frozenset()
    work.guard(owner, stream, group.version)
    seats = seats_of(work, decision.body_id, group)
    return frozenset(
        each for each, seat in seats.items() if seat.is_held_by(decision.decided_by, decision.decided_on)
    )
