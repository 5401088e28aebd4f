"""What is tried in the process of an insats: by whom, by which rules it is refused, and what it comes to."""

from collections.abc import Callable, Iterator

from tests.model.process import (
    COUNTS,
    GATES,
    LEADER,
    PROJECT_LEADER,
    RULES,
    WHO,
    WITH_BENEFITS,
    Counting,
    Deed,
    Paper,
    Process,
    Report,
    Request,
    Rules,
)

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


@rules("write", *LEADERS)
def _write(process: Process, deed: Deed) -> Iterator[str]:
    paper = process.papers.get(deed["kind"])
    if paper and paper.declined:
        yield "document-declined"
    if paper and deed["same"]:
        yield "document-unchanged"
    if deed["foreign"]:
        yield "part-of-another-kind"


@counts("write")
def _written(process: Process, deed: Deed) -> None:
    if deed["kind"] == "EFFECT_REPORT":
        process.lines = len(process.municipalities) if deed["complete"] else 0
    kind, benefits = deed["kind"], ("benefit-case-missing",) if deed["kind"] in WITH_BENEFITS else ()
    lacks = () if deed["complete"] else ("part-missing", *benefits)
    paper = process.papers.get(kind)
    if paper is None:
        process.papers[kind] = Paper("0.1", lacks, numbers=["0.1"])
        return
    whole, minor = paper.number.split(".")
    paper.number, paper.lacks, paper.returned = f"{whole}.{int(minor) + 1}", lacks, False
    paper.numbers.append(paper.number)
    paper.written += 1


@rules("begin anew", LEADER)
def _begin_anew(process: Process, deed: Deed) -> Iterator[str]:
    """Another document of the kind, in place of one that was declined."""
    yield from ()


@counts("begin anew")
def _begun_anew(process: Process, deed: Deed) -> None:
    del process.papers[deed["kind"]]


@rules("ask", *LEADERS)
def _ask(process: Process, deed: Deed) -> Iterator[str]:
    paper = process.papers[deed["kind"]]
    if paper.declined:
        yield "document-declined"
    if paper.whole:
        yield "version-already-public"
    if paper.asked:
        yield "remiss-open"
    if deed["late"]:
        yield "deadline-in-the-past"
    if deed["nobody"]:
        yield "recipients-missing"


@counts("ask")
def _asked(process: Process, deed: Deed) -> None:
    process.papers[deed["kind"]].asked = True
    if deed["kind"] == "PROJECT_DIRECTIVE":
        process.asked = set(process.municipalities)


@rules("close remiss", *LEADERS)
def _close_remiss(process: Process, deed: Deed) -> Iterator[str]:
    if not process.papers[deed["kind"]].asked:
        yield "remiss-over"


@counts("close remiss")
def _remiss_closed(process: Process, deed: Deed) -> None:
    process.papers[deed["kind"]].asked = False


@rules("handle", *LEADERS)
def _handle(process: Process, deed: Deed) -> Iterator[str]:
    yield "remark-unknown"  # nobody has remarked anything


@rules("decide", LEADER, PROJECT_LEADER)
def _decide(process: Process, deed: Deed) -> Iterator[str]:
    gate, paper = deed["gate"], process.papers[deed["kind"]]
    row = GATES[gate]
    if deed.by == PROJECT_LEADER and not row.led:
        yield "role-missing"
    if deed["body"] != _decides(process, gate):
        yield from ("body-may-not-decide", "no-seat-on-that-day", "not-found")
    if deed["kind"] != row.kind:
        yield "gate-of-another-document"
    if deed["outcome"] not in row.outcomes:
        yield "outcome-not-of-the-gate"
    if _missing(process, gate, deed["outcome"]):
        yield "gate-not-open"
    yield from _of_the_version(paper, deed)
    yield from _of_the_outcome(paper, deed)


def _of_the_outcome(paper: Paper, deed: Deed) -> Iterator[str]:
    if deed["outcome"] == "DECLINED" and not deed["reason"]:
        yield "reason-missing"
    if deed["outcome"] == "RETURNED" and not deed["remarks"]:
        yield "remarks-missing"
    if deed["outcome"] == "APPROVED":
        yield from paper.lacks
        if any(number != paper.number for gate, number in paper.approvals.items() if gate != deed["gate"]):
            yield "approved-another-version"


def _decides(process: Process, gate: str) -> str:
    """The body of the gate, or whoever acts as steering group in its stage."""
    if GATES[gate].body != "STYRGRUPP":
        return GATES[gate].body
    return process.steered.get("PRE_STUDY" if gate.startswith("PRE_STUDY") else "PROJECT", "")


TO_APPROVE = frozenset(
    {
        *("part-missing", "benefit-case-missing", "interested-not-asked", "handover-open", "agreement-unsigned"),
        "benefit-line-missing",
    }
)


def _missing(process: Process, gate: str, outcome: str) -> frozenset[str]:
    """What keeps it from being decided so: what is not to be approved may lack parts."""
    return process.missing(gate) - (TO_APPROVE if outcome in ("RETURNED", "DECLINED") else frozenset())


def _of_the_version(paper: Paper, deed: Deed) -> Iterator[str]:
    if deed["older"]:
        yield "not-the-latest-version"
    if paper.declined:
        yield "document-declined"
    if paper.whole:
        yield "version-already-public"
    if paper.asked:
        yield "remiss-open"
    if paper.returned:
        yield "nothing-changed-since-return"


@counts("decide")
def _decided(process: Process, deed: Deed) -> None:
    gate, outcome, paper = deed["gate"], deed["outcome"], process.papers[deed["kind"]]
    if outcome == "RETURNED":
        paper.returned, paper.lacks, paper.approvals = True, ("nothing-changed-since-return",), {}
    if outcome == "DECLINED":
        paper.declined = True
    if outcome == "APPROVED":
        paper.approvals[gate] = paper.number
    process.decided(gate, outcome)
    needed = [each for each, row in GATES.items() if row.kind == deed["kind"]]
    if outcome == "APPROVED" and all(paper.approvals.get(each) == paper.number for each in needed):
        paper.number = f"{int(paper.number.split('.')[0]) + 1}.0"
        paper.approvals = {}


def _presented(act: str, kinds: Callable[[Process], tuple[str, ...]], late: str) -> None:
    """The rules of an act that names a document and its version."""

    @rules(act, *(LEADERS if act == "present report" else (LEADER,)))
    def refused(process: Process, deed: Deed) -> Iterator[str]:
        if not process.led_by(act):
            yield "act-out-of-place"
            return
        if deed["kind"] not in kinds(process):
            yield "gate-of-another-document"
        if deed["older"]:
            yield "not-the-latest-version"
        if deed["late"]:
            yield late
        yield from _of_sending(process, deed) if act == "send directive" else ()

    @counts(act)
    def counted(process: Process, deed: Deed) -> None:
        process.acted(act)
        process.sent_to |= set(process.interested()) if act == "send directive" else set()


def _of_sending(process: Process, deed: Deed) -> Iterator[str]:
    """What was written after the approval must be approved too: no two versions say the same."""
    if not process.interested():
        yield "recipients-missing"
    if not process.papers[deed["kind"]].whole:
        yield "needs-new-approval"


def _of_the_next_gate(process: Process) -> tuple[str, ...]:
    to = process.led_by("present directive")
    return tuple(row.kind for row in GATES.values() if to in row.steps)


_presented("present directive", _of_the_next_gate, "day-not-come")
_presented("present report", lambda _: ("PRE_STUDY_REPORT",), "day-not-come")
_presented("send directive", lambda _: ("PROJECT_DIRECTIVE",), "deadline-in-the-past")


def _plain(act: str, *who: str) -> None:
    """The rules of an act that names its day alone."""

    @rules(act, *who)
    def refused(process: Process, deed: Deed) -> Iterator[str]:
        if not process.may(act):
            yield "act-out-of-place"
        if act == "start project" and not process.led:
            yield "project-leader-missing"
        if deed["late"]:
            yield "day-not-come"
        if act == "stop" and not deed["reason"]:
            yield "reason-missing"

    @counts(act)
    def counted(process: Process, deed: Deed) -> None:
        process.acted(act)


_plain("start project", LEADER)
_plain("begin handover", LEADER, PROJECT_LEADER)
_plain("register agreement", LEADER)
_plain("stop", LEADER)


def _by_who_steers(act: str) -> None:
    """The rules of pausing and resuming."""

    @rules(act, *LEADERS)
    def refused(process: Process, deed: Deed) -> Iterator[str]:
        steered = process.steered.get("PROJECT")
        if not process.may(act):
            yield "act-out-of-place"
        elif deed["body"] != steered:
            yield "body-may-not-decide"
        if act == "pause":
            yield from ("reason-missing",) if not deed["reason"] else ()
            yield from ("review-before-decision",) if deed["late"] else ()

    @counts(act)
    def counted(process: Process, deed: Deed) -> None:
        process.paused = act == "pause"


_by_who_steers("pause")
_by_who_steers("resume")


@rules("arrange", LEADER)
def _arrange(process: Process, deed: Deed) -> Iterator[str]:
    known = process.steered.get(deed["stage"])
    if known is None:
        yield from not_started(process)
    if known == deed["body"]:
        yield "steering-unchanged"
    if deed["body"] == "KOMMUNLEDNING":
        yield "body-may-not-steer"


@counts("arrange")
def _arranged(process: Process, deed: Deed) -> None:
    process.steered[deed["stage"]] = deed["body"]


@rules("appoint", LEADER)
def _appoint(process: Process, deed: Deed) -> Iterator[str]:
    yield from not_started(process)
    if process.led:
        yield "mandate-held"


@counts("appoint")
def _appointed(process: Process, deed: Deed) -> None:
    process.led = True


@rules("take part", MUNICIPALITY)
def _take_part(process: Process, deed: Deed) -> Iterator[str]:
    yield from not_started(process)
    if deed["municipality"] in process.parts:
        yield "commitment-exists"
    if process.keeps_out(deed["municipality"]):
        yield "gate-not-open"
    if deed["informal"]:
        yield "authority-too-low"


@counts("take part")
def _taken_part(process: Process, deed: Deed) -> None:
    process.parts[deed["municipality"]] = "SET_ASIDE" if deed["resources"] else "TAKES_PART"


@rules("end part", MUNICIPALITY)
def _end_part(process: Process, deed: Deed) -> Iterator[str]:
    part = process.parts.get(deed["municipality"])
    if part is None:
        yield "not-found"
    if part == "ENDED":
        yield "commitment-ended"
    if not deed["reason"]:
        yield "reason-missing"


@counts("end part")
def _part_ended(process: Process, deed: Deed) -> None:
    process.parts[deed["municipality"]] = "ENDED"
    process.let_in.discard(deed["municipality"])


@rules("hand over", MUNICIPALITY)
def _hand_over(process: Process, deed: Deed) -> Iterator[str]:
    part = process.parts.get(deed["municipality"])
    if part is None:
        yield "not-found"
    if part == "ENDED":
        yield "commitment-ended"
    if deed["nobody"]:
        yield "owner-missing"


@counts("hand over")
def _handed_over(process: Process, deed: Deed) -> None:
    process.handed_over.add(deed["municipality"])


@rules("let in", *LEADERS)
def _let_in(process: Process, deed: Deed) -> Iterator[str]:
    steered = process.steered.get("PROJECT")
    if steered is None:
        yield "not-found"
    elif deed["body"] != steered:
        yield "body-may-not-decide"


@counts("let in")
def _was_let_in(process: Process, deed: Deed) -> None:
    process.let_in.add(deed["municipality"])


@rules("mark condition", LEADER)
def _mark(process: Process, deed: Deed) -> Iterator[str]:
    if deed["municipality"] not in process.conditions:
        yield "no-condition"
    if deed["unexplained"]:
        yield "condition-not-explained"


@counts("mark condition")
def _marked(process: Process, deed: Deed) -> None:
    process.conditions[deed["municipality"]] = "MARKED"


@rules("confirm condition", MUNICIPALITY)
def _confirm(process: Process, deed: Deed) -> Iterator[str]:
    condition = process.conditions.get(deed["municipality"])
    if condition is None:
        yield "no-condition"
    if condition == "OPEN":
        yield "condition-not-marked"


@counts("confirm condition")
def _confirmed(process: Process, deed: Deed) -> None:
    del process.conditions[deed["municipality"]]


@rules("report", *LEADERS)
def _report(process: Process, deed: Deed) -> Iterator[str]:
    if not process.reports:
        yield from not_started(process)
    yield from _said_in(deed)
    if deed["overlaps"] and process.reports:
        yield "period-overlaps"


def _said_in(deed: Deed) -> Iterator[str]:
    if deed["unexplained"]:
        yield "light-not-explained"
    if deed["phase"] == "IDE":
        yield "no-reports-in-phase"
    if deed["late"]:
        yield "day-not-come"


@counts("report")
def _reported(process: Process, deed: Deed) -> None:
    process.reports.append(Report(deed["phase"]))


def _about_a_report(name: str, *who: str) -> Callable[[Rules], None]:
    """The rules of what happens to a report, before those of its own."""

    def declare(own: Rules) -> None:
        @rules(name, *who)
        def refused(process: Process, deed: Deed) -> Iterator[str]:
            if not process.reports:
                yield "not-found"
            elif deed["unknown"]:
                yield "report-unknown"
            else:
                yield from own(process, deed)

    return declare


def _settled(report: Report) -> Iterator[str]:
    if report.state in ("APPROVED", "RECEIVED"):
        yield "report-settled"


def _submitted(report: Report) -> Iterator[str]:
    yield from _settled(report)
    if report.state == "RETURNED":
        yield "nothing-changed-since-return"


@_about_a_report("revise report", *LEADERS)
def _revise(process: Process, deed: Deed) -> Iterator[str]:
    yield from _settled(process.reports[-1])
    if deed["same"]:
        yield "nothing-changed-since-return"


@counts("revise report")
def _revised(process: Process, deed: Deed) -> None:
    process.reports[-1].state = "SUBMITTED"


@_about_a_report("receive report", *LEADERS)
def _receive(process: Process, deed: Deed) -> Iterator[str]:
    yield from _submitted(process.reports[-1])
    if process.reports[-1].phase != "UTREDA":
        yield "report-needs-approval"
    if deed["late"]:
        yield "day-not-come"


@counts("receive report")
def _received(process: Process, deed: Deed) -> None:
    process.reports[-1].state = "RECEIVED"


@_about_a_report("approve report", *LEADERS)
def _approve_report(process: Process, deed: Deed) -> Iterator[str]:
    yield from _submitted(process.reports[-1])
    if process.reports[-1].phase == "UTREDA":
        yield "report-only-received"


@counts("approve report")
def _report_approved(process: Process, deed: Deed) -> None:
    process.reports[-1].state = process.passed["STATUS_REPORT"] = "APPROVED"


@_about_a_report("return report", *LEADERS)
def _return_report(process: Process, deed: Deed) -> Iterator[str]:
    yield from _submitted(process.reports[-1])
    if process.reports[-1].phase == "UTREDA":
        yield "report-only-received"
    if not deed["remarks"]:
        yield "remarks-missing"


@counts("return report")
def _report_returned(process: Process, deed: Deed) -> None:
    process.reports[-1].state = "RETURNED"


@_about_a_report("pass report on", LEADER)
def _pass_on(process: Process, deed: Deed) -> Iterator[str]:
    if process.reports[-1].state not in ("APPROVED", "RECEIVED"):
        yield "report-not-approved"
    if deed["late"]:
        yield "day-not-come"


@counts("pass report on")
def _passed_on(process: Process, deed: Deed) -> None:
    """Nothing that gates look at."""


@rules("time passes", LEADER)
def _time_passes(process: Process, deed: Deed) -> Iterator[str]:
    yield from ()


@counts("time passes")
def _time_has_passed(process: Process, deed: Deed) -> None:
    for each in process.requests:
        each.over = each.over or each.state == "SENT"
