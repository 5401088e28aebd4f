"""The conditions of conditional answers: what the förbund has marked of them, and whether that was confirmed."""

from collections.abc import Iterator, Sequence
from typing import Any

from psycopg import AsyncConnection

from samverka_domain.conditions import Condition, ConditionConfirmation, Mark
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Shared, fact
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.reading import ask, latest


@fact("insats_conditions", of=("request_id", "municipality_id"), keys=(("insats_id", "municipality_id"),))
class ConditionFact(Shared):
    """What has been marked of a municipality's condition for joining an insats."""

    insats_id: str
    request_id: str
    municipality_id: str
    mark: Mark
    confirmed: bool
    """Whether the municipality has confirmed that it is settled so"""


def _marked(event: Condition.Marked | Condition.Remarked) -> Iterator[ConditionFact]:
    yield _fact(event, confirmed=False)


def _confirmed(event: ConditionConfirmation.Given | ConditionConfirmation.GivenAnew) -> Iterator[ConditionFact]:
    yield _fact(event, confirmed=True)


def _fact(event: Any, *, confirmed: bool) -> ConditionFact:
    about = {"insats_id": event.insats_id, "request_id": event.request_id, "municipality_id": event.municipality_id}
    return ConditionFact(**about, mark=event.mark, confirmed=confirmed)


PROJECTION = Projection("conditions", 1, (_marked, _confirmed))


async def conditions_by_insats(
    connection: AsyncConnection, ids: Sequence[str], as_of: AsOf
) -> dict[str, list[ConditionFact]]:
    """What the reader may see of each insats, by municipality."""
    question = latest(ConditionFact, as_of, "insats_id = any (%(ids)s)")
    query = f"select * from ({question}) latest order by municipality_id"
    found: dict[str, list[ConditionFact]] = {insats_id: [] for insats_id in ids}
    for each in await ask(connection, ConditionFact, query, as_of, ids=list(ids)):
        found[each.insats_id].append(each)
    return found
