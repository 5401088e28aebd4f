"""Putting right what was recorded wrongly, alike for every aggregate that can be corrected."""

from datetime import date
from typing import Annotated

from samverka_domain.kernel.aggregate import Aggregate
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.limits import Between
from samverka_services.commands.kernel.context import Context, Decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.spreads import Content

Version = Annotated[int, Between(1, 1_000_000_000)]


class Correct(Command):
    """Base of corrections; each has its `content`, made from what its aggregate's correcting event may put right."""

    version: Version
    """The version of the event to put right, in the history of what it is about."""
    corrected: Decision
    """The decision as it should have been recorded."""
    decision: Decision
    """The decision to correct, with its own day, record number and reason."""
    content: Content

    @property
    def overtaken_on(self) -> date | None:
        """No day: a correction is not overtaken, but corrected again."""
        return None


def corrected(id: str, aggregate: Aggregate, command: Correct, context: Context) -> Decided:
    """Put right what an event of the aggregate says."""
    aggregate.correct(command.version, command.corrected, command.decision, context.at, command.content)
    return Decided(id, aggregate)
