"""What a command answers over REST."""

from datetime import datetime
from typing import Self

from samverka_services.commands.kernel.context import Outcome
from samverka_services.commands.kernel.fields import Fields


class OutcomeDocument(Fields):
    """The thing that the command was about, at its new version, and its place in the log."""

    kind: str
    id: str
    version: int
    position: int
    recorded_at: datetime

    @classmethod
    def of(cls, outcome: Outcome) -> Self:
        """From the executor's outcome."""
        return cls(
            kind=outcome.kind,
            id=outcome.id,
            version=outcome.version,
            position=outcome.position,
            recorded_at=outcome.recorded_at,
        )
