"""Since when documents and status reports wait for the steering group that decides about them."""

from collections.abc import Iterator, Sequence
from datetime import date

from psycopg import AsyncConnection

from samverka_domain.allowed import Allowed
from samverka_domain.case import Case
from samverka_domain.gates import Gate
from samverka_domain.happenings import Happening
from samverka_domain.kernel.decision import Body
from samverka_domain.steering import Stage, stage_of
from samverka_projections.gates import HappeningFact
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import names
from samverka_projections.kernel.reading import ask, existing

Steered = tuple[str, Stage]
"""An insats in a stage."""


async def waiting_since(
    connection: AsyncConnection, insats_ids: Sequence[str], as_of: AsOf
) -> dict[Steered, list[date]]:
    """By insats and stage, the day on which each thing came that its steering group may decide about now."""
    query = f"""
        select {names(HappeningFact)} from {HappeningFact.table}
        where insats_id = any (%(ids)s) and {existing(HappeningFact, as_of)} order by place, position
    """
    found: dict[str, list[Happening]] = {}
    for each in await ask(connection, HappeningFact, query, as_of, ids=list(insats_ids)):
        found.setdefault(each.insats_id, []).append(each.happening)
    waiting: dict[Steered, list[date]] = {}
    for insats_id, happened in found.items():
        for stage, day in _waiting(Case.of(happened), happened):
            waiting.setdefault((insats_id, stage), []).append(day)
    return waiting


def _waiting(case: Case, happened: Sequence[Happening]) -> Iterator[tuple[Stage, date]]:
    for allowed in case.allowed:
        if allowed.body is Body.STYRGRUPP and allowed.ready:
            yield from ((stage_of(allowed.gate), day) for day in _came(allowed, case, happened))


def _came(allowed: Allowed, case: Case, happened: Sequence[Happening]) -> Iterator[date]:
    """The day of the version that the gate would decide about, or of each report that nobody has decided about."""
    if allowed.gate is Gate.STATUS_REPORT:
        yield from (max(each.on for each in happened if each.report == number) for number in case.open_reports)
    elif allowed.version is not None:
        version = (allowed.version.document_id, allowed.version.number)
        written = [each.on for each in happened if (each.about, each.number) == version and each.gate is None]
        yield max([*written, case.since or date.min])
