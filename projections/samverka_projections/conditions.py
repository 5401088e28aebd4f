"""The conditions of conditional answers: what the förbund has marked of them, and whether that was confirmed."""

from collections.abc import Iterator, Sequence
from typing import Any

from psycopg import AsyncConnection

from samverka_domain.conditions import Condition, ConditionConfirmation, Mark
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Seen, Shared, fact, row
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.reading import ask, latest

_OF, _KEYS = ("request_id", "municipality_id"), (("insats_id", "municipality_id"),)


@fact("condition_marks", of=_OF, keys=_KEYS)
class MarkFact(Shared):
    """What the förbund has marked of a municipality's condition for joining an insats."""

    insats_id: str
    request_id: str
    municipality_id: str
    mark: Mark


@fact("condition_confirmations", of=_OF, keys=_KEYS)
class ConfirmationFact(Shared):
    """As what the municipality has confirmed that it is settled."""

    insats_id: str
    request_id: str
    municipality_id: str
    mark: Mark


@row
class ConditionThen(Seen):
    """What has been marked of a municipality's condition for joining an insats."""

    insats_id: str
    request_id: str
    municipality_id: str
    mark: Mark
    confirmed: bool
    """Whether the municipality has confirmed that it is settled so"""


def _marked(event: Condition.Marked | Condition.Remarked) -> Iterator[MarkFact]:
    yield MarkFact(**_about(event))


def _confirmed(event: ConditionConfirmation.Given | ConditionConfirmation.GivenAnew) -> Iterator[ConfirmationFact]:
    yield ConfirmationFact(**_about(event))


def _about(event: Any) -> dict[str, Any]:
    about = {"insats_id": event.insats_id, "request_id": event.request_id, "municipality_id": event.municipality_id}
    return {**about, "mark": event.mark}


PROJECTION = Projection("conditions", 2, (_marked, _confirmed))


async def conditions_by_insats(
    connection: AsyncConnection, ids: Sequence[str], as_of: AsOf
) -> dict[str, list[ConditionThen]]:
    """What the reader may see of each insats, by municipality."""
    where = "insats_id = any (%(ids)s)"
    marks = await ask(connection, MarkFact, latest(MarkFact, as_of, where), as_of, ids=list(ids))
    words = await ask(connection, ConfirmationFact, latest(ConfirmationFact, as_of, where), as_of, ids=list(ids))
    confirmed = {(each.request_id, each.municipality_id): each for each in words}
    found: dict[str, list[ConditionThen]] = {insats_id: [] for insats_id in ids}
    for each in sorted(marks, key=lambda mark: mark.municipality_id):
        word = confirmed.get((each.request_id, each.municipality_id))
        found[each.insats_id].append(_then(each, word, as_of))
    return found


def _then(marked: MarkFact, word: ConfirmationFact | None, as_of: AsOf) -> ConditionThen:
    """Marked otherwise since, or put right since, it is not what the municipality has confirmed."""
    settled_so = word is not None and word.place > marked.place and word.mark == marked.mark
    about = {"insats_id": marked.insats_id, "request_id": marked.request_id}
    then = ConditionThen(**about, municipality_id=marked.municipality_id, mark=marked.mark, confirmed=settled_so)
    then.as_of = as_of
    return then
