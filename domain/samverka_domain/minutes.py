"""What is said of a meeting: the call with its agenda, who was there, what was decided, and the minutes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated

from samverka_domain.gates import Gate
from samverka_domain.kernel.limits import Between, Code, Day, Id, Listed, Path, Text, Title, Value, place
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.plans import require_unique
from samverka_domain.voices import Ballot, Voice, ballots

MOST_ITEMS = 100
Item = Annotated[int, Between(1, MOST_ITEMS)]
"""A number on the agenda."""
Votes = Annotated[int, Between(0, 1000)]


class Presence(StrEnum):
    """How a seat was represented."""

    MEMBER = "MEMBER"
    DEPUTY = "DEPUTY"
    ABSENT = "ABSENT"


class DecidedBy(StrEnum):
    """How a meeting comes to a decision: consensus is the custom in collaboration."""

    CONSENSUS = "CONSENSUS"
    VOTE = "VOTE"


@dataclass(frozen=True)
class AgendaItem(Value):
    """What is on the agenda; of a gate, about which version of which document."""

    subject: Title
    gate: Gate | None = None
    document_id: Id | None = None
    document_version: Code | None = None


@dataclass(frozen=True)
class Call(Value):
    """Whereto and when a body is called, and what it is to deal with."""

    held_on: Day
    venue: Annotated[str, Text(500)]
    """A room, or a link."""
    agenda: Annotated[tuple[AgendaItem, ...], Listed(MOST_ITEMS, least=1)]


@dataclass(frozen=True)
class Attendance(Value):
    """Whether a seat was represented."""

    attending_seat: Id
    presence: Presence


@dataclass(frozen=True)
class Reservation(Value):
    """That somebody does not stand behind a decision."""

    reserving_seat: Id | None
    """Not told in the minutes of other bodies than steering groups, where it is a person."""
    statement: Annotated[str, Text(4000, lines=True)]


@dataclass(frozen=True, kw_only=True)
class Resolution(Value):
    """What was decided about an item, and how."""

    resolved: Annotated[str, Text(4000, lines=True)]
    decided_how: DecidedBy = DecidedBy.CONSENSUS
    votes_for: Votes = 0
    votes_against: Votes = 0
    abstentions: Votes = 0
    casting_vote: bool = False
    """Whether the votes were equal and the chair's decided."""
    disqualified: Annotated[tuple[Id, ...], Listed(100)] = ()
    """Seats of those who were jäviga: they count neither for presence nor vote."""
    reservations: Annotated[tuple[Reservation, ...], Listed(100)] = ()

    @property
    def votes(self) -> int:
        """All that were cast."""
        return self.votes_for + self.votes_against + self.abstentions

    def require_sensible(self, path: Path) -> None:
        """Refuse votes without a vote, a majority against, and a casting vote where none was needed."""
        require_unique(self.disqualified, (*path, "disqualified"))
        voted = self.decided_how is DecidedBy.VOTE
        require(
            voted or not (self.votes or self.casting_vote), Rule.VOTES_WITHOUT_VOTE, **place((*path, "votes_for"))
        )
        carried = self.votes_for >= self.votes_against
        require(carried, Rule.VOTED_DOWN, **place((*path, "votes_against")))
        equal = voted and self.votes_for == self.votes_against
        require(self.casting_vote == equal, Rule.CASTING_VOTE_WRONG, **place((*path, "casting_vote")))


@dataclass(frozen=True)
class Handled(Value):
    """An item with what was decided about it, if anything was."""

    item: AgendaItem
    resolution: Resolution | None = None
    ballots: tuple[Ballot, ...] = ()
    """Votes that holders of seats have cast themselves"""

    def heard(self, number: int, voices: Sequence[Voice]) -> "Handled":
        """The same with what holders of seats have said themselves; their own word stands for what was recorded."""
        own = {each.seat: each.reservations[number] for each in voices if number in each.reservations}
        cast = ballots(voices, number, self.resolution.disqualified if self.resolution else ())
        if self.resolution is None:
            return replace(self, ballots=cast)
        recorded = [each for each in self.resolution.reservations if each.reserving_seat not in own]
        reservations = (*recorded, *(Reservation(seat, text) for seat, text in own.items()))
        return replace(self, resolution=replace(self.resolution, reservations=reservations), ballots=cast)


@dataclass(frozen=True)
class Minutes(Value):
    """What is kept of a meeting."""

    held_on: Day
    venue: str
    between_meetings: bool
    present: int
    seats: int
    attendance: tuple[Attendance, ...]
    """Seat by seat; of other bodies than steering groups nothing, for there they are persons."""
    handled: tuple[Handled, ...]
