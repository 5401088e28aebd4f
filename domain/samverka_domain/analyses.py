"""The analysis (analysrapport): the förbund's own paper on needs and surroundings, before an action plan.

It is of no insats, goes to no gate and is approved by nobody: the e-råd takes note of it, and the version that it
noted becomes a whole one and a public record. Until then it is the förbund's own.
"""

from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Annotated, Any, Self

from eventsourcing.domain import event

from samverka_domain.document_numbers import following, is_whole, next_whole
from samverka_domain.document_parts import Passage, hash_of_parts, is_there
from samverka_domain.documents import Change
from samverka_domain.kernel.aggregate import Aggregate, Audience, Correction, Thing
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.limits import Id, Listed, Name, Text, Title, Value, place
from samverka_domain.kernel.rules import Rule, require

MOST_ROWS = 200


@dataclass(frozen=True, kw_only=True)
class NetworkNeed(Value):
    """What one network has found that is needed."""

    network: Name
    need: Annotated[str, Text(4000, lines=True)]


@dataclass(frozen=True, kw_only=True)
class ProposedFocusArea(Value):
    """A focus area that the analysis proposes for the plan."""

    focus_area_title: Title
    why: Annotated[str, Text(4000, lines=True, may_be_empty=True)] = ""


@dataclass(frozen=True, kw_only=True)
class AnalysisContent(Value):
    """The parts of an analysis; what has not been written yet is empty."""

    needs_by_network: Annotated[tuple[NetworkNeed, ...], Listed(MOST_ROWS)] = ()
    surroundings: Passage = ""
    proposed_focus_areas: Annotated[tuple[ProposedFocusArea, ...], Listed(50)] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the parts that it should have and has not, before it is noted."""
        return tuple(name for name in PARTS if not is_there(getattr(self, name)))

    @property
    def hash(self) -> str:
        """What tells one content from every other: SHA-256 of its parts as JSON, as 64 hexadecimal digits."""
        return hash_of_parts(asdict(self))


PARTS = tuple(each.name for each in fields(AnalysisContent))
"""In the order in which they are read."""


class Analysis(Aggregate):
    """One analysis, for one action plan of its förbund."""

    drafts_count_at_once = True

    class Event(Aggregate.Event):
        """Base of its events: what all of them say."""

        audience = Audience.PRIVATE
        bodies = (Body.E_RAD,)
        thing = Thing("analysis")
        region_id: str
        plan_id: Id
        """The action plan, as far as it has come, that it is made for."""
        title: Title

    class Begun(Event, Aggregate.Created):
        """An analysis was begun."""

    class VersionWritten(Event):
        """A working copy was written."""

        number: str
        content: AnalysisContent
        content_hash: str
        change: Change
        """What is new in it."""

    class Noted(Event):
        """The e-råd took note of a version, which became a whole one and a public record."""

        audience = Audience.TO_REGION
        number: str
        noted_number: str
        """That of the working copy that was noted."""
        content: AnalysisContent
        content_hash: str
        decision: Decision

    class Corrected(Correction, Event):
        """What was recorded of the e-råd's taking note was put right."""

        audience = Audience.TO_REGION

    def __init__(self, region_id: str, plan_id: str, title: str) -> None:
        self.region_id = region_id
        self.plan_id = plan_id
        self.title = title
        self.number: str | None = None
        self.content = AnalysisContent()

    @staticmethod
    def stream(analysis_id: str) -> str:
        """The stream of an analysis in its förbund's tenant."""
        return f"analysis:{analysis_id}"

    @property
    def is_public(self) -> bool:
        """Whether its latest version is a whole one."""
        return is_whole(self.number)

    @classmethod
    def begin_analysis(cls, analysis_id: str, region_id: str, plan_id: str, title: str, at: datetime) -> Self:
        """Begin one, which has no version yet."""
        about: dict[str, Any] = {"region_id": region_id, "plan_id": plan_id, "title": title}
        return cls.begin(cls.Begun, cls.stream(analysis_id), at, **about)

    def write(self, content: AnalysisContent, change: str, at: datetime) -> None:
        """Write the next working copy, and say what is new in it; parts may still be missing."""
        changed = self.number is None or content != self.content
        require(changed, Rule.DOCUMENT_UNCHANGED, number=self.number)
        said = {"content": content, "content_hash": content.hash, "change": change}
        self.record(self.VersionWritten, at, number=following(self.number), **said)

    def note(self, version: str, decision: Decision, at: datetime) -> None:
        """Let the version that the e-råd has taken note of become a whole one."""
        require(self.number is not None, Rule.DOCUMENT_MISSING, title=self.title)
        where = place(("version",))
        require(version == self.number, Rule.NOT_THE_LATEST_VERSION, **where, version=version, latest=self.number)
        require(not self.is_public, Rule.VERSION_ALREADY_PUBLIC, **where, version=version)
        missing = self.content.missing
        require(not missing, Rule.PART_MISSING, parts=", ".join(missing))
        said = {"content": self.content, "content_hash": self.content.hash, "noted_number": version}
        self.record(self.Noted, at, number=next_whole(version), **said, decision=decision)

    @event(VersionWritten)
    def _when_version_written(self, number: str, content: AnalysisContent) -> None:
        self.number, self.content = number, content

    @event(Noted)
    def _when_noted(self, number: str) -> None:
        self.number = number
