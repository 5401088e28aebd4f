"""An agreement (avtal) that was signed in an insats: with whom, when, and for which days."""

from dataclasses import dataclass
from typing import Annotated

from samverka_domain.kernel.limits import Day, Name, Path, Text, Value, place
from samverka_domain.kernel.rules import Rule, require


@dataclass(frozen=True, kw_only=True)
class Agreement(Value):
    """A signed agreement, and where it is registered."""

    party: Name
    signed_on: Day
    valid_from: Day
    valid_to: Day | None = None
    reference: Annotated[str, Text(300)]
    """Its record number, or the procurement that it came from."""

    def require_sensible(self, path: Path) -> None:
        """Refuse one that ends before it begins."""
        in_order = self.valid_to is None or self.valid_from <= self.valid_to
        require(in_order, Rule.ENDS_BEFORE_IT_STARTS, **place((*path, "valid_to")))
