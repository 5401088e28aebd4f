"""A municipality's parts in insatser: what it has decided about each, in order."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from psycopg import AsyncConnection

from samverka_domain.commitments import Commitment, Resources
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Decided, Replaceable, Shared, fact
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.reading import ask, latest


class PartKind(StrEnum):
    """What was decided about a part."""

    TAKING_PART = "TAKING_PART"
    RESOURCES_SET_ASIDE = "RESOURCES_SET_ASIDE"
    ENDED = "ENDED"


@fact(
    "commitments",
    of=("insats_id", "municipality_id"),
    keys=(
        ("position",),
        ("region_id", "superseded_at"),
        ("region_id", "insats_id", "municipality_id", "position"),
        ("region_id", "municipality_id", "position"),
    ),
)
class PartFact(Decided, Shared, Replaceable):
    """A municipality's part in an insats."""

    insats_id: str
    municipality_id: str
    kind: PartKind
    """TAKING_PART, RESOURCES_SET_ASIDE or ENDED"""
    hours: int | None = None
    """Over all roles and years."""
    thousand_kronor: int | None = None
    """Over all years."""
    resources: Resources | None = None
    valid_from: date | None = None
    valid_to: date | None = None


def _taking_part(event: Commitment.TakingPartDecided) -> Iterator[PartFact]:
    yield PartFact(
        insats_id=event.insats_id,
        municipality_id=event.municipality_id,
        kind=PartKind.TAKING_PART,
        valid_from=event.decision.decided_on,
    )


def _set_aside(event: Commitment.ResourcesSetAside | Commitment.Adjusted) -> Iterator[PartFact]:
    given = event.resources
    yield PartFact(
        insats_id=event.insats_id,
        municipality_id=event.municipality_id,
        kind=PartKind.RESOURCES_SET_ASIDE,
        hours=sum(line.hours for line in given.hours),
        thousand_kronor=sum(line.thousand_kronor for line in given.money),
        resources=given,
        valid_from=given.valid_from,
        valid_to=given.valid_to,
    )


def _ended(event: Commitment.Ended) -> Iterator[PartFact]:
    yield PartFact(
        insats_id=event.insats_id,
        municipality_id=event.municipality_id,
        kind=PartKind.ENDED,
        valid_to=event.valid_to,
    )


PROJECTION = Projection("commitments", 3, (_taking_part, _set_aside, _ended))


async def commitments_of(connection: AsyncConnection, municipality_id: str, as_of: AsOf) -> list[PartFact]:
    """A municipality's parts in insatser, as far as the caller may see them."""
    query = latest(PartFact, as_of, "municipality_id = %(municipality_id)s")
    found = await ask(connection, PartFact, query, as_of, municipality_id=municipality_id)
    return sorted(found, key=lambda part: part.insats_id)
