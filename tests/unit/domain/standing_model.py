"""The standing once more, line by line in plain loops over everything that was decided: slow, and easy to believe."""

from datetime import date, timedelta
from typing import Any

from samverka_domain.participation import Declines, Ends, History, Replies, Request, TakesPart, Word


def modelled(history: History, day: date) -> dict[str, Any]:
    """Everything that is promised about the standing, by name; `said` is stance, late, on behalf and withdrawn."""
    return (
        _line_1(history, day) or _line_2(history, day) or _line_3(history, day) or _line_4(history, day) or _NO_LINE
    )


def _expected(status: str, **more: Any) -> dict[str, Any]:
    nothing: dict[str, Any] = {"declined_part": False, "decision": None, "leaves_on": None, "last_day": None}
    return {"status": status, **nothing, "reminded": False, "answered": False, "request": None, "said": None, **more}


_NO_LINE = _expected("NOT_ASKED")


def _line_1(history: History, day: date) -> dict[str, Any] | None:
    taken, end = _latest_part(history, day)
    if taken is None or (end is not None and _last_day(history, end) < day):
        return None
    decision = history.decisions[taken]
    assert isinstance(decision, TakesPart)
    until = decision.resources_until
    status = "TAKING_PART" if until is None or until < day else "RESOURCES_SET_ASIDE"
    last_day = None if end is None else _last_day(history, end)
    leaves = None if last_day is None else last_day + timedelta(days=1)
    return _expected(status, decision=taken, last_day=last_day, leaves_on=leaves, **_latest_answer(history, day))


def _line_2(history: History, day: date) -> dict[str, Any] | None:
    latest = None
    for index, decision in enumerate(history.decisions):
        if not isinstance(decision, Ends) and _in_force(decision, day):
            latest = index
    if latest is None:
        return None
    declines = history.decisions[latest]
    if not isinstance(declines, Declines):
        return None
    for index in _requests(history, day)[-1:]:
        if _sent_after(history.requests[index][0], declines):
            return None
    ended = _ended(history, day)
    if ended is not None and _last_day(history, ended) >= declines.decided_on:
        return None
    return _expected("DECLINED", declined_part=True, decision=latest, **_latest_answer(history, day))


def _sent_after(request: Request, declines: Declines) -> bool:
    if declines.decided_on == request.sent_on:
        return declines.position < request.position
    return declines.decided_on < request.sent_on


def _line_3(history: History, day: date) -> dict[str, Any] | None:
    requests, ended = _requests(history, day), _ended(history, day)
    if not requests:
        return None
    latest = requests[-1]
    request, words = history.requests[latest]
    if ended is not None and request.sent_on <= _last_day(history, ended):
        return None
    if not request.disclosed:
        return _expected("NOT_DISCLOSED", answered=None, request=latest)
    said = _said(words, day)
    judged = request.judged_on is not None and request.judged_on <= day
    if said is not None and not said[3]:
        return _expected(said[0], answered=True, request=latest, said=said)
    if said is not None:
        return _expected("WITHDRAWN", reminded=not judged, request=latest, said=said)
    if judged:
        return _expected("NO_ANSWER", request=latest)
    return _expected("OVERDUE" if day > request.last_day else "UNANSWERED", reminded=True, request=latest)


def _line_4(history: History, day: date) -> dict[str, Any] | None:
    ended = _ended(history, day)
    if ended is None:
        return None
    return _expected("ENDED", decision=ended, last_day=_last_day(history, ended), **_latest_answer(history, day))


def _in_force(decision: TakesPart | Declines, day: date) -> bool:
    if decision.decided_on > day:
        return False
    return isinstance(decision, Declines) or decision.holds_from is None or decision.holds_from <= day


def _latest_part(history: History, day: date) -> tuple[int | None, int | None]:
    """The latest decision to take part, and the latest to end what that began."""
    taken = None
    for index, decision in enumerate(history.decisions):
        if isinstance(decision, TakesPart) and _in_force(decision, day):
            taken = index
    end = None
    for index, decision in enumerate(history.decisions):
        if taken is None or index < taken or not isinstance(decision, Ends):
            continue
        if decision.decided_on <= day or decision.last_day < day:
            end = index
    return taken, end


def _ended(history: History, day: date) -> int | None:
    """The decision to end the latest part, where it has ended."""
    _, end = _latest_part(history, day)
    return end if end is not None and _last_day(history, end) < day else None


def _last_day(history: History, end: int) -> date:
    decision = history.decisions[end]
    assert isinstance(decision, Ends)
    return decision.last_day


def _requests(history: History, day: date) -> list[int]:
    found = []
    for index, (request, _) in enumerate(history.requests):
        withdrawn = request.withdrawn_on is not None and request.withdrawn_on <= day
        if request.sent_on <= day and not withdrawn:
            found.append(index)
    return found


def _latest_answer(history: History, day: date) -> dict[str, Any]:
    """Whether the latest request is answered, and the latest answer to any."""
    requests = _requests(history, day)
    if not requests:
        return {}
    answered = _answered(*history.requests[requests[-1]], day)
    for index in reversed(requests):
        request, words = history.requests[index]
        said = _said(words, day)
        if request.disclosed and said is not None:
            return {"answered": answered, "request": index, "said": said}
    return {"answered": answered, "request": requests[-1]}


def _answered(request: Request, words: tuple[Word, ...], day: date) -> bool | None:
    if not request.disclosed:
        return None
    said = _said(words, day)
    return said is not None and not said[3]


def _said(words: tuple[Word, ...], day: date) -> tuple[str, bool, bool, bool] | None:
    latest = None
    for index, word in enumerate(words):
        if isinstance(word, Replies) and word.decided_on <= day:
            latest = index
    if latest is None:
        return None
    reply, withdrawn = words[latest], False
    assert isinstance(reply, Replies)
    for word in words[latest + 1 :]:
        if not isinstance(word, Replies) and word.effective_from <= day:
            withdrawn = True
    return reply.stance.value, reply.late, reply.on_behalf, withdrawn
