"""What a story is: one decision of an aggregate, and another that follows upon it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from samverka_domain.answers import InterestResponse
from samverka_domain.kernel.aggregate import Correction, DomainEvent, field_names
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.memberships import Kommunalforbund
from samverka_domain.requests import Terms
from tests.unit.support import FYRBODAL, NOW, TROLLHATTAN, Fact, Result, Scenario, decided, fact

FIRST, BETWEEN, SECOND, LATER = date(2026, 2, 2), date(2026, 3, 3), date(2026, 5, 4), date(2026, 6, 5)
A_DAY = timedelta(days=1)
BECAUSE = "Så blev det"


@dataclass(frozen=True)
class Story:
    """What was decided on FIRST, and a command that led to an event with a decision of SECOND."""

    first: tuple[Fact, ...]
    command: Callable[..., Any]
    arguments: tuple[Any, ...]
    second: Fact
    better: Mapping[str, Any]
    """What of the second event's content can be put right, and to what."""

    @property
    def aggregate_class(self) -> Any:
        return self.second.event_class.aggregate_class

    @property
    def correction(self) -> type[Correction]:
        """The event by which the second one is put right."""
        kinds: tuple[type[Correction], ...] = self.aggregate_class.corrections()
        return next(kind for kind in kinds if kind.audience is self.second.event_class.audience)

    @property
    def body(self) -> Body:
        body: Body = self.second.says["decision"].body
        return body

    @property
    def bodies(self) -> tuple[Body, ...]:
        """Those that may decide the second event; the one that did is the first of them."""
        return self.second.event_class.deciders(self.second.says)

    @property
    def first_version(self) -> int:
        """Of the last event before the second that was decided."""
        return max(number for number, each in enumerate(self.first, 1) if "decision" in each.says)

    @property
    def version(self) -> int:
        """Of the second event."""
        return len(self.first) + 1

    @property
    def past(self) -> tuple[Fact, ...]:
        return (*self.first, self.second)

    def decision(self, on: date, **says: Any) -> Decision:
        return replace(decided(self.body, BECAUSE, on), **says)

    def with_decision(self, decision: Decision) -> Fact:
        """The second event, decided otherwise."""
        return Fact(self.second.event_class, {**self.second.says, "decision": decision})

    def decide(self, scenario: Scenario, decision: Decision) -> Result:
        return scenario.when(self.command, *self.arguments, decision)

    def correct(
        self, scenario: Scenario, version: int, corrected: Decision, decision: Decision, **content: Any
    ) -> Result:
        if self.aggregate_class is InterestResponse:
            return scenario.when(InterestResponse.correct_answer, version, TERMS, corrected, decision, **content)
        return scenario.when(self.aggregate_class.correct, version, corrected, decision, content=content)

    def corrected(self, version: int, corrected: Decision, decision: Decision, **content: Any) -> Fact:
        """What a correction says."""
        event_class = self.correction
        common = field_names(self.aggregate_class.Event) - field_names(DomainEvent) - {"decision"}
        says = {name: self.second.says[name] for name in common} | dict.fromkeys(event_class.content())
        more = _ALSO_SAID.get(event_class, {})
        named = {"corrects": version, "corrected": corrected, "decision": decision}
        return fact(event_class, **says | content | more | named)


_ALSO_SAID: dict[type[Correction], dict[str, Any]] = {
    InterestResponse.Corrected: {"after_closing": False},
    Kommunalforbund.Corrected: {"addressed_to": (TROLLHATTAN,), "connected": None},
}
"""What corrections say of themselves."""
TERMS = Terms(3, "insats-1", FYRBODAL, (TROLLHATTAN,), (), NOW + timedelta(days=30))


def story(
    starts: Fact | None,
    first: Fact,
    command: Callable[..., Any],
    arguments: tuple[Any, ...],
    second: Fact,
    body: Body,
    **better: Any,
) -> Story:
    before, after = decided(body, BECAUSE, FIRST, "2026/1"), decided(body, BECAUSE, SECOND, "2026/2")
    dated = Fact(first.event_class, {**first.says, "decision": before})
    begun = (starts, dated) if starts else (dated,)
    return Story(begun, command, arguments, Fact(second.event_class, {**second.says, "decision": after}), better)
