"""The history of an insats: every decision and happening that concerns it, with who, when and why.

It holds what was recorded as it was recorded: corrections are entries of their own, and so is what was overtaken.
"""

from collections.abc import Iterator
from datetime import date

from psycopg import AsyncConnection

from samverka_domain.answers import InterestResponse
from samverka_domain.insatser import Insats
from samverka_domain.kernel.aggregate import EVENT_TYPES, DomainEvent, field_names
from samverka_domain.kernel.order import decision_of
from samverka_domain.kernel.registry import AGGREGATES
from samverka_infra.event_log.rows import RecordedEvent
from samverka_projections.disclosure import HistoryOpening, entries_open, settles
from samverka_projections.insatser import IdeaFact
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Fact, Position, fact, names, row
from samverka_projections.kernel.projection import Projection, fold_of
from samverka_projections.kernel.reading import ask
from samverka_projections.kernel.rows import key_of


@fact(
    "history",
    keys=(
        ("tenant_id", "insats_id", "position"),
        ("region_id", "insats_id", "position"),
        ("region_id", "request_id"),
    ),
)
class HistoryFact(Fact):
    """What was decided or happened, by whom, when and why."""

    type: str
    insats_id: str
    municipality_id: str | None
    request_id: str | None
    actor: str
    why: str
    about_answer: bool

    @property
    def reason(self) -> str:
        """Why it was decided, or happened."""
        return self.why

    @property
    def decided_on(self) -> date | None:
        """The day of the decision, if it was one."""
        return self.decision.decided_on if self.decision else None


@row
class HistoryEntry(HistoryFact):
    """What was decided or happened, by whom, when and why."""

    corrects: Position | None
    """The position of the entry that this one puts right"""
    corrected_by: Position | None
    """The position of the entry that puts this one right"""


def concerning_insatser() -> tuple[type[DomainEvent], ...]:
    """Every class of events that concern an insats: those of its own stream, and those that name one."""
    assert AGGREGATES
    return tuple(
        each for each in EVENT_TYPES.values() if each.aggregate_class is Insats or "insats_id" in field_names(each)
    )


def _entry(event: DomainEvent, recorded: RecordedEvent) -> Iterator[HistoryFact]:
    decision = decision_of(event)
    key = key_of(event.originator_id)
    about_answer = event.aggregate_class is InterestResponse
    yield HistoryFact(
        type=event.type_name,
        insats_id=getattr(event, "insats_id", key),
        municipality_id=getattr(event, "municipality_id", None),
        request_id=getattr(event, "request_id", None),
        actor=recorded.actor,
        why=decision.reason if decision else getattr(event, "reason", ""),
        about_answer=about_answer,
    )


PROJECTION = Projection(
    "history",
    4,
    (fold_of(_entry, concerning_insatser()), entries_open),
    as_recorded=True,
    settle=settles(HistoryFact, HistoryOpening),
)


async def history(
    connection: AsyncConnection, insats_id: str, as_of: AsOf, *, before: int, limit: int
) -> list[HistoryEntry]:
    """A page of what the caller may see of an insats's history, newest first, before a position.

    What can be seen is the region's or one's own. Where each is said there is a key, and not all is read through.
    """
    region = f"(select region_id from {IdeaFact.table} where insats_id = %(insats_id)s limit 1)"
    query = f"""
        select {names(HistoryFact)}, case when place <> position then place end as corrects,
               case when {as_of.corrected} then corrected_at end as corrected_by
        from {HistoryFact.table}
        where {as_of.recorded} and position < %(before)s and (
            (region_id = {region} and insats_id = %(insats_id)s)
            or (tenant_id = (select samverka.current_tenant()) and insats_id = %(insats_id)s)
        )
        order by position desc limit %(limit)s
    """
    return await ask(connection, HistoryEntry, query, as_of, insats_id=insats_id, before=before, limit=limit)
