"""Revision: what the organisation has decided, what deviates, and who has read what; for its own auditor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from samverka_domain.kernel.aggregate import DomainEvent
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.order import decision_of
from samverka_domain.mandates import Mandate
from samverka_graphql.kernel.errors import Told
from samverka_graphql.kernel.visibility import AUDITORS
from samverka_infra.access_log import async_entries
from samverka_infra.tokens import BadToken, Tokens
from samverka_projections.mandates import mandates
from samverka_services.pages.kernel.names import name_of
from samverka_services.pages.kernel.narrowing import Narrowed, narrowed
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import page
from samverka_services.pages.kernel.tables import inquiry_of
from samverka_services.pages.kernel.visit import Visit
from samverka_services.timeline.audit_files import wanted
from samverka_services.timeline.entries import LONG_AFTER_DAYS, TimelineEntry
from samverka_services.timeline.names import Names, readable
from samverka_services.timeline.own import MARKS, OwnSelection, own_timeline
from samverka_services.timeline.reads import Read, reads_in_words
from samverka_services.timeline.telling import Part, insats_of

PAGE, MOST_READS = 30, 100
PURPOSE = "access-log-page"
_UNTOLD = frozenset({"mandate_id", "plan_id", "request_id", "question_id", "addressed_to", "region_id", "invitation"})
"""Parts of what was recorded that tell people nothing: ids, and who may read it."""


@dataclass
class _NamesOnly(Names):
    """What things and people are called, without their ids."""

    visit: Visit = field(kw_only=True)

    def named(self, given: str) -> str:
        """What it stands for; any other text as it is."""
        return self.now.get(given) or (name_of(self.visit, given) if given in self.visit.people else given)


@dataclass(frozen=True)
class Audited:
    """An entry of the timeline, with what an auditor asks of it besides."""

    entry: TimelineEntry
    facts: Sequence[Part]
    decision: Decision | None
    decided_by: str
    recorded_by: str
    insats_id: str | None
    had_seat: bool | None
    """Whether who decided had a seat in the body that day; None where that is another organisation's to know."""


@dataclass(frozen=True)
class AuditShown:
    """A page of it."""

    entries: Sequence[Audited]
    narrowed: Narrowed
    older: str
    """The address of the next page; empty if there is none."""
    long_after_days: int = LONG_AFTER_DAYS
    marks: Sequence[str] = MARKS


@page("/revision", "audit.html", Section.AUDIT, roles=AUDITORS)
async def audit_page(visit: Visit) -> AuditShown:
    """What has been decided, newest first."""
    asked = await narrowed(visit, "person", "body", "thing", "from", "to")
    return await _page(visit, asked, OwnSelection(**asked.given, before=visit.number("before")))


@page("/revision/avvikelser", "deviations.html", Section.AUDIT, roles=AUDITORS)
async def deviations_page(visit: Visit) -> AuditShown:
    """What was not recorded as decisions are, and in what."""
    asked = await narrowed(visit, "person", "mark", "from", "to")
    mark = asked.given.pop("mark", None)
    marks = [mark] if mark else MARKS
    return await _page(visit, asked, OwnSelection(**asked.given, deviations=marks, before=visit.number("before")))


async def _page(visit: Visit, asked: Narrowed, wished: OwnSelection) -> AuditShown:
    names = _NamesOnly(visit=visit)
    found = await own_timeline(visit.connection, wished, visit.as_of, visit.write.language, PAGE + 1, names)
    held = (await mandates(visit.connection, visit.own, visit.as_of)).mandates
    older = asked.address(before=str(found[PAGE - 1].row.position)) if len(found) > PAGE else ""
    return AuditShown([_audited(visit, each, held) for each in found[:PAGE]], asked, older)


def _audited(visit: Visit, entry: TimelineEntry, held: Sequence[Mandate]) -> Audited:
    recorded = readable(entry.row)
    event = recorded.event if recorded else None
    return Audited(
        entry,
        [part for part in entry.content if part.name not in _UNTOLD],
        decision_of(event),
        name_of(visit, entry.decided_by or ""),
        name_of(visit, entry.recorded_by),
        insats_of(event) if event else None,
        _had_seat(event, held) if entry.row.tenant_id == visit.own else None,
    )


def _had_seat(event: DomainEvent | None, held: Sequence[Mandate]) -> bool | None:
    """By the mandates of the own organisation; of what another's body has decided it knows none."""
    decision = decision_of(event)
    if decision is None or not any(each.seat is decision.body for each in held):
        return None
    hers = [each for each in held if each.person_id == decision.decided_by and each.seat is decision.body]
    return any(each.covers(decision.decided_on) for each in hers)


@dataclass(frozen=True)
class AccessLogShown:
    """A page of it."""

    reads: Sequence[Read]
    narrowed: Narrowed
    older: str


@page("/revision/atkomstlogg", "access_log.html", Section.AUDIT, roles=AUDITORS)
async def access_log_page(visit: Visit) -> AccessLogShown:
    """Who has read what, or was refused, newest first."""
    asked = await narrowed(visit, "person", "outcome", "from", "to")
    tokens: Tokens = await visit.request.app.state.token_key.read_tokens(visit.connection, visit.own)
    wished = wanted({**asked.given, "before": _before(visit.request.query_params, tokens)})
    found = await async_entries(visit.connection, wished, MOST_READS + 1)
    more = len(found) > MOST_READS
    older = asked.address(before=tokens.write(PURPOSE, str(found[MOST_READS - 1].entry).encode())) if more else ""
    return AccessLogShown(await reads_in_words(inquiry_of(visit), found[:MOST_READS]), asked, older)


def _before(asked: Mapping[str, Any], tokens: Tokens) -> int | None:
    """The number of an entry would tell how much others read: it stands in the address as a token."""
    written = asked.get("before")
    if written is None:
        return None
    try:
        return int(tokens.read(PURPOSE, written))
    except BadToken as error:
        raise Told("variables", what="before") from error
