"""The history of decisions."""

from collections.abc import Sequence

from strawberry import Parent

from samverka_graphql.kernel.connections import After, Connection, First, newest_first
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import WHEN_DISCLOSED
from samverka_projections import history as history_view
from samverka_projections.history import ContentPart, HistoryEntry
from samverka_projections.insatser import InsatsThen

show(ContentPart, to=WHEN_DISCLOSED)
show(
    HistoryEntry,
    to=WHEN_DISCLOSED,
    hide=("insats_id", "request_id", "why", "about_answer"),
    also=("position", "recorded_at", "decision", "in_force", "reason"),
)


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
    shared, key, as_of = info.context.connection, insats.insats_id, insats.as_of

    async def ask(before: int, limit: int) -> Sequence[HistoryEntry]:
        return await history_view.history(shared, key, as_of, before=before, limit=limit)

    return await newest_first(info.context, f"history:{key}", first, after, ask, lambda row: row.position)
