"""What a municipality is asked, and what it has answered."""

from collections.abc import Sequence
from dataclasses import dataclass

from strawberry import Parent

from samverka_graphql.kernel.connections import After, Connection, First, newest_first
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_REGION, WHEN_DISCLOSED
from samverka_graphql.memberships import Municipality
from samverka_projections import requests as requests_view
from samverka_projections.answers import AnswerFact, answers_of
from samverka_projections.requests import RequestThen


@dataclass(frozen=True)
class AskedRequest:
    """A request to a municipality, and its answer.

    The answer is null while there is none that the caller may see.
    """

    request: RequestThen
    answer: AnswerFact | None


show(
    AnswerFact,
    "Answer",
    to=WHEN_DISCLOSED,
    hide=("municipality_id", "withdrawn_from", "source", "answers", "about_answer"),
    also=("reason", "decision", "in_force", "recorded_at", "version"),
)
show(AskedRequest, to=TO_REGION)


@field("The requests sent to it, newest first, each with its answer")
async def asked(
    municipality: Parent[Municipality], info: Info, first: First = 50, after: After = None
) -> Connection[AskedRequest]:
    """A page."""
    shared, key, as_of = info.context.connection, municipality.municipality_id, municipality.as_of

    async def ask(before: int, limit: int) -> Sequence[AskedRequest]:
        requests = await requests_view.asked(shared, key, as_of, before=before, limit=limit)
        answers = await answers_of(shared, key, as_of)
        return [AskedRequest(request, answers.get(request.request_id)) for request in requests]

    return await newest_first(info.context, f"asked:{key}", first, after, ask, lambda row: row.request.position)
