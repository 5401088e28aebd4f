"""Commands by which a tenant's administrator gives and ends mandates."""

from samverka_domain.kernel.decision import Body
from samverka_domain.mandates import Role
from samverka_services.commands.base import CommandTable, Context, Decided, Handling
from samverka_services.commands.fields import Command, Day, DecisionInput, Id


class GiveMandate(Command):
    """Give a person a role, or a seat in a body."""

    person_id: Id
    holds: Role | Body
    valid_from: Day
    valid_to: Day | None = None
    decision: DecisionInput


class EndMandate(Command):
    """End a mandate with a day as its last; in force from the next command."""

    mandate_id: Id
    valid_to: Day
    decision: DecisionInput


def give_mandate(command: GiveMandate, context: Context) -> Decided:
    """A new line in the tenant's delegation order."""
    mandate_id = context.new_id()
    context.mandates.give(
        mandate_id,
        command.person_id,
        command.holds,
        command.valid_from,
        command.valid_to,
        context.decided(),
        context.at,
    )
    return Decided("mandate", mandate_id, context.mandates)


def end_mandate(command: EndMandate, context: Context) -> Decided:
    """The line ends."""
    context.mandates.end(command.mandate_id, command.valid_to, context.decided(), context.at)
    return Decided("mandate", command.mandate_id, context.mandates)


_ADMINISTRATOR = frozenset({Role.ADMINISTRATOR})

# Who decides about mandates is the organisation's own order; the first ones are given before anybody has a seat.
TABLE: CommandTable = {
    GiveMandate: Handling(give_mandate, _ADMINISTRATOR, seat_needed=False),
    EndMandate: Handling(end_mandate, _ADMINISTRATOR, seat_needed=False),
}
