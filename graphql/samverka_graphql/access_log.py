"""The organisation's own access log: who read what, and who was refused."""

from datetime import datetime
from typing import Annotated

import strawberry

from samverka_graphql.kernel.connections import After, Connection, First, page
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.place_in_time import require_moment
from samverka_graphql.kernel.types import field
from samverka_graphql.kernel.visibility import AUDITORS, TO_AUDITOR
from samverka_infra.access_log import Action, Outcome, StoredEntry, Wanted, async_entries
from samverka_infra.tokens import Tokens

PURPOSE = "access-log"

strawberry.enum(Action, name="AccessAction", description="What was tried")
strawberry.enum(Outcome, name="AccessOutcome", description="What became of it")

From = Annotated[datetime | None, strawberry.argument(name="from", description="Not earlier. A moment with offset")]
To = Annotated[datetime | None, strawberry.argument(name="to", description="Earlier. A moment with offset")]


@strawberry.type(description="A read or a refusal; commands that were carried out are history", directives=TO_AUDITOR)
class AccessEntry:
    """A line of the access log."""

    entry: strawberry.Private[int]
    id: strawberry.ID
    happened_at: datetime
    person_id: str
    client_id: str = strawberry.field(description="The client that was used, as the identity provider names it")
    action: Action
    operation: str = strawberry.field(description="A named document or the fields asked for, or a command's name")
    target: str = strawberry.field(description="Ids of what was asked about, by argument")
    outcome: Outcome
    status: int = strawberry.field(description="Of HTTP; 0 over a WebSocket")
    reason: str = strawberry.field(description="Why it was refused: the code that was answered, or token-expired")
    correlation_id: str

    @classmethod
    def of(cls, row: StoredEntry, tokens: Tokens) -> "AccessEntry":
        """From its row, whose number would tell how much others read."""
        given = row._asdict() | {"action": Action(row.action), "outcome": Outcome(row.outcome)}
        return cls(id=strawberry.ID(tokens.write(PURPOSE, str(row.entry).encode())), **given)


@field("Who read, or was refused, what in the caller's organisation, newest first; for its auditor and administrator")
async def access_log(
    info: Info,
    first: First = 50,
    after: After = None,
    person_id: str | None = None,
    outcome: Outcome | None = None,
    since: From = None,
    until: To = None,
) -> Connection[AccessEntry] | None:
    """A page, newest first."""
    context = info.context
    context.require_role(*AUDITORS)
    asked = page(context, PURPOSE, first, after, await context.as_of(None, None))
    earlier = {"before": int(asked.key[0])} if asked.key else {}
    wanted = Wanted(
        person_id=person_id,
        outcome=outcome,
        since=require_moment("from", since),
        until=require_moment("to", until),
        **earlier,
    )
    rows = await async_entries(context.connection, wanted, asked.limit)
    entries = [AccessEntry.of(row, context.tokens) for row in rows]
    return asked.connection(entries, lambda entry: [entry.entry])
