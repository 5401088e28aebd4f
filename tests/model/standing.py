"""A municipality's standing in an insats, line by line (PROCESS C4.5), in plain loops: slow, and easy to believe."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.model.histories import (
    Answered,
    AnswerWithdrawn,
    Closed,
    Declined,
    Ended,
    Extended,
    Judged,
    RequestWithdrawn,
    Sent,
    SetAside,
    Standing,
    TookPart,
)

A_DAY = timedelta(days=1)
JOINED = ("TAKING_PART", "RESOURCES_SET_ASIDE")

Known = Sequence[Standing]
"""What is known and counts, in the order of the log."""


def swedish_day(moment: datetime) -> date:
    """The day in Sweden."""
    return moment.astimezone(ZoneInfo("Europe/Stockholm")).date()


def day_of(standing: Standing) -> date:
    """The day of the decision; of what is none, that of its recording."""
    decided = standing.what.decided
    return decided.on if decided else swedish_day(standing.at)


@dataclass(frozen=True)
class Asked:
    """Whose standing in what on which day, and what the reader may not know."""

    insats: str
    municipality: str
    day: date
    hidden: Collection[str] = ()
    """The requests of which the reader may not know what the municipality says to them."""


def standing(known: Known, asked: Asked) -> dict[str, Any]:
    """The first line that holds: its status, and what stands beside it."""
    return (
        _line_1(known, asked)
        or _line_2(known, asked)
        or _line_3(known, asked)
        or _line_4(known, asked)
        or _told("NOT_ASKED")
    )


def _told(status: str, **more: Any) -> dict[str, Any]:
    part: dict[str, Any] = {"declined_part": False, "number": None, "resources": None, "leaves_on": None}
    said: dict[str, Any] = {"request": None, "answered": False, "stance": None, "late": False, "on_behalf": False}
    return {"status": status, **part, **said, "withdrawn": False, "last_day": None, "reminded": False, **more}


def _line_1(known: Known, asked: Asked) -> dict[str, Any] | None:
    """A part holds."""
    taken, end = _latest_part(known, asked)
    if taken is None or (end is not None and end.what.last_day < asked.day):
        return None
    resources = taken.what.resources if isinstance(taken.what, SetAside) else None
    holds = resources is not None and asked.day <= resources.last_day
    part = {
        "number": taken.what.decided.number,
        "resources": resources if holds else None,
        "leaves_on": None if end is None else end.what.last_day + A_DAY,
        "last_day": None if end is None else end.what.last_day,
    }
    return _told("RESOURCES_SET_ASIDE" if holds else "TAKING_PART", **part, **_latest_answer(known, asked))


def _line_2(known: Known, asked: Asked) -> dict[str, Any] | None:
    """The latest decision is a no, after the latest request and after any part ended."""
    latest = None
    for each in known:
        if _is_about_part(each, asked) and isinstance(each.what, Declined) and day_of(each) <= asked.day:
            latest = each
        if _is_about_part(each, asked) and isinstance(each.what, TookPart) and _holds_from(each) <= asked.day:
            latest = each
    if latest is None or not isinstance(latest.what, Declined):
        return None
    for request in requests_to(known, asked)[-1:]:
        if (day_of(latest), latest.place) < (day_of(request), request.place):
            return None
    ended = _ended(known, asked)
    if ended is not None and day_of(latest) <= ended.what.last_day:
        return None
    number = latest.what.decided and latest.what.decided.number
    return _told("DECLINED", declined_part=True, number=number, **_latest_answer(known, asked))


def _line_3(known: Known, asked: Asked) -> dict[str, Any] | None:
    """The latest request was sent after the part had ended, or there never was a part."""
    requests, ended = requests_to(known, asked), _ended(known, asked)
    if not requests:
        return None
    latest = requests[-1]
    if ended is not None and day_of(latest) <= ended.what.last_day:
        return None
    request = latest.what.request
    if request in asked.hidden:
        return _told("NOT_DISCLOSED", request=request, answered=None)
    said = said_to(known, request, asked.municipality, asked.day)
    judged = _has_happened(known, Judged, request, asked.day)
    if said is None and judged:
        return _told("NO_ANSWER", request=request)
    if said is None:
        overdue = asked.day > last_day(known, request)
        return _told("OVERDUE" if overdue else "UNANSWERED", request=request, reminded=True)
    status, reminded = ("WITHDRAWN", not judged) if said.withdrawn else (said.stance, False)
    about = {"request": request, "answered": not said.withdrawn, "reminded": reminded}
    return _told(status, number=said.number, **about, **said.beside)


def _line_4(known: Known, asked: Asked) -> dict[str, Any] | None:
    """A part has ended."""
    ended = _ended(known, asked)
    if ended is None:
        return None
    more = {"number": ended.what.decided.number, "last_day": ended.what.last_day}
    return _told("ENDED", **more, **_latest_answer(known, asked))


def _is_about_part(each: Standing, asked: Asked) -> bool:
    about = (TookPart, Declined, Ended)
    return isinstance(each.what, about) and (each.what.by, each.what.insats) == (asked.municipality, asked.insats)


def _holds_from(each: Standing) -> date:
    return max(day_of(each), each.what.holds_from or day_of(each))


def _latest_part(known: Known, asked: Asked) -> tuple[Standing | None, Standing | None]:
    """The latest decision by which the part holds, and the latest to end what that began."""
    taken = end = None
    for each in known:
        if not _is_about_part(each, asked):
            continue
        if isinstance(each.what, TookPart) and _holds_from(each) <= asked.day:
            taken, end = each, None
        if isinstance(each.what, Ended) and (day_of(each) <= asked.day or each.what.last_day < asked.day):
            end = each
    return taken, None if taken is None else end


def _ended(known: Known, asked: Asked) -> Standing | None:
    """The decision to end the latest part, where it has ended."""
    _, end = _latest_part(known, asked)
    return end if end is not None and end.what.last_day < asked.day else None


def requests_to(known: Known, asked: Asked) -> list[Standing]:
    """The requests to it, sent by then and not withdrawn, in the order of their sending."""
    found = []
    for each in known:
        if isinstance(each.what, Sent) and each.what.insats == asked.insats and asked.municipality in each.what.to:
            withdrawn = _has_happened(known, RequestWithdrawn, each.what.request, asked.day)
            if day_of(each) <= asked.day and not withdrawn:
                found.append(each)
    return found


def _has_happened(known: Known, what: type[Any], request: str, day: date) -> bool:
    happened = [each for each in known if isinstance(each.what, what) and day_of(each) <= day]
    return any(each.what.request == request for each in happened)


def last_day(known: Known, request: str) -> date:
    """The last day on which an answer is in time."""
    last = date.max
    for each in known:
        if isinstance(each.what, Sent | Extended) and each.what.request == request:
            last = swedish_day(each.what.closes_at - timedelta(microseconds=1))
        if isinstance(each.what, Closed) and each.what.request == request:
            last = min(last, day_of(each))
    return last


@dataclass(frozen=True)
class Said:
    """What a municipality said to a request."""

    stance: str
    late: bool
    on_behalf: bool
    withdrawn: bool
    number: str
    """Of the decision on which it rests."""

    @property
    def beside(self) -> dict[str, Any]:
        """What is told of an answer, also beside a part."""
        answer = {"stance": self.stance, "late": self.late, "on_behalf": self.on_behalf}
        return {**answer, "withdrawn": self.withdrawn}


def said_to(known: Known, request: str, municipality: str, day: date) -> Said | None:
    """The latest answer of that day; None if there is none. From a day on it may be withdrawn."""
    answer = withdrawal = None
    for each in known:
        about = isinstance(each.what, Answered | AnswerWithdrawn) and each.what.request == request
        if not about or each.what.municipality != municipality:
            continue
        if isinstance(each.what, Answered) and day_of(each) <= day:
            answer, withdrawal = each, None
        if isinstance(each.what, AnswerWithdrawn) and each.what.from_day <= day:
            withdrawal = each
    if answer is None:
        return None
    number = (withdrawal or answer).what.decided.number
    return Said(answer.what.stance, answer.late, answer.what.on_behalf, withdrawal is not None, number)


def _latest_answer(known: Known, asked: Asked) -> dict[str, Any]:
    """Whether the latest request is answered, and the latest answer to any that may be known."""
    requests = [each.what.request for each in requests_to(known, asked)]
    if not requests:
        return {}
    said = said_to(known, requests[-1], asked.municipality, asked.day)
    answered = None if requests[-1] in asked.hidden else said is not None and not said.withdrawn
    for request in reversed(requests):
        said = said_to(known, request, asked.municipality, asked.day)
        if said is not None and request not in asked.hidden:
            return {"request": request, "answered": answered, **said.beside}
    return {"request": requests[-1], "answered": answered}
