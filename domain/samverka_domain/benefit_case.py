"""The benefit case (nyttokalkyl): benefits and costs of alternatives as rows, their sums, and when they are even."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from samverka_domain.kernel.limits import Between, Name, Path, Text, Value, place
from samverka_domain.kernel.rules import Rule, require

MOST_THOUSAND_KRONOR = 500_000
YEARS_REGARDED = 20
"""Within which costs are looked for as earned back."""

Sentence = Annotated[str, Text(1000, lines=True, may_be_empty=True)]
ThousandKronor = Annotated[int, Between(0, MOST_THOUSAND_KRONOR)]
Hours = Annotated[int, Between(0, 100_000)]


class BenefitKind(StrEnum):
    """Whether a benefit is counted in money or judged."""

    QUALITATIVE = "QUALITATIVE"
    ECONOMIC = "ECONOMIC"


class Reach(StrEnum):
    """Whether a benefit arises outside of the organisations or within them."""

    EXTERNAL = "EXTERNAL"
    INTERNAL = "INTERNAL"


class Certainty(StrEnum):
    """How sure it is that a benefit comes."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"


@dataclass(frozen=True, kw_only=True)
class Benefit(Value):
    """A benefit of an alternative: an economic one in thousand kronor per year, a qualitative one from -2 to 2."""

    alternative: Name
    stakeholder: Name
    kind: BenefitKind
    reach: Reach
    enables: Annotated[str, Text(1000, lines=True)]
    """What the solution makes possible."""
    change: Sentence = ""
    """What the organisation must change."""
    thousand_kronor: ThousandKronor | None = None
    scale: Annotated[int, Between(-2, 2)] | None = None
    certainty: Certainty = Certainty.MEDIUM
    goal: Sentence = ""

    def require_sensible(self, path: Path) -> None:
        """Refuse a benefit without its measure, or with the other kind's."""
        economic = self.kind is BenefitKind.ECONOMIC
        fits = (self.thousand_kronor is not None) == economic and (self.scale is not None) != economic
        measure = "thousand_kronor" if economic else "scale"
        require(fits, Rule.BENEFIT_NEEDS_ITS_MEASURE, **place((*path, measure)), kind=self.kind)


@dataclass(frozen=True, kw_only=True)
class Cost(Value):
    """What an alternative costs: once, each year in operation and upkeep, and in hours of the organisations' own."""

    alternative: Name
    what: Name
    once: ThousandKronor = 0
    operation: ThousandKronor = 0
    """Thousand kronor per year."""
    upkeep: ThousandKronor = 0
    """Thousand kronor per year."""
    own_hours: Hours = 0


@dataclass(frozen=True)
class Balance:
    """What an alternative comes to, in thousand kronor; hours are counted beside it."""

    alternative: str
    benefit_each_year: int
    cost_once: int
    cost_each_year: int
    own_hours: int
    qualitative: int
    """The sum of what was judged."""

    @property
    def net_each_year(self) -> int:
        """What is left of the benefit when the year's costs are paid."""
        return self.benefit_each_year - self.cost_each_year

    @property
    def breaks_even_in(self) -> int | None:
        """The year, counted from the first, in which the cost is earned back; None if not within YEARS_REGARDED."""
        years = range(1, YEARS_REGARDED + 1)
        return next((year for year in years if self.net_each_year * year >= self.cost_once), None)


def balances(benefits: Iterable[Benefit], costs: Iterable[Cost]) -> list[Balance]:
    """Of each alternative, in the order in which they are first named."""
    gains, spent = list(benefits), list(costs)
    named = dict.fromkeys([*(each.alternative for each in gains), *(each.alternative for each in spent)])
    return [_balance(name, gains, spent) for name in named]


def _balance(alternative: str, benefits: list[Benefit], costs: list[Cost]) -> Balance:
    gains = [each for each in benefits if each.alternative == alternative]
    spent = [each for each in costs if each.alternative == alternative]
    return Balance(
        alternative,
        benefit_each_year=sum(each.thousand_kronor or 0 for each in gains),
        cost_once=sum(each.once for each in spent),
        cost_each_year=sum(each.operation + each.upkeep for each in spent),
        own_hours=sum(each.own_hours for each in spent),
        qualitative=sum(each.scale or 0 for each in gains),
    )
