"""What a municipality is asked and has answered, and all that was answered to a request."""

from collections.abc import Sequence
from dataclasses import dataclass

from strawberry import Parent

from samverka_domain.questions import Answer
from samverka_graphql.kernel.connections import After, Connection, First, newest_first, page
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_FORBUND, TO_REGION, WHEN_DISCLOSED
from samverka_graphql.memberships import Municipality
from samverka_projections import requests as requests_view
from samverka_projections.answers import AnswerContact, AnswerFact, answers_of, answers_to, contact_key, contacts
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
    hide=("source", "about_answer"),
    also=("reason", "decision", "in_force", "recorded_at", "version"),
)
show(Answer, "QuestionAnswer", to=WHEN_DISCLOSED, hide=("value",))
show(AnswerContact, "Contact", to=TO_FORBUND)
show(AskedRequest, to=TO_REGION)


@field("The answer to a question of kind YES_NO")
def yes_no(answer: Parent[Answer]) -> bool | None:
    """Null for any other kind."""
    return answer.value if isinstance(answer.value, bool) else None


@field("The answer to a question of kind NUMBER")
def number(answer: Parent[Answer]) -> float | None:
    """Null for any other kind."""
    value = answer.value
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


@field("The answer to a question of kind TEXT or ONE_OF, or all that were chosen of SEVERAL_OF; else empty")
def texts(answer: Parent[Answer]) -> tuple[str, ...]:
    """In the order in which they were given."""
    value = answer.value
    if isinstance(value, str):
        return (value,)
    return value if isinstance(value, tuple) else ()


@field("Whom to talk to; told to the förbund alone, also when the answers open")
async def contact(answer: Parent[AnswerFact], info: Info) -> AnswerContact | None:
    """As the latest answer says."""
    if info.context.reader.tenant_id != answer.region_id:
        return None
    return await info.context.load(contacts, answer.as_of, contact_key(answer))


@field("The answers to it that the caller may see, by municipality")
async def answers(
    request: Parent[RequestThen], info: Info, first: First = 50, after: After = None
) -> Connection[AnswerFact]:
    """A page; withdrawn ones too."""
    asked = page(info.context, f"answers:{request.request_id}", first, after, request.as_of)
    begin = str(asked.key[0]) if asked.key else ""
    about = request.region_id, request.request_id, asked.as_of
    rows = await answers_to(info.context.connection, *about, after=begin, limit=asked.limit)
    return asked.connection(rows, lambda row: [row.municipality_id])


@field("The requests sent to it, newest first, each with its answer")
async def asked(
    municipality: Parent[Municipality], info: Info, first: First = 50, after: After = None
) -> Connection[AskedRequest]:
    """A page."""
    shared, key = info.context.connection, municipality.municipality_id
    wanted = page(info.context, f"asked:{key}", first, after, municipality.as_of)

    async def ask(before: int, limit: int) -> Sequence[AskedRequest]:
        requests = await requests_view.asked(shared, key, wanted.as_of, before=before, limit=limit)
        given = await answers_of(shared, key, wanted.as_of)
        return [AskedRequest(request, given.get(request.request_id)) for request in requests]

    return await newest_first(wanted, ask, lambda row: row.request.position)
