"""What is tried in the process of an insats: by whom, by which rules it is refused, and what it comes to."""

from collections.abc import Callable, Iterator

from tests.model.process import COUNTS, RULES, WHO, Counting, Process, Rules
from tests.model.things import LEADER, PROJECT_LEADER, Deed, Request

MUNICIPALITY = "municipality"
"""By an officer of the one that the deed names."""
LEADERS = (LEADER, PROJECT_LEADER)


def rules(name: str, *who: str) -> Callable[[Rules], Rules]:
    """Of a deed: who may try it, and by what it is refused."""

    def declare(function: Rules) -> Rules:
        WHO[name], RULES[name] = who, function
        return function

    return declare


def counts(name: str) -> Callable[[Counting], Counting]:
    """Of a deed: what it comes to."""

    def declare(function: Counting) -> Counting:
        COUNTS[name] = function
        return function

    return declare


def not_started(process: Process) -> Iterator[str]:
    """What keeps away what presupposes that the e-råd wants it carried out."""
    if process.priority == "DECLINE":
        yield "insats-declined"
    elif not process.started():
        yield "insats-not-prioritised"


@rules("prioritise", LEADER)
def _prioritise(process: Process, deed: Deed) -> Iterator[str]:
    if deed["outcome"] == process.priority:
        yield "priority-unchanged"
    if deed["outcome"] == "WAIT" and not deed["review"]:
        yield "review-date-missing"
    if deed["outcome"] != "START_NOW" and not deed["reason"]:
        yield "reason-missing"
    is_open = any(each.state == "SENT" and not each.over for each in process.requests)
    if process.started() and deed["outcome"] != "START_NOW" and is_open:
        yield "insats-asked-about"


@counts("prioritise")
def _prioritised(process: Process, deed: Deed) -> None:
    """The e-råd may take it back at any time, and start again where it stopped."""
    outcome = process.priority = deed["outcome"]
    process.passed["PRIORITY"] = outcome
    if outcome != "START_NOW":
        process.move({"WAIT": "WAITING", "DECLINE": "DECLINED"}[outcome], "PRIORITY")
    elif process.step in ("IDEA", "WAITING", "STOPPED", "DECLINED"):
        here = process.path_step()
        process.move("FIRST_REQUEST_DRAFT" if here == "IDEA" else here)


@rules("draft", LEADER)
def _draft(process: Process, deed: Deed) -> Iterator[str]:
    yield from not_started(process)
    if not process.led_by("draft"):
        yield "act-out-of-place"


@counts("draft")
def _drafted(process: Process, deed: Deed) -> None:
    process.requests.append(Request(f"request {len(process.requests) + 1}"))
    process.acted("draft")


@rules("approve", LEADER)
def _approve(process: Process, deed: Deed) -> Iterator[str]:
    if process.requests[-1].state not in ("DRAFT", "APPROVED"):
        yield "request-not-a-draft"
    if process.missing(process.wording()):
        yield "gate-not-open"


@counts("approve")
def _approved(process: Process, deed: Deed) -> None:
    process.requests[-1].state = "APPROVED"
    process.decided(process.wording(), "APPROVED")


@rules("send", LEADER)
def _send(process: Process, deed: Deed) -> Iterator[str]:
    state = process.requests[-1].state
    yield from not_started(process)
    if not process.led_by("send"):
        yield "act-out-of-place"
    if state == "DRAFT":
        yield "request-not-approved"
    elif state != "APPROVED":
        yield "request-not-a-draft"
    if deed["late"]:
        yield "deadline-in-the-past"


@counts("send")
def _sent(process: Process, deed: Deed) -> None:
    request = process.requests[-1]
    request.state = "SENT"
    if process.led_by("send"):
        process.moved_by = request
    process.acted("send")


@rules("answer", MUNICIPALITY)
def _answer(process: Process, deed: Deed) -> Iterator[str]:
    request = process.requests[-1]
    if request.state in ("DRAFT", "APPROVED"):
        yield "not-found"
    if request.state == "WITHDRAWN":
        yield "request-withdrawn"
    if deed["municipality"] in request.answers:
        yield "already-answered"


@counts("answer")
def _answered(process: Process, deed: Deed) -> None:
    process.requests[-1].answers[deed["municipality"]] = deed["stance"]


@rules("close", LEADER)
def _close(process: Process, deed: Deed) -> Iterator[str]:
    request = process.requests[-1]
    yield from _not_open(request)
    everybody = set(process.municipalities) <= set(request.answers)
    if request.state == "SENT" and not request.over and not everybody:
        yield "request-still-open"


@counts("close")
def _closed(process: Process, deed: Deed) -> None:
    process.requests[-1].state = "CLOSED"
    if process.requests[-1] is process.moved_by:
        process.acted("close")


@rules("withdraw", LEADER)
def _withdraw(process: Process, deed: Deed) -> Iterator[str]:
    yield from _not_open(process.requests[-1])
    if not deed["reason"]:
        yield "reason-missing"


@counts("withdraw")
def _withdrawn(process: Process, deed: Deed) -> None:
    process.requests[-1].state = "WITHDRAWN"
    if process.requests[-1] is process.moved_by:
        process.acted("withdraw")


def _not_open(request: Request) -> Iterator[str]:
    if request.state in ("DRAFT", "APPROVED"):
        yield "request-not-sent"
    if request.state in ("CLOSED", "WITHDRAWN"):
        yield f"request-{request.state.lower()}"


@rules("judge", LEADER)
def _judge(process: Process, deed: Deed) -> Iterator[str]:
    if process.missing(process.judged_at()):
        yield "gate-not-open"
        return
    if deed["outcome"] == "WAIT" and not deed["review"]:
        yield "review-date-missing"
    if deed["outcome"] == "NO_GO" and not deed["reason"]:
        yield "reason-missing"
    assert process.moved_by is not None
    stances = list(process.moved_by.answers.values())
    reached = stances.count("INTERESTED") + stances.count("CONDITIONAL") >= deed["least"]
    if {"GO": not reached, "NO_GO": reached}.get(deed["outcome"]) and not deed["reason"]:
        yield "outcome-against-threshold-needs-reason"


@counts("judge")
def _judged(process: Process, deed: Deed) -> None:
    assert process.moved_by is not None
    answers = process.moved_by.answers
    process.said_yes = tuple(each for each, stance in answers.items() if stance != "DECLINED")
    process.conditions = {each: "OPEN" for each, stance in answers.items() if stance == "CONDITIONAL"}
    process.decided(process.judged_at(), deed["outcome"])
