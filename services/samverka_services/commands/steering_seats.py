"""Commands by which an organisation decides who sits on its seat in a steering group."""

from typing import Annotated

from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.limits import Day, Id
from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_domain.steering import SteeringGroup
from samverka_domain.steering_seats import Seating, SteeringSeat
from samverka_services.commands.kernel.context import Context, Decided
from samverka_services.commands.kernel.corrections import Correct, corrected
from samverka_services.commands.kernel.examples import correction, decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.spreads import Content, ContentOf, Spread
from samverka_services.commands.kernel.topic import Topic
from samverka_services.commands.memberships import require_member

_ADDRESS = "/steering-groups/{groupId}/seats/own"
TOPIC = Topic("steering-seat", _ADDRESS, frozenset({Role.OFFICER, Role.ADMINISTRATOR}), OrganisationKind.KOMMUN)
_SEATING = {
    "personId": "person-id",
    "function": "Kommundirektör",
    "deputyId": "another-person-id",
    "deputyFunction": "Digitaliseringschef",
    "validFrom": "2026-12-01",
    "mayCommit": 250,
    "scope": "Beslut inom det som kommunen har avsatt.",
}


class FillSteeringSeat(Command):
    """Decide who sits on the organisation's seat, and who deputises, with which mandate."""

    group_id: Id
    seating: Spread[Seating]
    decision: Decision


class VacateSteeringSeat(Command):
    """Let nobody sit there after a day."""

    group_id: Id
    valid_to: Day
    decision: Decision


class CorrectSteeringSeat(Correct):
    """Put right what was recorded of the organisation's seat."""

    group_id: Id
    content: Annotated[Content, ContentOf(SteeringSeat)]


@TOPIC.command("PUT", example={**_SEATING, "decision": decided("KOMMUNLEDNING")})
def fill_steering_seat(command: FillSteeringSeat, context: Context) -> Decided:
    """For the first time, or in place of whoever sits there."""
    group = context.find_shared(SteeringGroup, SteeringGroup.stream(command.group_id))
    seat = context.find_if_any(SteeringSeat, SteeringSeat.stream(command.group_id))
    decided_so = command.seating, command.decision, context.at
    if seat is None:
        seat = SteeringSeat.fill(command.group_id, group, context.tenant_id, *decided_so)
    else:
        seat.hand_over(group, *decided_so)
    return Decided(command.group_id, seat)


@TOPIC.command(
    "POST",
    "/endings",
    example={"validTo": "2027-12-31", "decision": decided("KOMMUNLEDNING")},
    changes=True,
)
def vacate_steering_seat(command: VacateSteeringSeat, context: Context) -> Decided:
    """Leave the seat empty."""
    seat = context.find_to_change(SteeringSeat, SteeringSeat.stream(command.group_id))
    seat.vacate(command.valid_to, command.decision, context.at)
    return Decided(command.group_id, seat)


@TOPIC.command("POST", "/corrections", example=correction("KOMMUNLEDNING", validTo="2027-12-31"), changes=True)
def correct_steering_seat(command: CorrectSteeringSeat, context: Context) -> Decided:
    """Put right an event of the seat."""
    seat = context.find_to_change(SteeringSeat, SteeringSeat.stream(command.group_id))
    require_member(seat.region_id, context)
    return corrected(command.group_id, seat, command, context)
