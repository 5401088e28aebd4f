"""Resources in hours and money, by the year."""

from dataclasses import dataclass
from typing import Annotated

from samverka_domain.kernel.limits import Between, Value, Year
from samverka_domain.kernel.rules import Rule

Hours = Annotated[int, Between(1, 20_000, Rule.HOURS_OUT_OF_RANGE)]
"""Per role and year: at most some eleven full-time posts."""
ThousandKronor = Annotated[int, Between(1, 500_000, Rule.MONEY_OUT_OF_RANGE)]
"""Per year."""


@dataclass(frozen=True)
class YearHours(Value):
    """Whole hours in one year, of all roles together."""

    year: Year
    hours: Hours


@dataclass(frozen=True)
class YearMoney(Value):
    """Whole thousands of kronor in one year."""

    year: Year
    thousand_kronor: ThousandKronor
