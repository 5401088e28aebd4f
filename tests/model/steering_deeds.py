"""What is tried with a steering group, its seats and meetings: by which rules it is refused, what it comes to."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.model.deeds import MUNICIPALITY, counts, not_started, rules
from tests.model.process import Process
from tests.model.things import LEADER, Deed


@dataclass
class Group:
    """A steering group: whose seats it has, and who chairs."""

    seats: tuple[str, ...]
    chair: str = ""
    between: bool = False
    """Whether it may decide without meeting."""
    dissolved: bool = False
    held: dict[str, bool] = field(default_factory=dict)
    """Of each seat that was filled: whether somebody still sits there."""


@dataclass
class Meeting:
    """A meeting of it, or a question between meetings."""

    to_come: bool
    between: bool
    present: tuple[str, ...] = ()
    stated: int = 0
    """Of how many seats it was told whether somebody was there."""
    other: bool = False
    """Whether its items are the other ones."""
    resolved: bool = False
    cancelled: bool = False
    adjusted: bool = False


def _participants(process: Process) -> set[str]:
    """Who takes part, or was interested or conditional in the last request."""
    return {*process.interested(), *process.taking_part()}


@rules("form group", LEADER)
def _form(process: Process, deed: Deed) -> Iterator[str]:
    yield from not_started(process) if "PRE_STUDY" not in process.steered else ()
    yield from _charter(deed, _participants(process))


def _charter(deed: Deed, who: set[str]) -> Iterator[str]:
    seats = deed["seats"]
    if len(set(seats)) < len(seats):
        yield "code-twice"
    if not set(seats) <= who:
        yield "seat-not-of-participant"
    if deed["chair"] and deed["chair"] not in seats:
        yield "chair-without-seat"


@counts("form group")
def _formed(process: Process, deed: Deed) -> None:
    process.group = Group(deed["seats"], deed["chair"] or "", between=bool(deed["between"]))
    process.meeting = None
    process.steered["PRE_STUDY"] = "the group"


def _standing(process: Process) -> Iterator[str]:
    if process.group.dissolved:
        yield "group-dissolved"


def _steers(process: Process) -> bool:
    return process.steered["PRE_STUDY"] == "the group"


@rules("compose group", LEADER)
def _compose(process: Process, deed: Deed) -> Iterator[str]:
    yield from _standing(process)
    joining = _participants(process) if _steers(process) else set()
    yield from _charter(deed, {*process.group.seats, *joining})


@counts("compose group")
def _composed(process: Process, deed: Deed) -> None:
    process.group.seats, process.group.chair = deed["seats"], deed["chair"] or ""
    process.group.between = bool(deed["between"])


@rules("elect chair", LEADER)
def _elect(process: Process, deed: Deed) -> Iterator[str]:
    yield from _standing(process)
    if deed["chair"] not in process.group.seats:
        yield "chair-without-seat"


@counts("elect chair")
def _elected(process: Process, deed: Deed) -> None:
    process.group.chair = deed["chair"]


@rules("lapse seats", LEADER)
def _lapse(process: Process, deed: Deed) -> Iterator[str]:
    yield from _standing(process)
    staying = _staying(process)
    if len(staying) == len(process.group.seats):
        yield "no-seat-lapses"
    if not staying:
        yield "nobody-left-in-group"


def _staying(process: Process) -> tuple[str, ...]:
    taking_part = process.taking_part() if _steers(process) else []
    return tuple(each for each in process.group.seats if each in taking_part)


@counts("lapse seats")
def _lapsed(process: Process, deed: Deed) -> None:
    process.group.seats = _staying(process)
    if process.group.chair not in process.group.seats:
        process.group.chair = ""


@rules("dissolve group", LEADER)
def _dissolve(process: Process, deed: Deed) -> Iterator[str]:
    yield from _standing(process)
    if not deed["reason"]:
        yield "reason-missing"


@counts("dissolve group")
def _dissolved(process: Process, deed: Deed) -> None:
    process.group.dissolved = True


@rules("fill seat", MUNICIPALITY)
def _fill(process: Process, deed: Deed) -> Iterator[str]:
    yield from _standing(process)
    if deed["municipality"] not in process.group.seats:
        yield "no-seat-in-group"
    if deed["same"]:
        yield "deputy-for-herself"


@counts("fill seat")
def _filled(process: Process, deed: Deed) -> None:
    process.group.held[deed["municipality"]] = True


@rules("vacate seat", MUNICIPALITY)
def _vacate(process: Process, deed: Deed) -> Iterator[str]:
    held = process.group.held.get(deed["municipality"])
    if held is None:
        yield "not-found"
    elif not held:
        yield "seat-empty"


@counts("vacate seat")
def _vacated(process: Process, deed: Deed) -> None:
    process.group.held[deed["municipality"]] = False


@rules("call meeting", LEADER)
def _call(process: Process, deed: Deed) -> Iterator[str]:
    yield from _standing(process)
    if deed["nameless"]:
        yield "body-without-id"
    if deed["between"] and not process.group.between:
        yield "not-between-meetings"


@counts("call meeting")
def _called(process: Process, deed: Deed) -> None:
    between, other = bool(deed["between"]), bool(deed["other"])
    process.meeting = Meeting(to_come=bool(deed["late"]), between=between, other=other)


def _open(process: Process) -> Iterator[str]:
    if process.meeting.cancelled:
        yield "meeting-cancelled"
    if process.meeting.adjusted:
        yield "minutes-are-adjusted"


@rules("recall meeting", LEADER)
def _recall(process: Process, deed: Deed) -> Iterator[str]:
    """What was held has come, and keeps the items that were decided about."""
    yield from _open(process)
    if process.meeting.stated and deed["late"]:
        yield "meeting-not-yet"
    if process.meeting.resolved and bool(deed["other"]) != process.meeting.other:
        yield "meeting-held"


@counts("recall meeting")
def _recalled(process: Process, deed: Deed) -> None:
    process.meeting.to_come, process.meeting.other = bool(deed["late"]), bool(deed["other"])


@rules("cancel meeting", LEADER)
def _cancel(process: Process, deed: Deed) -> Iterator[str]:
    yield from _open(process)
    if process.meeting.stated:
        yield "meeting-held"


@counts("cancel meeting")
def _cancelled(process: Process, deed: Deed) -> None:
    process.meeting.cancelled = True


@rules("hold meeting", LEADER)
def _hold(process: Process, deed: Deed) -> Iterator[str]:
    yield from _open(process)
    yield from _standing(process)
    if process.meeting.to_come:
        yield "meeting-not-yet"
    if deed["incomplete"]:
        yield "attendance-incomplete"


@counts("hold meeting")
def _held(process: Process, deed: Deed) -> None:
    seats = process.group.seats
    process.meeting.stated = len(seats)
    process.meeting.present = tuple(each for each in seats if each not in deed["absent"])


@rules("resolve item", LEADER)
def _resolve(process: Process, deed: Deed) -> Iterator[str]:
    meeting, flaw = process.meeting, deed["flaw"]
    present, away = meeting.present, deed["away"] or ()
    yield from _open(process)
    if not meeting.stated:
        yield "meeting-not-held"
    if flaw == "item":
        yield "no-such-item"
    if not set(away) <= set(present) or (deed["reserves"] and deed["reserves"] not in present):
        yield "not-present"
    if deed["reserves"] in away:
        yield "conflict-of-interest"
    voters = len(set(present) - set(away))
    if 2 * voters <= meeting.stated:
        yield "no-quorum"
    yield from _votes(deed, voters)
    if meeting.between and (deed["vote"] or deed["reserves"]):
        yield "somebody-objects"


def _votes(deed: Deed, voters: int) -> Iterator[str]:
    flaw = deed["flaw"]
    if flaw == "unvoted":
        yield "votes-without-vote"
    if not deed["vote"]:
        return
    if flaw == "sum":
        yield "votes-do-not-add-up"
    if flaw == "down" and voters:
        yield "voted-down"
    equal = voters == 0 and flaw != "sum"
    if equal != (flaw == "casting"):
        yield "casting-vote-wrong"


@counts("resolve item")
def _resolved(process: Process, deed: Deed) -> None:
    """One of the items."""
    process.meeting.resolved = True


@rules("adjust minutes", LEADER)
def _adjust(process: Process, deed: Deed) -> Iterator[str]:
    meeting, chair = process.meeting, process.group.chair
    yield from _open(process)
    yield from _standing(process)
    if not meeting.stated:
        yield "meeting-not-held"
    adjusters = set(deed["adjusters"])
    chaired = not chair or chair in adjusters & set(meeting.present)
    if len(adjusters) < 2 or not adjusters <= set(meeting.present) or not chaired:
        yield "two-adjust-minutes"
    if deed["late"]:
        yield "adjusted-out-of-order"


@counts("adjust minutes")
def _adjusted(process: Process, deed: Deed) -> None:
    process.meeting.adjusted = True
