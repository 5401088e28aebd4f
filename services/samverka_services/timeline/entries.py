"""The entries of a timeline: what happened, who decided it, when and why, and what put it right."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from samverka_domain.answers import InterestResponse
from samverka_domain.kernel.aggregate import Correction, DomainEvent, PutRight
from samverka_domain.kernel.calendar import STOCKHOLM, local_day
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.order import decision_of, is_overtaken
from samverka_infra.event_log.rows import Row
from samverka_services.catalogue import text, word
from samverka_services.downloads.deciders import authority_of
from samverka_services.timeline.names import Names, readable
from samverka_services.timeline.telling import Part, Told, insats_of, tell

LONG_AFTER_DAYS = 30
"""Between a decision and its recording; what took longer is marked."""

_Place = tuple[str, str, int]
"""Tenant, stream and version."""


@dataclass(frozen=True)
class TimelineEntry:
    """What one row of the log says, in words."""

    row: Row
    what: str
    content: tuple[Part, ...]
    organisation: str
    """In whose log it lies."""
    recorded_at: str
    """By the clocks of Sweden."""
    recorded_by: str
    insats: str | None = None
    municipality: str | None = None
    decided_on: str | None = None
    body: str | None = None
    authority: str | None = None
    paragraph: str | None = None
    decided_by: str | None = None
    record_number: str | None = None
    in_force_on: str | None = None
    reason: str | None = None
    corrects: str | None = None
    corrected_by: tuple[str, ...] = ()
    marks: Mapping[str, str] = field(default_factory=dict)
    """What sets it apart, by the mark's name in the catalogue."""


@dataclass(frozen=True)
class Teller:
    """Tells rows of the log in a language, as on a day."""

    names: Names
    language: str
    today: date
    stops: frozenset[int] = frozenset()
    """The places of what was stopped and lacks its final report."""

    def entries(self, rows: Sequence[Row]) -> Iterator[TimelineEntry]:
        """One for each row; a correction is told of both sides, if both are among them."""
        events = {_place(row): recorded.event for row in rows if (recorded := readable(row)) is not None}
        corrections = _corrections(events)
        for row in rows:
            entry = self._entry(row, events.get(_place(row)), corrections.get(_place(row), []))
            yield replace(entry, corrects=self._corrects(row, events))

    def _entry(self, row: Row, event: DomainEvent | None, corrections: Sequence[PutRight]) -> TimelineEntry:
        if event is None:
            stored = Part(text("timeline.stored", self.language), row.payload, "payload")
            return self._bare(row, Told(text("timeline.unreadable", self.language, type=row.type), (stored,)))
        return replace(
            self._bare(row, tell(event, row.tenant_id, self.names, self.language)),
            insats=self._named(insats_of(event)),
            municipality=self._named(getattr(event, "municipality_id", None)),
            marks=self._marks(row, event, is_corrected=bool(corrections)),
            corrected_by=tuple(map(self._correction, corrections)),
            **self._decided(decision_of(event), getattr(event, "reason", None)),
        )

    def _bare(self, row: Row, told: Told) -> TimelineEntry:
        recorded_at = f"{row.recorded_at.astimezone(STOCKHOLM):%Y-%m-%d %H:%M:%S}"
        organisation = self.names.named(row.tenant_id)
        return TimelineEntry(row, told.what, told.content, organisation, recorded_at, recorded_by=row.actor)

    def _decided(self, decision: Decision | None, reason: str | None) -> dict[str, Any]:
        if decision is None:
            return {"reason": reason}
        return {
            "decided_on": decision.decided_on.isoformat(),
            "body": self._body(decision),
            "authority": authority_of(decision.authority, self.language),
            "paragraph": decision.paragraph,
            "decided_by": decision.decided_by,
            "record_number": decision.record_number,
            "in_force_on": decision.in_force_on and decision.in_force_on.isoformat(),
            "reason": decision.reason or None,
        }

    def _body(self, decision: Decision) -> str:
        body = " ".join(filter(None, (word(decision.body, self.language), self._named(decision.body_id))))
        if decision.acting_as is None:
            return body
        return text("timeline.as-body", self.language, body=body, as_body=decision.acting_as)

    def _named(self, key: str | None) -> str | None:
        return key and self.names.named(key)

    def _marks(self, row: Row, event: DomainEvent, *, is_corrected: bool) -> dict[str, str]:
        decision = decision_of(event)
        days = (local_day(row.recorded_at) - decision.decided_on).days if decision else 0
        marked = {
            "long-after": days > LONG_AFTER_DAYS,
            "on-behalf": event.aggregate_class is InterestResponse and bool(row.addressed_to),
            "late": getattr(event, "late", False),
            "overtaken": is_overtaken(event),
            "not-in-force": decision is not None and not decision.is_in_force(self.today),
            "corrected": is_corrected,
            "final-report-missing": row.position in self.stops,
        }
        told = (name for name, holds in marked.items() if holds)
        return {name: text(f"timeline.mark.{name}", self.language, days=days) for name in told}

    def _correction(self, correction: PutRight) -> str:
        if not isinstance(correction, Correction):
            recorded = local_day(correction.timestamp).isoformat()
            reason = getattr(correction, "reason", "")
            return text("timeline.corrected-act", self.language, recorded=recorded, reason=reason)
        said: dict[str, Any] = vars(correction.decision) | {"body": self._body(correction.decision)}
        return text("timeline.corrected", self.language, **said)

    def _corrects(self, row: Row, events: Mapping[_Place, DomainEvent]) -> str | None:
        correction = events.get(_place(row))
        if not isinstance(correction, PutRight):
            return None
        wrong = decision_of(events.get((row.tenant_id, row.stream_id, correction.corrects)))
        if wrong is None:
            return text("timeline.corrects-another", self.language, version=correction.corrects)
        return text("timeline.corrects", self.language, **vars(wrong))


def _place(row: Row) -> _Place:
    return row.tenant_id, row.stream_id, row.version


def _corrections(events: Mapping[_Place, DomainEvent]) -> dict[_Place, list[PutRight]]:
    """By the place of what they put right, in the order in which they were recorded."""
    found: dict[_Place, list[PutRight]] = {}
    for tenant, stream, version in sorted(events):
        event = events[tenant, stream, version]
        if isinstance(event, PutRight):
            found.setdefault((tenant, stream, event.corrects), []).append(event)
    return found
