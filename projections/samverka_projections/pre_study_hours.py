"""The hours that municipalities give to pre-studies, which are no part in the insats."""

from collections.abc import Iterator, Sequence

from psycopg import AsyncConnection

from samverka_domain.commitments import RoleHours
from samverka_domain.pre_study_hours import PreStudyHours
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Decided, Shared, fact
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.reading import ask, latest


@fact(
    "pre_study_hours",
    of=("insats_id", "municipality_id"),
    keys=(("insats_id", "municipality_id"), ("municipality_id", "insats_id")),
)
class PreStudyHoursFact(Decided, Shared):
    """What a municipality gives to the pre-study of an insats."""

    insats_id: str
    municipality_id: str
    hours: tuple[RoleHours, ...]
    """Whole hours, by role and year; none, if it gives none any more"""

    @property
    def total(self) -> int:
        """Over all roles and years."""
        return sum(line.hours for line in self.hours)


def _decided(event: PreStudyHours.Decided | PreStudyHours.DecidedAnew) -> Iterator[PreStudyHoursFact]:
    yield PreStudyHoursFact(insats_id=event.insats_id, municipality_id=event.municipality_id, hours=event.hours)


PROJECTION = Projection("pre_study_hours", 1, (_decided,))


async def hours_given_by(connection: AsyncConnection, municipality_id: str, as_of: AsOf) -> list[PreStudyHoursFact]:
    """What a municipality gives, by insats, as far as the caller may see."""
    question = latest(PreStudyHoursFact, as_of, "municipality_id = %(municipality_id)s")
    query = f"select * from ({question}) latest order by insats_id"
    found = await ask(connection, PreStudyHoursFact, query, as_of, municipality_id=municipality_id)
    return [each for each in found if each.hours]


async def hours_given_to(
    connection: AsyncConnection, ids: Sequence[str], as_of: AsOf
) -> dict[str, list[PreStudyHoursFact]]:
    """What is given to the pre-study of each of these insatser, by municipality."""
    question = latest(PreStudyHoursFact, as_of, "insats_id = any (%(ids)s)")
    query = f"select * from ({question}) latest order by municipality_id"
    found: dict[str, list[PreStudyHoursFact]] = {insats_id: [] for insats_id in ids}
    for each in await ask(connection, PreStudyHoursFact, query, as_of, ids=list(ids)):
        if each.hours:
            found[each.insats_id].append(each)
    return found
