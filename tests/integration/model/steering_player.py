"""The commands by which what is tried with a steering group and its meetings is carried out."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, Protocol

from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.minutes import AgendaItem, Attendance, Call, DecidedBy, Presence, Reservation, Resolution
from samverka_domain.steering import Charter, Stage
from samverka_domain.steering_seats import Seating
from samverka_services.commands import meetings, steering, steering_seats
from samverka_services.commands.kernel.fields import Command
from tests.model.process import Process
from tests.model.things import Deed
from tests.support import world as known
from tests.support.world import GOTEBORG, TROLLHATTAN, UDDEVALLA, VANERSBORG

PLACES = {"A": TROLLHATTAN, "B": UDDEVALLA, "C": VANERSBORG, "X": GOTEBORG}
_ITEMS = 2


class Playing(Protocol):
    """What the commands need to know of whose history it is."""

    insats_id: str
    group_id: str
    meeting_id: str
    process: Process
    held_on: Any

    @property
    def today(self) -> Any:
        """The day of the log's clock."""

    def decision(self, body: str, deed: Deed) -> Decision:
        """Of today."""


def _charter(deed: Deed) -> Charter:
    """The names of the history are those of the organisations."""
    chair = PLACES[deed["chair"]] if deed["chair"] else None
    seats = tuple(PLACES[each] for each in deed["seats"])
    return Charter(name="Exempelgruppen", seats=seats, chair=chair, decides_between_meetings=bool(deed["between"]))


def _form(player: Playing, deed: Deed) -> Command:
    about = {"insats_id": player.insats_id, "stage": Stage.PRE_STUDY, "charter": _charter(deed)}
    return steering.FormSteeringGroup(**about, decision=player.decision("E_RAD", deed))


def _compose(player: Playing, deed: Deed) -> Command:
    decision = player.decision("E_RAD", deed)
    return steering.ComposeSteeringGroup(group_id=player.group_id, charter=_charter(deed), decision=decision)


def _elect(player: Playing, deed: Deed) -> Command:
    about = {"group_id": player.group_id, "chair": PLACES[deed["chair"]]}
    return steering.ElectChair(**about, decision=player.decision("E_RAD", deed))


def _fill(player: Playing, deed: Deed) -> Command:
    deputy: dict[str, Any] = (
        {"deputy_id": known.DIRECTOR, "deputy_function": "Digitaliseringschef"} if deed["same"] else {}
    )
    seating = Seating(person_id=known.DIRECTOR, function="Kommundirektör", valid_from=player.today, **deputy)
    decision = player.decision("KOMMUNLEDNING", deed)
    return steering_seats.FillSteeringSeat(group_id=player.group_id, seating=seating, decision=decision)


def _vacate(player: Playing, deed: Deed) -> Command:
    about = {"group_id": player.group_id, "valid_to": player.today}
    return steering_seats.VacateSteeringSeat(**about, decision=player.decision("KOMMUNLEDNING", deed))


def _called(player: Playing, deed: Deed) -> Call:
    held_on = player.today + (timedelta(days=40) if deed["late"] else timedelta())
    items = "Annat ärende" if deed["other"] else "Ärende"
    agenda = tuple(AgendaItem(f"{items} {number}") for number in range(_ITEMS))
    return Call(held_on, "Digitalt", agenda)


def _call(player: Playing, deed: Deed) -> Command:
    body_id = None if deed["nameless"] else player.group_id
    about = {"met_body": Body.STYRGRUPP, "body_id": body_id, "between_meetings": bool(deed["between"])}
    return meetings.CallMeeting(**about, call=_called(player, deed))


def _hold(player: Playing, deed: Deed) -> Command:
    seats = player.process.group.seats[1 if deed["incomplete"] else 0 :]
    told = ((each, Presence.ABSENT if each in deed["absent"] else Presence.MEMBER) for each in seats)
    there = tuple(Attendance(PLACES[seat], presence) for seat, presence in told)
    return meetings.HoldMeeting(meeting_id=player.meeting_id, attendance=there)


def _resolve(player: Playing, deed: Deed) -> Command:
    flaw, away = deed["flaw"], tuple(PLACES[each] for each in deed["away"])
    voters = len(set(player.process.meeting.present) - set(deed["away"]))
    votes = {"": voters, "item": voters, "casting": voters, "sum": voters + 1, "unvoted": max(voters, 1)}
    reservations = (Reservation(PLACES[deed["reserves"]], "Vi vill vänta"),) if deed["reserves"] else ()
    resolution = Resolution(
        resolved="Godkänns",
        decided_how=DecidedBy.VOTE if deed["vote"] else DecidedBy.CONSENSUS,
        votes_for=votes.get(flaw, 0) if deed["vote"] or flaw == "unvoted" else 0,
        votes_against=voters if flaw == "down" else 0,
        casting_vote=flaw == "casting",
        disqualified=away,
        reservations=reservations,
    )
    item = _ITEMS + 1 if flaw == "item" else 1
    return meetings.ResolveItem(meeting_id=player.meeting_id, item=item, resolution=resolution)


def _adjust(player: Playing, deed: Deed) -> Command:
    adjusters = tuple(PLACES[each] for each in deed["adjusters"])
    adjusted_on = player.held_on - timedelta(days=1) if deed["late"] else player.today
    about = {"meeting_id": player.meeting_id, "adjusters": adjusters, "adjusted_on": adjusted_on}
    return meetings.AdjustMinutes(**about, record_number="FFK 2026/1")


OF_GROUPS: Mapping[str, Callable[[Playing, Deed], Command]] = {
    "form group": _form,
    "compose group": _compose,
    "elect chair": _elect,
    "lapse seats": lambda player, _: steering.LapseSteeringSeats(group_id=player.group_id),
    "dissolve group": lambda player, deed: steering.DissolveSteeringGroup(
        group_id=player.group_id, decision=player.decision("E_RAD", deed)
    ),
    "fill seat": _fill,
    "vacate seat": _vacate,
    "call meeting": _call,
    "recall meeting": lambda player, deed: meetings.RecallMeeting(
        meeting_id=player.meeting_id, call=_called(player, deed)
    ),
    "cancel meeting": lambda player, _: meetings.CancelMeeting(meeting_id=player.meeting_id, reason="Inga ärenden"),
    "hold meeting": _hold,
    "resolve item": _resolve,
    "adjust minutes": _adjust,
}
"""By deed: the command that it is."""
