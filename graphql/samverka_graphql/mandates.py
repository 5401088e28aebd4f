"""The organisation's own mandates: who holds which role or seat, from when to when, and who decided so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated

import strawberry

from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.mandates import STREAM, Mandates, Role
from samverka_domain.mandates import Mandate as Held
from samverka_graphql.kernel.connections import After, Connection, First, connection, key_after, page_size
from samverka_graphql.kernel.context import DecidedAsOf, Info, KnownAt
from samverka_graphql.kernel.visibility import AUDITORS, TO_AUDITOR
from samverka_infra.event_log import reader as log
from samverka_infra.event_log.rows import RecordedEvent
from samverka_projections.kernel.as_of import AsOf

PURPOSE = "mandates"

strawberry.enum(Role, name="MandateRole", description="What a person may do besides deciding")
strawberry.enum(Body, name="MandateSeat", description="The body in which a person decides")

Day = Annotated[
    date | None, strawberry.argument(description="Only those that held on this day: was she entitled then?")
]
IncludeEnded = Annotated[
    bool, strawberry.argument(description="Also those that have ended; no matter if day is given")
]


@strawberry.type(description="By which decision a mandate was given or ended", directives=TO_AUDITOR)
class MandateDecision:
    """Who decided, and who recorded it."""

    body: Body
    decided_on: date
    decided_by: str
    record_number: str
    reason: str
    recorded_by: str
    recorded_at: datetime

    @classmethod
    def of(cls, decision: Decision, recorded: RecordedEvent) -> "MandateDecision":
        """From the event's columns."""
        return cls(
            body=decision.body,
            decided_on=decision.decided_on,
            decided_by=decision.decided_by,
            record_number=decision.record_number,
            reason=decision.reason,
            recorded_by=recorded.actor,
            recorded_at=recorded.recorded_at,
        )


@strawberry.type(description="A person's role, or seat in a body; both days inclusive", directives=TO_AUDITOR)
class Mandate:
    """As it was known and decided at the time asked about."""

    id: strawberry.ID
    person_id: str
    role: Role | None
    seat: Body | None
    valid_from: date
    valid_to: date | None
    given: MandateDecision | None = strawberry.field(
        description="Null for the first administrator, whom the operator recorded"
    )
    ended: MandateDecision | None = strawberry.field(description="The last decision to end it")


@strawberry.type(description="A page of mandates, in the order in which they were given", directives=TO_AUDITOR)
class MandateConnection(Connection[Mandate]):
    """With what a command about them may have to say in If-Match."""

    version: int = strawberry.field(description="Of the organisation's mandates as a whole, at the time asked about")


@dataclass(frozen=True)
class _Known:
    number: int
    """The version of the event that gave it."""
    held: Held
    given: MandateDecision | None
    ended: MandateDecision | None = None

    def until(self, event: Mandates.Ended, recorded: RecordedEvent) -> "_Known":
        held = replace(self.held, valid_to=event.valid_to)
        return replace(self, held=held, ended=MandateDecision.of(event.decision, recorded))

    def is_wanted(self, day: date | None, include_ended: bool, today: date) -> bool:
        if day is not None:
            return self.held.covers(day)
        return include_ended or self.held.valid_to is None or self.held.valid_to >= today

    def node(self) -> Mandate:
        held = self.held
        return Mandate(
            id=strawberry.ID(held.mandate_id),
            person_id=held.person_id,
            role=held.role,
            seat=held.seat,
            valid_from=held.valid_from,
            valid_to=held.valid_to,
            given=self.given,
            ended=self.ended,
        )


async def mandates(
    info: Info,
    first: First = 50,
    after: After = None,
    include_ended: IncludeEnded = False,
    person_id: str | None = None,
    day: Day = None,
    known_at: KnownAt = None,
    decided_as_of: DecidedAsOf = None,
) -> MandateConnection | None:
    """A page, by the organisation's own log."""
    context = info.context
    context.require_role(*AUDITORS)
    as_of = context.as_of(known_at, decided_as_of)
    events = [
        recorded
        for recorded in await log.stream(context.connection, context.reader.tenant_id, STREAM)
        if _existed(recorded, as_of)
    ]
    key = key_after(context, PURPOSE, after)
    rows = [
        row
        for row in _known(events)
        if row.number > (int(key[0]) if key else 0)
        and person_id in {None, row.held.person_id}
        and row.is_wanted(day, include_ended, as_of.day)
    ]
    page = connection(context, PURPOSE, rows, page_size(first), lambda row: [row.number], _Known.node)
    version = max((recorded.event.originator_version for recorded in events), default=0)
    return MandateConnection(edges=page.edges, page_info=page.page_info, version=version)


def _existed(recorded: RecordedEvent, as_of: AsOf) -> bool:
    decision: Decision | None = getattr(recorded.event, "decision", None)
    decided_on = decision.decided_on if decision else local_day(recorded.recorded_at)
    known = as_of.known_at is None or recorded.recorded_at <= as_of.known_at
    return known and (as_of.decided_as_of is None or decided_on <= as_of.decided_as_of)


def _known(events: Sequence[RecordedEvent]) -> list[_Known]:
    """What the events say, in the order in which the mandates were given."""
    found: dict[str, _Known] = {}
    for recorded in events:
        event, number = recorded.event, recorded.event.originator_version
        match event:
            case Mandates.Opened():
                first = Held(
                    event.mandate_id, event.first_administrator, Role.ADMINISTRATOR, None, event.valid_from, None
                )
                found[event.mandate_id] = _Known(number, first, None)
            case Mandates.Given():
                found[event.mandate_id] = _Known(number, _held(event), MandateDecision.of(event.decision, recorded))
            case Mandates.Ended() if event.mandate_id in found:
                found[event.mandate_id] = found[event.mandate_id].until(event, recorded)
    return list(found.values())


def _held(event: Mandates.Given) -> Held:
    return Held(event.mandate_id, event.person_id, event.role, event.seat, event.valid_from, event.valid_to)
