"""Insatser: their idea, their latest description and the e-råd's priority, at any time."""

from collections.abc import Iterator, Sequence

from psycopg import AsyncConnection

from samverka_domain.ideas import Description, Gist, Origin, SuccessionKind
from samverka_domain.insatser import Insats, Priority, priority_of
from samverka_domain.kernel.aggregate import DomainEvent
from samverka_domain.kernel.text import counted_order
from samverka_domain.steps import StartsWith
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Shared, fact, names, own_names, row
from samverka_projections.kernel.projection import Projection, fold_of
from samverka_projections.kernel.reading import ask, latest_beside
from samverka_projections.kernel.rows import key_of


@fact("insats_ideas", of=("insats_id",), keys=(("region_id", "insats_id"),))
class IdeaFact(Shared):
    """An insats: an initiative that municipalities may join."""

    insats_id: str
    code: str
    code_order: str
    """Sorts as people count, compared by bytes: not every PostgreSQL has a Swedish collation."""
    origin: Origin
    starts_with: StartsWith
    plan_id: str | None
    succeeds_id: str | None
    """The insats that it follows upon"""
    succession: SuccessionKind | None


@fact("insats_descriptions", of=("insats_id",), keys=(("region_id", "insats_id", "position"),))
class DescriptionFact(Shared):
    """What an insats is called and is for."""

    insats_id: str
    title: str
    effect_goals: tuple[str, ...]
    gist: Gist


@fact("insats_priorities", of=("insats_id",), keys=(("region_id", "insats_id", "position"),))
class PriorityFact(Shared):
    """The e-råd's judgement of an insats."""

    insats_id: str
    priority: Priority


@fact("struck_insatser", of=("insats_id",), keys=(("region_id", "insats_id"),))
class StruckFact(Shared):
    """That an insats was a mistake."""

    insats_id: str


@fact("insats_acts", of=("insats_id",), keys=(("region_id", "insats_id", "position"),))
class ActedFact(Shared):
    """That an insats was judged, or something done about it between its gates: its stream has come further."""

    insats_id: str


@row
class InsatsThen(DescriptionFact, IdeaFact):
    """An insats: an initiative that municipalities may join."""

    priority: Priority | None
    struck: bool
    """Whether it was a mistake; then it is no longer listed"""


def _idea_received(event: Insats.IdeaReceived) -> Iterator[IdeaFact | DescriptionFact]:
    insats_id, idea = key_of(event.originator_id), event.idea
    yield IdeaFact(
        insats_id=insats_id,
        code=idea.code,
        code_order=counted_order(idea.code),
        origin=idea.origin,
        starts_with=idea.starts_with,
        plan_id=idea.plan_id,
        succeeds_id=idea.succeeds.insats_id if idea.succeeds else None,
        succession=idea.succeeds.succession if idea.succeeds else None,
    )
    yield _description(insats_id, idea)


def _described(event: Insats.Described) -> Iterator[DescriptionFact]:
    yield _description(key_of(event.originator_id), event.description)


def _description(insats_id: str, said: Description) -> DescriptionFact:
    return DescriptionFact(insats_id=insats_id, title=said.title, effect_goals=said.effect_goals, gist=said.gist)


def _prioritised(event: Insats.Prioritised) -> Iterator[PriorityFact]:
    yield PriorityFact(insats_id=key_of(event.originator_id), priority=event.priority)


def _taken_over(event: Insats.TakenOver) -> Iterator[PriorityFact | ActedFact]:
    """Of an idea that nobody has judged, only that its stream has come further."""
    insats_id, priority = key_of(event.originator_id), priority_of(event.taken)
    yield PriorityFact(insats_id=insats_id, priority=priority) if priority else ActedFact(insats_id=insats_id)


def _struck(event: Insats.Struck) -> Iterator[StruckFact]:
    yield StruckFact(insats_id=key_of(event.originator_id))


def _acted(event: DomainEvent) -> Iterator[ActedFact]:
    yield ActedFact(insats_id=key_of(event.originator_id))


_ACTS = (
    Insats.Judged,
    Insats.PathChosen,
    Insats.DirectivePresented,
    Insats.ReportPresented,
    Insats.DirectiveSent,
    Insats.ProjectStarted,
    Insats.HandoverBegun,
    Insats.AgreementRegistered,
    Insats.Stopped,
    Insats.Paused,
    Insats.Resumed,
)
_FOLDS = (_idea_received, _described, _prioritised, _taken_over, _struck, fold_of(_acted, _ACTS))
PROJECTION = Projection("insatser", 7, _FOLDS)


BY_CODE = 'code_order collate "C"'
"""For SQL."""


def insatser_question(as_of: AsOf, where: str) -> str:
    """The question for the insatser that fulfil a condition, as they were then."""
    same = "region_id = i.region_id and insats_id = i.insats_id"
    described = latest_beside(DescriptionFact, as_of, same, names(DescriptionFact))
    prioritised = latest_beside(PriorityFact, as_of, same, "priority, version")
    struck = latest_beside(StruckFact, as_of, same, "version")
    acted = latest_beside(ActedFact, as_of, same, "version")
    common = "i.region_id, i.tenant_id, i.position, i.place, i.recorded_at, i.effective_on, d.decision"
    return f"""
        select {common}, {own_names(IdeaFact, "i")},
               {own_names(DescriptionFact, "d", without=DescriptionFact.of)}, p.priority,
               s.version is not null as struck,
               greatest(i.version, d.version, p.version, s.version, a.version) as version
        from (select * from {IdeaFact.table} where {where} and {as_of.existed}) i
        cross join lateral ({described}) d
        left join lateral ({prioritised}) p on true
        left join lateral ({struck}) s on true
        left join lateral ({acted}) a on true
    """


async def insatser(
    connection: AsyncConnection, region_id: str, as_of: AsOf, *, after: tuple[str, str] = ("", ""), limit: int
) -> list[InsatsThen]:
    """A page of the region's insatser in order of code, after a key of (code_order, insats id); not those struck."""
    query = f"""
        select * from ({insatser_question(as_of, "region_id = %(region_id)s")}) page
        where ({BY_CODE}, insats_id) > (%(after_code)s, %(after_id)s) and not struck
        order by {BY_CODE}, insats_id limit %(limit)s
    """
    code, insats_id = after
    return await ask(
        connection,
        InsatsThen,
        query,
        as_of,
        region_id=region_id,
        after_code=code,
        after_id=insats_id,
        limit=limit,
    )


async def insatser_by_id(connection: AsyncConnection, ids: Sequence[str], as_of: AsOf) -> dict[str, InsatsThen]:
    """Those of the ids that the caller may see."""
    query = insatser_question(as_of, "insats_id = any (%(ids)s)")
    return {row.insats_id: row for row in await ask(connection, InsatsThen, query, as_of, ids=list(ids))}


async def successors(connection: AsyncConnection, ids: Sequence[str], as_of: AsOf) -> dict[str, list[InsatsThen]]:
    """The insatser that follow upon each of the ids, in order of code; not those struck."""
    query = f"""
        select * from ({insatser_question(as_of, "succeeds_id = any (%(ids)s)")}) later
        where not struck order by {BY_CODE}, insats_id
    """
    found: dict[str, list[InsatsThen]] = {each: [] for each in ids}
    for each in await ask(connection, InsatsThen, query, as_of, ids=list(ids)):
        found[each.succeeds_id or ""].append(each)
    return found
