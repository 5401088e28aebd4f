"""The history of decisions."""

from collections.abc import Sequence

import strawberry
from strawberry import Parent

from samverka_graphql.kernel.connections import After, Connection, First, newest_first, page
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import WHEN_DISCLOSED
from samverka_infra.tokens import Tokens
from samverka_projections import history as history_view
from samverka_projections.history import ContentPart, HistoryEntry
from samverka_projections.insatser import InsatsThen

show(ContentPart, to=WHEN_DISCLOSED)
show(
    HistoryEntry,
    to=WHEN_DISCLOSED,
    hide=("insats_id", "request_id", "why", "about_answer", "corrects", "corrected_by"),
    also=("recorded_at", "decision", "in_force", "reason"),
)


@field("Its own, for the caller's organisation", name="id")
def entry_id(entry: Parent[HistoryEntry], info: Info) -> strawberry.ID:
    """Tells nothing of its place in the log."""
    return id_of(info.context.tokens, entry.position)


@field("The id of the entry that this one puts right")
def corrects(entry: Parent[HistoryEntry], info: Info) -> strawberry.ID | None:
    """Null if it is no correction."""
    return None if entry.corrects is None else id_of(info.context.tokens, entry.corrects)


@field("The id of the entry that puts this one right")
def corrected_by(entry: Parent[HistoryEntry], info: Info) -> strawberry.ID | None:
    """As far as it is known."""
    return None if entry.corrected_by is None else id_of(info.context.tokens, entry.corrected_by)


def id_of(tokens: Tokens, position: int) -> strawberry.ID:
    """What an entry is known by outside; of one organisation."""
    return strawberry.ID(tokens.write("history", str(position).encode()))


@field()
def organisation_id(entry: Parent[HistoryEntry]) -> str:
    """In whose log it lies."""
    return entry.tenant_id


@field("What was recorded besides the decision; null where the log is closed to the caller, as of others' answers")
async def content(entry: Parent[HistoryEntry], info: Info) -> tuple[ContentPart, ...] | None:
    """Gathered with those of other entries."""
    return await info.context.load(history_view.contents, entry.as_of, str(entry.position))


@field("Its history of decisions, newest first")
async def history(
    insats: Parent[InsatsThen], info: Info, first: First = 50, after: After = None
) -> Connection[HistoryEntry]:
    """A page of what the caller may see."""
    shared, key = info.context.connection, insats.insats_id
    asked = page(info.context, f"history:{key}", first, after, insats.as_of)

    async def ask(before: int, limit: int) -> Sequence[HistoryEntry]:
        return await history_view.history(shared, key, asked.as_of, before=before, limit=limit)

    return await newest_first(asked, ask, lambda row: row.position)
