"""A history: what organisations of a region recorded, one after another, in plain words.

Organisations, insatser and requests go by short names of the history's own. One command may come to two records.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any


@dataclass(frozen=True)
class Decided:
    """The decision that a record tells of; one that was overtaken stands in the history and changes nothing."""

    on: date
    number: str
    overtaken: bool = False


@dataclass(frozen=True)
class Resources:
    """What is set aside: (role, year, hours) and (year, thousands of kronor), for these days."""

    hours: tuple[tuple[str, int, int], ...]
    money: tuple[tuple[int, int], ...]
    first_day: date
    last_day: date


@dataclass(frozen=True, kw_only=True)
class Record(ABC):
    """What one event says; `by` is the organisation in whose log it stands."""

    by: str
    decided: Decided | None = None

    @property
    @abstractmethod
    def stream(self) -> tuple[str, ...]:
        """The records about the same, of which each has the version by which it is known."""


@dataclass(frozen=True, kw_only=True)
class OfMembers(Record):
    """About the members of a förbund."""

    @property
    def stream(self) -> tuple[str, ...]:
        return ("members", self.by)


@dataclass(frozen=True, kw_only=True)
class Founded(OfMembers):
    """A förbund took its place."""


@dataclass(frozen=True, kw_only=True)
class Invited(OfMembers):
    """A municipality is invited to be a member from a day on: the förbund's half."""

    member: str
    first_day: date


@dataclass(frozen=True, kw_only=True)
class LetGo(OfMembers):
    """By the förbund a municipality is a member through this day; one that has not answered is invited no more."""

    member: str
    last_day: date


@dataclass(frozen=True, kw_only=True)
class OfOwnHalf(Record):
    """About the municipality's half of a membership, in answer to the invitation at this place of the history."""

    forbund: str
    invitation: int

    @property
    def stream(self) -> tuple[str, ...]:
        return ("own half", self.by, str(self.invitation))


@dataclass(frozen=True, kw_only=True)
class Confirmed(OfOwnHalf):
    """The municipality is a member, from the day that the förbund has named."""


@dataclass(frozen=True, kw_only=True)
class Refused(OfOwnHalf):
    """The municipality is no member."""


@dataclass(frozen=True, kw_only=True)
class Departed(OfOwnHalf):
    """The municipality is a member through this day."""

    last_day: date


@dataclass(frozen=True, kw_only=True)
class OfInsats(Record):
    """About an insats of a förbund."""

    insats: str

    @property
    def stream(self) -> tuple[str, ...]:
        return ("insats", self.insats)


@dataclass(frozen=True, kw_only=True)
class Idea(OfInsats):
    """An idea reached the förbund."""


@dataclass(frozen=True, kw_only=True)
class Prioritised(OfInsats):
    """The e-råd: START_NOW, WAIT or DECLINE."""

    priority: str


@dataclass(frozen=True, kw_only=True)
class OfRequest(Record):
    """About a request."""

    request: str

    @property
    def stream(self) -> tuple[str, ...]:
        return ("request", self.request)


@dataclass(frozen=True, kw_only=True)
class Drafted(OfRequest):
    """A request was drafted."""

    insats: str
    round: str


@dataclass(frozen=True, kw_only=True)
class Approved(OfRequest):
    """The e-råd approved the draft."""


@dataclass(frozen=True, kw_only=True)
class Sent(OfRequest):
    """The request went to its recipients."""

    insats: str
    round: str
    to: tuple[str, ...]
    closes_at: datetime
    open_answers: bool


@dataclass(frozen=True, kw_only=True)
class Extended(OfRequest):
    """There is more time."""

    closes_at: datetime


@dataclass(frozen=True, kw_only=True)
class Closed(OfRequest):
    """Nothing is in time any more."""


@dataclass(frozen=True, kw_only=True)
class Judged(OfRequest):
    """The e-råd judged the interest."""


@dataclass(frozen=True, kw_only=True)
class RequestWithdrawn(OfRequest):
    """The e-råd took the question back."""


@dataclass(frozen=True, kw_only=True)
class OfAnswer(Record):
    """About what a municipality said to a request; in the förbund's log, it is on the municipality's behalf."""

    request: str
    municipality: str

    @property
    def on_behalf(self) -> bool:
        """Whether the förbund said it."""
        return self.by != self.municipality

    @property
    def stream(self) -> tuple[str, ...]:
        return ("answer", self.by, self.request, self.municipality)


@dataclass(frozen=True, kw_only=True)
class Answered(OfAnswer):
    """The first answer, another one, or one anew."""

    stance: str


@dataclass(frozen=True, kw_only=True)
class AnswerWithdrawn(OfAnswer):
    """The answer is taken back from a day on."""

    from_day: date


@dataclass(frozen=True, kw_only=True)
class OfPart(Record):
    """About a municipality's part in an insats."""

    insats: str

    @property
    def stream(self) -> tuple[str, ...]:
        return ("part", self.by, self.insats)


@dataclass(frozen=True, kw_only=True)
class TookPart(OfPart):
    """The municipality takes part, perhaps from a later day than that of the decision."""

    holds_from: date | None = None


@dataclass(frozen=True, kw_only=True)
class SetAside(TookPart):
    """Resources are set aside, anew or instead of others."""

    resources: Resources


@dataclass(frozen=True, kw_only=True)
class Declined(OfPart):
    """The municipality decided not to take part."""


@dataclass(frozen=True, kw_only=True)
class Ended(OfPart):
    """The part ends with this day as its last."""

    last_day: date


@dataclass(frozen=True, kw_only=True)
class Corrected(Record):
    """An earlier record, of this place in the history, was put right: its day, and what `content` names."""

    place: int
    of: tuple[str, ...]
    on: date
    content: tuple[tuple[str, Any], ...] = ()

    @property
    def stream(self) -> tuple[str, ...]:
        return self.of


@dataclass(frozen=True)
class Entry:
    """A record and its moment."""

    at: datetime
    what: Any


History = list[Entry]


def version(history: History, stream: tuple[str, ...]) -> int:
    """At which version a stream stands."""
    return sum(entry.what.stream == stream for entry in history)


def version_of(history: History, place: int) -> int:
    """Which version of its stream a record is."""
    return version(history[: place + 1], history[place].what.stream)


@dataclass(frozen=True)
class Standing:
    """A record as it stands, in its place, since a moment."""

    place: int
    at: datetime
    """When the record, or the correction by which it stands so, was recorded."""
    what: Any
    late: bool = False
    """Whether it is an answer for which the time was over when it was recorded: that is decided once, and stays."""


def stand(history: History, known_at: datetime) -> Iterator[Standing]:
    """What was known at a moment, corrections carried out, what was overtaken left out."""
    known = [entry for entry in history if entry.at <= known_at]
    for place, entry in enumerate(known):
        if isinstance(entry.what, Corrected) or (entry.what.decided and entry.what.decided.overtaken):
            continue
        yield _put_right(place, entry, known)


def _put_right(place: int, entry: Entry, known: History) -> Standing:
    at, what = entry.at, entry.what
    for later in known:
        if isinstance(later.what, Corrected) and later.what.place == place:
            at = later.at
            decided = replace(what.decided, on=later.what.on)
            what = replace(what, decided=decided, **dict(later.what.content))
    return Standing(place, at, what, late=_is_late(place, known))


def _is_late(place: int, known: History) -> bool:
    answer = known[place]
    if not isinstance(answer.what, Answered):
        return False
    closes_at, closed = answer.at, False
    for earlier in known[:place]:
        if earlier.what.stream == ("request", answer.what.request):
            closes_at = earlier.what.closes_at if isinstance(earlier.what, Sent | Extended) else closes_at
            closed = closed or isinstance(earlier.what, Closed)
    return closed or closes_at <= answer.at
