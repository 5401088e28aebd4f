"""Commands by which a tenant's administrator gives and ends mandates."""

from typing import Annotated

from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.limits import Day, Id, Person
from samverka_domain.mandates import STREAM, Mandate, Mandates, Role
from samverka_services.commands.kernel.context import Context, Decided
from samverka_services.commands.kernel.corrections import Correct, corrected
from samverka_services.commands.kernel.examples import correction, decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.spreads import Content, ContentOf
from samverka_services.commands.kernel.topic import Topic

# Who decides about mandates is the organisation's own order; the first ones are given before anybody has a seat.
TOPIC = Topic("mandate", "/mandates", frozenset({Role.ADMINISTRATOR}), seat_needed=False)
_MANDATE = {
    "personId": "person-id",
    "holds": "OFFICER",
    "validFrom": "2026-12-01",
    "validTo": "2027-12-31",
    "decision": decided("KOMMUNLEDNING"),
}
_END = {"validTo": "2026-12-31", "decision": decided("KOMMUNLEDNING")}


class GiveMandate(Command):
    """Give a person a role, or a seat in a body."""

    person_id: Person
    holds: Role | Body
    """A role, or the kind of body in which the seat is."""
    seat_id: Id | None = None
    """In which network or steering group the seat is."""
    valid_from: Day
    valid_to: Day | None = None
    decision: Decision

    @property
    def mandate(self) -> Mandate:
        """The domain's mandate."""
        role, seat = (self.holds, None) if isinstance(self.holds, Role) else (None, self.holds)
        return Mandate(self.person_id, role, seat, self.valid_from, self.valid_to, self.seat_id)


class EndMandate(Command):
    """End a mandate with a day as its last; in force from the next command."""

    mandate_id: Id
    valid_to: Day
    decision: Decision


class CorrectMandate(Correct):
    """Put right what was recorded of a mandate, or of its end."""

    content: Annotated[Content, ContentOf(Mandates)]


@TOPIC.command("POST", example=_MANDATE, creates=True)
def give_mandate(command: GiveMandate, context: Context) -> Decided:
    """Add a line to the tenant's delegation order."""
    return given(command.mandate, command.decision, context)


def given(mandate: Mandate, decision: Decision, context: Context) -> Decided:
    """A line of the caller's delegation order, with an id of its own."""
    mandates, mandate_id = context.find(Mandates, STREAM), context.new_id()
    mandates.give(mandate_id, mandate, decision, context.at)
    return Decided(mandate_id, mandates)


@TOPIC.command("POST", "/{mandateId}/endings", example=_END)
def end_mandate(command: EndMandate, context: Context) -> Decided:
    """End a line."""
    mandates = context.find(Mandates, STREAM)
    mandates.end(command.mandate_id, command.valid_to, command.decision, context.at)
    return Decided(command.mandate_id, mandates)


@TOPIC.command("POST", "/corrections", example=correction("KOMMUNLEDNING", validTo="2026-12-31"))
def correct_mandate(command: CorrectMandate, context: Context) -> Decided:
    """Put right an event of the delegation order."""
    return corrected(STREAM, context.find(Mandates, STREAM), command, context)
