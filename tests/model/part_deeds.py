"""What is tried between gates, and by those who take part: acts, who steers and leads, parts, conditions."""

from collections.abc import Iterator

from tests.model.deeds import LEADERS, MUNICIPALITY, counts, not_started, rules
from tests.model.process import PATH, Process
from tests.model.things import LEADER, PROJECT_LEADER, Deed

TAKES_HOURS = PATH[PATH.index("DIRECTIVE_DRAFT") : PATH.index("SECOND_JUDGEMENT") + 1]
"""P1: the steps in which hours are given to a pre-study."""


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


@rules("give hours", MUNICIPALITY)
def _give_hours(process: Process, deed: Deed) -> Iterator[str]:
    """To the pre-study; that is no part in the insats, and nothing else looks at it."""
    yield from not_started(process)
    if process.path != "PRE_STUDY" or process.step not in TAKES_HOURS:
        yield "outside-pre-study"
    if deed["informal"]:
        yield "authority-too-low"


@counts("give hours")
def _hours_given(process: Process, deed: Deed) -> None:
    pass


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
