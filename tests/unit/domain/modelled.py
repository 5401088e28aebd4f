"""What the model of `tests/model` makes of the domain's own words for a history."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from samverka_domain.kernel.calendar import end_of_day
from samverka_domain.participation import Declines, Ends, History, PartDecision, Replies, Request, Word
from tests.model import histories as told
from tests.model.standing import Asked, standing

_OWN = {"by": "kommun", "municipality": "kommun"}
_PART = {"by": "kommun", "insats": "insats"}


def modelled(history: History, day: date) -> dict[str, Any]:
    """Everything that is promised about the standing, by name; `said` is stance, late, on behalf and withdrawn."""
    hidden = [str(index) for index, (request, _) in enumerate(history.requests) if not request.disclosed]
    known = [*_parts(history.decisions), *_requests(history)]
    found = standing(known, Asked("insats", "kommun", day, hidden))
    rests_on_part = found["status"] in {"TAKING_PART", "RESOURCES_SET_ASIDE", "ENDED"} or found["declined_part"]
    said = (found["stance"], found["late"], found["on_behalf"], found["withdrawn"])
    return {
        "status": found["status"],
        "declined_part": found["declined_part"],
        "decision": int(found["number"]) if rests_on_part else None,
        "leaves_on": found["leaves_on"],
        "last_day": found["last_day"],
        "reminded": found["reminded"],
        "answered": found["answered"],
        "request": found["request"] and int(found["request"]),
        "said": said if found["stance"] else None,
    }


def _standing(what: told.Record, place: int = 0, on: date = date.min, *, late: bool = False) -> told.Standing:
    return told.Standing(place, datetime.combine(on, time(12), tzinfo=UTC), what, late)


def _parts(decisions: tuple[PartDecision, ...]) -> Iterator[told.Standing]:
    for index, decision in enumerate(decisions):
        about: dict[str, Any] = {**_PART, "decided": told.Decided(decision.decided_on, str(index))}
        if isinstance(decision, Ends):
            yield _standing(told.Ended(**about, last_day=decision.last_day))
        elif isinstance(decision, Declines):
            yield _standing(told.Declined(**about), decision.position)
        elif decision.resources_until is None:
            yield _standing(told.TookPart(**about, holds_from=decision.holds_from))
        else:
            until = told.Resources((), (), date.min, decision.resources_until)
            yield _standing(told.SetAside(**about, resources=until, holds_from=decision.holds_from))


def _requests(history: History) -> Iterator[told.Standing]:
    for index, (request, words) in enumerate(history.requests):
        yield from _request(str(index), request)
        yield from (_word(str(index), word) for word in words)


def _request(name: str, request: Request) -> Iterator[told.Standing]:
    about: dict[str, Any] = {"by": "förbund", "request": name}
    sent: dict[str, Any] = {"insats": "insats", "round": "", "to": ("kommun",), "open_answers": False}
    closes_at = end_of_day(request.last_day)
    yield _standing(told.Sent(**about, **sent, closes_at=closes_at), request.position, request.sent_on)
    if request.withdrawn_on:
        yield _standing(told.RequestWithdrawn(**about, decided=told.Decided(request.withdrawn_on, "")))
    if request.judged_on:
        yield _standing(told.Judged(**about, decided=told.Decided(request.judged_on, "")))


def _word(name: str, word: Word) -> told.Standing:
    about: dict[str, Any] = {**_OWN, "request": name, "decided": told.Decided(word.decided_on, "")}
    if not isinstance(word, Replies):
        return _standing(told.AnswerWithdrawn(**about, from_day=word.effective_from))
    answered = told.Answered(**about, stance=word.stance)
    return _standing(replace(answered, by="förbund") if word.on_behalf else answered, late=word.late)
