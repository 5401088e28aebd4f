"""Putting right what was recorded of an act, which no body has decided: by the same role, with its reason."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from samverka_domain.kernel.aggregate import Aggregate, DomainEvent, PutRight, field_names
from samverka_domain.kernel.limits import Reason
from samverka_domain.kernel.order import decision_of
from samverka_domain.kernel.rules import Rule, require


class ActCorrection(PutRight):
    """What an earlier act of the stream says was put right; the first base, before the aggregate's own `Event`.

    Its other fields are those of the act, all of them: an event that has them all is one that it can put right.
    """

    reason: Reason

    def put_right(self, event: DomainEvent) -> DomainEvent:
        """The act as it should have been recorded."""
        named: Any = event
        right: DomainEvent = replace(named, **{name: getattr(self, name) for name in self.content()})
        return right


def correct_act(
    aggregate: Aggregate, kind: type[ActCorrection], version: int, reason: str, at: datetime, **content: Any
) -> None:
    """Put right the act of this version in the aggregate's stream. Raises Refused."""
    wrong = next((each for each in aggregate.past if each.originator_version == version), None)
    act = wrong is not None and decision_of(wrong) is None and not isinstance(wrong, PutRight)
    require(act and kind.content() <= field_names(type(wrong)), Rule.NOTHING_TO_CORRECT, version=version)
    named: Any = wrong
    require(replace(named, **content) != wrong, Rule.CORRECTION_CHANGES_NOTHING)
    aggregate.record(kind, at, corrects=version, reason=reason, **content)
