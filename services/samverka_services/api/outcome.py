"""What a command answers over REST."""

from datetime import UTC, datetime
from typing import Annotated, Self

from pydantic import AfterValidator, ConfigDict

from samverka_infra.tokens import Tokens
from samverka_services.commands.kernel.context import Outcome
from samverka_services.commands.kernel.fields import Fields

MomentInUtc = Annotated[datetime, AfterValidator(lambda moment: moment.astimezone(UTC))]
"""Answered with Z, in whichever zone the database counts."""


class OutcomeDocument(Fields):
    """The thing that the command was about, at its new version, and the token of its place in the log."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kind": "Insats",
                    "id": "0198f3a2-7c1e-7d2b-9b1a-1f0e8f1c2d3e",
                    "version": 3,
                    "token": "fN5cZ3yWb0Q7m1xJ2uVhK8sTqLr4oXeRpGdAiYwBnCE",
                    "recordedAt": "2026-11-27T08:30:00.123456Z",
                }
            ]
        }
    )

    kind: str
    id: str
    version: int
    token: str
    recorded_at: MomentInUtc

    @classmethod
    def of(cls, outcome: Outcome, tokens: Tokens) -> Self:
        """From the executor's outcome, for the organisation that it was carried out for."""
        return cls(
            kind=outcome.kind,
            id=outcome.id,
            version=outcome.version,
            token=tokens.of((outcome.position, outcome.recorded_at)),
            recorded_at=outcome.recorded_at,
        )
