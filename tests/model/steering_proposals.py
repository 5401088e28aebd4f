"""What is tried with a steering group and its meetings."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.model.process_story import MUNICIPALITIES
from tests.model.proposals import Proposals

OUTSIDER = "X"
"""Of another region."""
Says = Callable[[Proposals], Mapping[str, Any]]


def _charter(proposals: Proposals) -> Mapping[str, Any]:
    """Most often of those that may have a seat."""
    process, chance = proposals.process, proposals.chance
    fitting = sorted({*process.interested(), *process.taking_part()}) or list(MUNICIPALITIES)
    among = fitting if proposals.perhaps(0.8) else [*MUNICIPALITIES, OUTSIDER]
    seats = tuple(chance.sample(among, chance.randint(1, len(among))))
    seats = (*seats, seats[0]) if proposals.perhaps(0.05) else seats
    chair = chance.choice(("", seats[0], seats[0], *MUNICIPALITIES))
    return {"seats": seats, "chair": chair, "between": proposals.perhaps(0.5)}


def _seat(proposals: Proposals) -> Mapping[str, Any]:
    seated = [each for each in proposals.process.group.seats if each != OUTSIDER]
    return {"municipality": proposals.chance.choice((*seated, *MUNICIPALITIES)), "same": proposals.perhaps(0.1)}


def _called(proposals: Proposals) -> Mapping[str, Any]:
    perhaps = proposals.perhaps
    return {"late": perhaps(0.2), "between": perhaps(0.3), "nameless": perhaps(0.1), "other": perhaps(0.2)}


def _attendance(proposals: Proposals) -> Mapping[str, Any]:
    seats = proposals.process.group.seats
    absent = tuple(each for each in seats if proposals.perhaps(0.2))
    return {"absent": absent, "incomplete": len(seats) > 1 and proposals.perhaps(0.1)}


def _resolution(proposals: Proposals) -> Mapping[str, Any]:
    chance, present = proposals.chance, proposals.process.meeting.present
    flaw = chance.choice(("", "", "", "item", "unvoted", "sum", "down", "casting"))
    vote = flaw in ("sum", "down", "casting") or (flaw != "unvoted" and proposals.perhaps(0.4))
    some = (*present, *MUNICIPALITIES)
    away = (chance.choice(some),) if proposals.perhaps(0.3) else ()
    reserves = chance.choice((*some, *away * len(some))) if proposals.perhaps(0.3) else ""
    return {"flaw": flaw, "vote": vote, "away": away, "reserves": reserves}


def _adjusters(proposals: Proposals) -> Mapping[str, Any]:
    process = proposals.process
    chair, present = process.group.chair, process.meeting.present
    two = tuple(dict.fromkeys([*([chair] if chair else []), *present]))[:2] or ("A",)
    return {"adjusters": two if proposals.perhaps(0.8) else two[:1], "late": proposals.perhaps(0.1)}


def _chair(proposals: Proposals) -> Mapping[str, Any]:
    return {"chair": proposals.pick(*proposals.process.group.seats, *MUNICIPALITIES)}


OF_GROUPS: Mapping[str, Says] = {
    "form group": _charter,
    "compose group": _charter,
    "elect chair": _chair,
    "lapse seats": lambda _: {},
    "dissolve group": lambda _: {},
    "fill seat": _seat,
    "vacate seat": _seat,
    "call meeting": _called,
    "recall meeting": _called,
    "cancel meeting": lambda _: {},
    "hold meeting": _attendance,
    "resolve item": _resolution,
    "adjust minutes": _adjusters,
}
_WEIGHTS = {
    "cancel meeting": 1,
    "dissolve group": 1,
    "form group": 2,
    "hold meeting": 6,
    "resolve item": 8,
    "adjust minutes": 5,
}
_OF_MEETINGS = ("recall meeting", "cancel meeting", "hold meeting", "resolve item", "adjust minutes")


def of_groups(proposals: Proposals) -> tuple[str, Mapping[str, Any]]:
    """One of them: the group and the meeting come first, if there are none."""
    names, process = list(OF_GROUPS), proposals.process
    name = proposals.chance.choices(names, [_WEIGHTS.get(each, 3) for each in names])[0]
    if process.group is None or (process.group.dissolved and proposals.perhaps(0.7)):
        name = "form group"
    elif name in _OF_MEETINGS and (process.meeting is None or _is_over(proposals)):
        name = "call meeting"
    return name, OF_GROUPS[name](proposals)


def _is_over(proposals: Proposals) -> bool:
    meeting = proposals.process.meeting
    return (meeting.adjusted or meeting.cancelled) and proposals.perhaps(0.4)
