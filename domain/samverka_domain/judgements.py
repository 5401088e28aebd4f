"""The judgement of interest after a closed request: what had been answered then, and which threshold was set."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from samverka_domain.answers import Stance
from samverka_domain.kernel.limits import Between, Id, Listed, Value
from samverka_domain.participation import Said

Numbers = Annotated[tuple[Id, ...], Listed(500)]
"""Organisationsnummer."""


class Judgement(StrEnum):
    """The e-råd's judgement of the interest that has been answered."""

    GO = "GO"
    WAIT = "WAIT"
    NO_GO = "NO_GO"


class Counting(StrEnum):
    """Which answers a threshold counts."""

    INTERESTED = "INTERESTED"
    INTERESTED_AND_CONDITIONAL = "INTERESTED_AND_CONDITIONAL"


@dataclass(frozen=True)
class Threshold(Value):
    """How many municipalities are needed at least, and which answers count."""

    least: Annotated[int, Between(1, 400)]
    counting: Counting


@dataclass(frozen=True)
class Counts(Value):
    """The answers to a request on a day; a withdrawn one is none, and who has left the förbund is counted apart."""

    recipients: int
    interested: int
    conditional: int
    declined: int
    unanswered: int
    came_late: int
    """Of those that have answered."""
    withdrawn: int
    """Of those that are unanswered."""
    on_behalf: int
    """Of those that have answered."""
    left: int

    @classmethod
    def of(cls, said: Iterable[Said], left: int) -> "Counts":
        """Counted from what each recipient has said that is a member still."""
        every = list(said)
        given = [each for each in every if each.counts]
        return cls(
            recipients=len(every),
            interested=_with(Stance.INTERESTED, given),
            conditional=_with(Stance.CONDITIONAL, given),
            declined=_with(Stance.DECLINED, given),
            unanswered=len(every) - len(given),
            came_late=sum(each.late for each in given),
            withdrawn=sum(each.withdrawn for each in every),
            on_behalf=sum(each.on_behalf for each in given),
            left=left,
        )

    def reach(self, threshold: Threshold) -> bool:
        """Whether there are as many as the threshold demands."""
        with_conditions = threshold.counting is Counting.INTERESTED_AND_CONDITIONAL
        return self.interested + (self.conditional if with_conditions else 0) >= threshold.least

    def speak_against(self, judgement: Judgement, threshold: Threshold) -> bool:
        """Whether a judgement goes another way than the threshold (avviker från tröskeln)."""
        against = {Judgement.GO: not self.reach(threshold), Judgement.NO_GO: self.reach(threshold)}
        return against.get(judgement, False)


@dataclass(frozen=True)
class Interest:
    """What the members that were asked have answered until now: counted, and who said yes."""

    counts: Counts
    interested: tuple[str, ...]
    """Organisationsnummer of those that said yes, with conditions or not."""
    conditional: tuple[str, ...]
    """Of these, those that have conditions."""

    @classmethod
    def of(cls, said: Mapping[str, Said], left: int) -> "Interest":
        """Read off what each recipient that is still a member has said."""
        given = {number: each.stance for number, each in said.items() if each.counts}
        yes = tuple(sorted(number for number, stance in given.items() if stance is not Stance.DECLINED))
        conditional = tuple(number for number in yes if given[number] is Stance.CONDITIONAL)
        return cls(Counts.of(said.values(), left), yes, conditional)


def _with(stance: Stance, given: Iterable[Said]) -> int:
    return sum(each.stance is stance for each in given)
