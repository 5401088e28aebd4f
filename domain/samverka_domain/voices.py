"""Voices: what a seat's holder says of a meeting herself, of each item, and of the minutes."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from samverka_domain.kernel.limits import Id, Value


class Vote(StrEnum):
    """A holder's own vote about an item."""

    FOR = "FOR"
    AGAINST = "AGAINST"
    ABSTAIN = "ABSTAIN"


@dataclass(frozen=True)
class Ballot(Value):
    """A vote that a seat's holder has cast herself."""

    voting_seat: Id
    vote: Vote


@dataclass(frozen=True)
class Voice:
    """What one seat has said so far."""

    seat: str
    votes: Mapping[int, Vote] = field(default_factory=dict)
    """By item."""
    reservations: Mapping[int, str] = field(default_factory=dict)
    """By item; none that was taken back."""
    confirmed: int | None = None
    """The version of the meeting at which she adjusted its minutes."""

    def said(self, item: int | None, vote: Vote | None, statement: str | None, confirmed: int | None) -> "Voice":
        """The same after one more word; an empty statement takes a reservation back."""
        votes = {**self.votes, item: vote} if item and vote else self.votes
        reservations = {**self.reservations, item: statement} if item and statement is not None else self.reservations
        kept = {number: text for number, text in reservations.items() if text}
        return Voice(self.seat, votes, kept, confirmed or self.confirmed)


def ballots(voices: Iterable[Voice], item: int, away: Sequence[str] = ()) -> tuple[Ballot, ...]:
    """The votes about an item, without those of seats that do not count."""
    cast = (each for each in voices if item in each.votes and each.seat not in away)
    return tuple(Ballot(each.seat, each.votes[item]) for each in cast)


def counted(cast: Iterable[Ballot]) -> Mapping[Vote, int]:
    """How many votes there are of each kind."""
    return Counter(each.vote for each in cast)


def confirming(voices: Iterable[Voice], version: int) -> frozenset[str]:
    """The seats that have adjusted the minutes as the meeting stands at a version."""
    return frozenset(each.seat for each in voices if each.confirmed == version)
