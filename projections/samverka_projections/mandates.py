"""An organisation's mandates, folded from its own log: who holds which role or seat, and by which decision."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from psycopg import AsyncConnection

from samverka_domain.kernel.aggregate import Correction, DomainEvent
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.order import decision_of
from samverka_domain.mandates import STREAM, Mandate, Mandates, Role
from samverka_infra.event_log import reader as log
from samverka_infra.event_log.rows import RecordedEvent
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Seen

MOST_KEPT = 512
"""Organisations whose mandates are kept in memory."""


@dataclass(kw_only=True)
class MandateDecision(Seen):
    """By which decision a mandate was given or ended."""

    as_of: AsOf
    number: int
    """The version of its event."""
    decision: Decision
    recorded_by: str
    recorded_at: datetime

    @property
    def in_force(self) -> bool:
        """Whether the decision has gained legal force on the day asked about."""
        return self.decision.is_in_force(self.as_of.day)


@dataclass(frozen=True, kw_only=True)
class MandateThen(Mandate):
    """A person's role, or seat in a body; both days inclusive."""

    number: int
    """The version of the event that gave it."""
    mandate_id: str
    given: MandateDecision | None = None
    """Null for the first administrator, whom the operator recorded"""
    ended: MandateDecision | None = None
    """The last decision to end it"""

    def is_wanted(self, day: date | None, include_ended: bool, today: date) -> bool:
        """Whether it held on the day asked about, or, unless ended ones are asked for too, holds today or later."""
        if day is not None:
            return self.covers(day)
        return include_ended or self.valid_to is None or self.valid_to >= today


@dataclass(frozen=True)
class MandatesThen:
    """All mandates of an organisation, in the order in which they were given, and the version of their stream."""

    version: int
    mandates: Sequence[MandateThen]


async def mandates(connection: AsyncConnection, tenant_id: str, as_of: AsOf) -> MandatesThen:
    """The mandates of the transaction's own tenant, as they were known and decided then."""
    stream = await log.stream(connection, tenant_id, STREAM)
    known = [each for each in stream if each.position <= as_of.position and each.recorded_at <= as_of.known]
    version = known[-1].event.originator_version if known else 0
    counting = [each for each in _put_right(known) if _counts(each.event, as_of)]
    return MandatesThen(version, _folded(counting, as_of))


def _put_right(known: Sequence[RecordedEvent]) -> list[RecordedEvent]:
    """The events in their order, each as the corrections that are known have left it."""
    found = {each.event.originator_version: each for each in known if not isinstance(each.event, Correction)}
    for each in known:
        correction = each.event
        if isinstance(correction, Correction):
            wrong = found[correction.corrects]
            right = correction.put_right(wrong.event)
            found[correction.corrects] = each._replace(event=right)
    return list(found.values())


def _counts(event: DomainEvent, as_of: AsOf) -> bool:
    decision = decision_of(event)
    if decision is not None and decision.overtaken:
        return False
    decided_on = decision.decided_on if decision else local_day(event.timestamp)
    return as_of.decided_as_of is None or decided_on <= as_of.decided_as_of


def _folded(events: Sequence[RecordedEvent], as_of: AsOf) -> list[MandateThen]:
    found: dict[str, MandateThen] = {}
    for recorded in events:
        event, number = recorded.event, recorded.event.originator_version
        match event:
            case Mandates.Opened():
                first = Mandate(event.first_administrator, Role.ADMINISTRATOR, None, event.valid_from)
                found[event.mandate_id] = MandateThen(**vars(first), number=number, mandate_id=event.mandate_id)
            case Mandates.AdministratorNamed():
                named = Mandate(event.administrator, Role.ADMINISTRATOR, None, event.valid_from)
                found[event.mandate_id] = MandateThen(**vars(named), number=number, mandate_id=event.mandate_id)
            case Mandates.Given():
                given, held = _decision(event.decision, recorded, as_of), vars(event.mandate)
                found[event.mandate_id] = MandateThen(**held, number=number, mandate_id=event.mandate_id, given=given)
            case Mandates.Ended() if event.mandate_id in found:
                ended = _decision(event.decision, recorded, as_of)
                found[event.mandate_id] = replace(found[event.mandate_id], valid_to=event.valid_to, ended=ended)
    return list(found.values())


def _decision(decision: Decision, recorded: RecordedEvent, as_of: AsOf) -> MandateDecision:
    return MandateDecision(
        as_of=as_of,
        number=recorded.event.originator_version,
        decision=decision,
        recorded_by=recorded.actor,
        recorded_at=recorded.recorded_at,
    )


@dataclass(frozen=True)
class _Kept:
    version: int
    mandates: Mandates | None


class KeptMandates:
    """Mandates by organisation, kept in memory for as long as their stream stands at the same version."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    async def at(self, connection: AsyncConnection, tenant_id: str, version: int) -> Mandates | None:
        """The mandates of the transaction's own tenant, whose stream stands at this version."""
        kept = self._kept.get(tenant_id)
        if kept is None or kept.version != version:
            events = await log.stream(connection, tenant_id, STREAM)
            kept = _Kept(version, Mandates.replay(recorded.event for recorded in events))
            self._keep(tenant_id, kept)
        return kept.mandates

    def _keep(self, tenant_id: str, kept: _Kept) -> None:
        self._kept[tenant_id] = kept
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
