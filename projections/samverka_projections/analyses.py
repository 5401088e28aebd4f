"""Analyses: the versions of each, what the region reads of them, and when the e-råd took note of which."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncConnection

from samverka_domain.analyses import Analysis, AnalysisContent
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Fact, fact, names
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.reading import ask
from samverka_projections.kernel.rows import key_of


@fact("analyses", of=("analysis_id",), keys=(("tenant_id", "analysis_id", "position"),))
class AnalysisStepFact(Fact):
    """A step of an analysis: that it was begun, that a working copy was written, or that one was noted."""

    analysis_id: str
    plan_id: str
    title: str
    number_of_event: int
    """The version of the event in the analysis' stream."""
    number: str | None = None
    """Of a version, such as 0.2, or 1.0 for a whole one."""
    noted_number: str | None = None
    """Of a whole version, that of the working copy that was noted."""
    content: AnalysisContent | None = None
    content_hash: str | None = None
    change: str | None = None
    """What is new in it."""


@dataclass(frozen=True)
class AnalysisThen:
    """The förbund's own paper on needs and surroundings, before an action plan; to others, its whole versions"""

    as_of: AsOf
    analysis_id: str
    region_id: str
    plan_id: str
    title: str
    version: int
    """Of its stream, for If-Match"""
    versions: Sequence[AnalysisStepFact]
    """The latest first"""

    @property
    def latest(self) -> AnalysisStepFact | None:
        """Its latest version."""
        return next(iter(self.versions), None)

    @property
    def public(self) -> AnalysisStepFact | None:
        """The whole version that the e-råd took note of last."""
        return next((each for each in self.versions if each.noted_number), None)

    @property
    def content(self) -> AnalysisContent:
        """What its latest version says."""
        latest = self.latest
        return latest.content if latest and latest.content else AnalysisContent()


def _begun(event: Analysis.Begun) -> Iterator[AnalysisStepFact]:
    yield AnalysisStepFact(**_about(event))


def _written(event: Analysis.VersionWritten) -> Iterator[AnalysisStepFact]:
    yield AnalysisStepFact(**_about(event), **_said(event), change=event.change)


def _noted(event: Analysis.Noted) -> Iterator[AnalysisStepFact]:
    yield AnalysisStepFact(**_about(event), **_said(event), noted_number=event.noted_number)


def _about(event: Analysis.Event) -> dict[str, Any]:
    about = {"analysis_id": key_of(event.originator_id), "plan_id": event.plan_id}
    return {**about, "title": event.title, "number_of_event": event.originator_version}


def _said(event: Analysis.VersionWritten | Analysis.Noted) -> dict[str, Any]:
    return {"number": event.number, "content": event.content, "content_hash": event.content_hash}


PROJECTION = Projection("analyses", 1, (_begun, _written, _noted))


async def analyses(connection: AsyncConnection, region_id: str, as_of: AsOf) -> list[AnalysisThen]:
    """Those of a förbund that the reader may see something of, in the order in which they began."""
    query = f"""
        select {names(AnalysisStepFact)} from {AnalysisStepFact.table}
        where tenant_id = %(region_id)s and {as_of.existed} order by place, position
    """
    by_id: dict[str, list[AnalysisStepFact]] = {}
    for step in await ask(connection, AnalysisStepFact, query, as_of, region_id=region_id):
        by_id.setdefault(step.analysis_id, []).append(step)
    return [_then(steps, as_of) for steps in by_id.values()]


def _then(steps: Sequence[AnalysisStepFact], as_of: AsOf) -> AnalysisThen:
    first, version = steps[0], max(each.version for each in steps)
    versions = [each for each in reversed(steps) if each.number]
    return AnalysisThen(as_of, first.analysis_id, first.tenant_id, first.plan_id, first.title, version, versions)
