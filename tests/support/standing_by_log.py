"""The facts behind a standing, read off the log itself, and the domain's answer to them: no view has a part in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from samverka_domain.answers import InterestResponse
from samverka_domain.commitments import Commitment
from samverka_domain.kernel.calendar import last_day_before, local_day
from samverka_domain.participation import (
    Asked,
    Ends,
    History,
    PartDecision,
    Reaction,
    Replies,
    Request,
    Standing,
    Status,
    TakesPart,
    Withdraws,
    Word,
    answer_on,
    part_on,
    reaction,
    standing,
)
from samverka_domain.requests import InterestRequest
from samverka_infra.event_log.rows import RecordedEvent
from tests.support.world import FYRBODAL, World


@dataclass(frozen=True)
class Told:
    """A standing, with the record number of what it rests on."""

    standing: Standing
    record_number: str | None
    request_id: str | None
    hours: int | None


@dataclass(frozen=True)
class Log:
    """What is recorded about one insats."""

    requests: dict[str, list[RecordedEvent]]
    answers: dict[tuple[str, str], list[RecordedEvent]]
    """By request and municipality."""
    parts: dict[str, list[RecordedEvent]]
    """By municipality."""


def log_of(world: World, insats_id: str, request_ids: Iterable[str], municipalities: Iterable[str]) -> Log:
    """All of it, whoever may read it."""
    found = Log(
        {},
        {},
        {municipality: world.events(municipality, f"commitment:{insats_id}") for municipality in municipalities},
    )
    for request_id in request_ids:
        found.requests[request_id] = world.events(FYRBODAL, f"interest-request:{request_id}")
        for municipality in found.parts:
            own = world.events(municipality, f"interest-response:{request_id}")
            registered = world.events(FYRBODAL, f"proxy-response:{request_id}:{municipality}")
            both = sorted([*own, *registered], key=lambda each: each.position)
            found.answers[request_id, municipality] = both
    return found


@dataclass(frozen=True)
class Reading:
    """Who reads, and what existed then."""

    reader: str
    now: datetime
    known_at: datetime | None = None
    decided_as_of: date | None = None
    on: date | None = None

    @property
    def moment(self) -> datetime:
        """Up to which something is known."""
        return min(self.known_at or self.now, self.now)

    @property
    def day(self) -> date:
        """Which the standing describes."""
        return self.on or self.decided_as_of or local_day(self.moment)

    def known(self, events: Iterable[RecordedEvent]) -> list[RecordedEvent]:
        """What had been recorded."""
        return [each for each in events if each.recorded_at <= self.moment]

    def existed(self, events: Iterable[RecordedEvent]) -> list[RecordedEvent]:
        """What had been recorded of what had been decided."""
        return [each for each in self.known(events) if _day(each) <= (self.decided_as_of or date.max)]


def told(log: Log, municipality: str, reading: Reading) -> Told:
    """How a municipality stands, and by which decision."""
    parts = reading.existed(log.parts[municipality])
    asked = list(_asked(log, municipality, reading))
    history = History(
        tuple(_decision(each.event) for each in parts),
        tuple((request, tuple(_word(each.event) for each in said)) for _, request, said in asked),
    )
    found = standing(history, reading.day)
    request_id, said = (None, []) if found.request is None else (asked[found.request][0], asked[found.request][2])
    basis = _basis(found, parts, said)
    hours = sum(line.hours for line in basis.resources.hours) if found.status is Status.RESOURCES_SET_ASIDE else None
    return Told(found, basis.decision.record_number if basis else None, request_id, hours)


def reacted(log: Log, municipality: str, request_id: str, reading: Reading) -> Reaction | None:
    """What a municipality has made of a request; None if it had not been sent to it."""
    part = part_on([_decision(each.event) for each in reading.existed(log.parts[municipality])], reading.day)
    for asked_id, request, said in _asked(log, municipality, reading):
        if asked_id == request_id:
            answer = answer_on([_word(each.event) for each in said], reading.day)
            return reaction(part, Asked(request, answer), reading.day)
    return None


def _basis(found: Standing, parts: list[RecordedEvent], said: list[RecordedEvent]) -> Any:
    if found.decision is not None:
        return parts[found.decision].event
    if found.answer is not None and found.answer.rests_on is not None:
        return said[found.answer.rests_on].event
    return None


def _asked(log: Log, municipality: str, reading: Reading) -> Iterator[tuple[str, Request, list[RecordedEvent]]]:
    for request_id, events in log.requests.items():
        request = _request(reading.existed(events), municipality)
        if request is not None:
            own = reading.reader in (FYRBODAL, municipality)
            disclosed = own or _opened(reading.known(events), reading.moment)
            said = reading.existed(log.answers[request_id, municipality])
            yield request_id, _with(request, disclosed), said


def _request(events: list[RecordedEvent], municipality: str) -> Request | None:
    request: Request | None = None
    for each in events:
        match each.event:
            case InterestRequest.Sent() as sent if municipality in sent.recipients:
                request = Request(_day(each), each.position, last_day_before(sent.closes_at))
            case InterestRequest.DeadlineExtended() as extended if request:
                request = Request(request.sent_on, request.position, last_day_before(extended.closes_at))
            case InterestRequest.Closed() if request:
                request = Request(request.sent_on, request.position, min(request.last_day, _day(each)))
            case InterestRequest.Withdrawn() if request:
                request = Request(request.sent_on, request.position, request.last_day, withdrawn_on=_day(each))
    return request


def _opened(events: list[RecordedEvent], moment: datetime) -> bool:
    closes_at, closed = moment + timedelta(1), False
    for each in events:
        match each.event:
            case InterestRequest.Sent() as sent:
                closes_at, closed = sent.closes_at, sent.open_answers
            case InterestRequest.DeadlineExtended() as extended:
                closes_at = extended.closes_at
            case InterestRequest.Closed():
                closed = True
    return closed or closes_at <= moment


def _with(request: Request, disclosed: bool) -> Request:
    return Request(request.sent_on, request.position, request.last_day, request.withdrawn_on, disclosed=disclosed)


def _word(event: object) -> Word:
    match event:
        case InterestResponse.Withdrawn():
            return Withdraws(event.decision.decided_on, event.effective_from)
        case InterestResponse.Given() | InterestResponse.Changed():
            on_behalf = bool(event.addressed_to)
            return Replies(event.decision.decided_on, event.reply.stance, event.late, on_behalf)
    raise AssertionError(event)


def _decision(event: object) -> PartDecision:
    match event:
        case Commitment.TakingPartDecided():
            return TakesPart(event.decision.decided_on)
        case Commitment.ResourcesSetAside() | Commitment.Adjusted():
            return TakesPart(event.decision.decided_on, event.resources.valid_to)
        case Commitment.Ended():
            return Ends(event.decision.decided_on, event.valid_to)
    raise AssertionError(event)


def _day(recorded: RecordedEvent) -> date:
    decision = getattr(recorded.event, "decision", None)
    return decision.decided_on if decision else local_day(recorded.recorded_at)
