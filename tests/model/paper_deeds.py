"""What is tried with documents: written, asked about, decided at gates, presented and sent."""

from collections.abc import Callable, Iterator

from tests.model.deeds import LEADERS, counts, rules
from tests.model.process import GATES, WITH_BENEFITS, Process
from tests.model.things import LEADER, PROJECT_LEADER, Deed, Paper


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
    paper.number, paper.lacks, paper.returned, paper.refused = f"{whole}.{int(minor) + 1}", lacks, False, False
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
    if paper.returned or paper.refused:
        yield "nothing-changed-since-return"


@counts("decide")
def _decided(process: Process, deed: Deed) -> None:
    gate, outcome, paper = deed["gate"], deed["outcome"], process.papers[deed["kind"]]
    if outcome == "RETURNED":
        paper.returned, paper.lacks, paper.approvals = True, ("nothing-changed-since-return",), {}
    if outcome == "DECLINED":
        paper.refused = not paper.number.startswith("0.")
        paper.declined = not paper.refused
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
        anew = act == "present directive" and process.step == "PARTICIPATION"
        process.acted(act)
        process.sent_to |= set(process.interested()) if act == "send directive" else set()
        process.anew = process.anew or (act == "present directive" and process.step in ("PROJECT_PLAN", "EXECUTION"))
        if anew:
            process.done.discard("send directive")
            process.sent_to.clear()


def _of_sending(process: Process, deed: Deed) -> Iterator[str]:
    """What was written after the approval must be approved too: no two versions say the same."""
    if not process.interested():
        yield "recipients-missing"
    if not process.papers[deed["kind"]].whole:
        yield "needs-new-approval"


def _of_the_next_gate(process: Process) -> tuple[str, ...]:
    return tuple(GATES[gate].kind for gate in process.reached("present directive"))


_presented("present directive", _of_the_next_gate, "day-not-come")
_presented("present report", lambda _: ("PRE_STUDY_REPORT",), "day-not-come")
_presented("send directive", lambda _: ("PROJECT_DIRECTIVE",), "deadline-in-the-past")
