"""The municipalities of a case: what gates look at of what each has answered, been told and decided."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from samverka_domain.gates import Missing

KEEP_OUT = (Missing.NOT_INTERESTED_BEFORE, Missing.LATE_JOINING_NOT_ACCEPTED, Missing.CONDITION_OPEN)
"""What a municipality itself can lack to take part, once the directive has been sent."""


class Became(StrEnum):
    """What municipalities became by something that happened."""

    INTERESTED = "INTERESTED"
    """By the answers that were judged, with conditions or not."""
    SETTLED = "SETTLED"
    """Its condition, by its own word."""
    ASKED = "ASKED"
    """About the draft of the directive."""
    SENT = "SENT"
    """The approved directive."""
    ACCEPTED = "ACCEPTED"
    """Though late, by who steers."""
    TAKING_PART = "TAKING_PART"
    SET_ASIDE = "SET_ASIDE"
    ENDED = "ENDED"
    OWNER = "OWNER"
    """It receives what is built or bought."""
    GAVE_HOURS = "GAVE_HOURS"
    """To the pre-study."""
    HANDED_OVER = "HANDED_OVER"
    """It has received its own, or has nothing to manage."""


@dataclass(frozen=True)
class Parties:
    """Organisationsnummer of municipalities, by what they are in an insats."""

    interested: frozenset[str] = frozenset()
    conditional: frozenset[str] = frozenset()
    """Of the interested, those whose condition is not settled."""
    asked: frozenset[str] = frozenset()
    sent: frozenset[str] = frozenset()
    accepted: frozenset[str] = frozenset()
    taking_part: frozenset[str] = frozenset()
    set_aside: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    handed_over: frozenset[str] = frozenset()
    promised: frozenset[str] = frozenset()
    """Who has set something aside or given hours to the pre-study, also if that is no more."""

    def judged(self, interested: Iterable[str], conditional: Iterable[str]) -> "Parties":
        """After a judgement of interest: what was answered to an earlier request counts no more."""
        return replace(self, interested=frozenset(interested), conditional=frozenset(conditional))

    def keep_out(self, municipality: str, *, planned: bool) -> Iterator[Missing]:
        """What it lacks to take part, before or after the project plan is approved; nothing, if it does already."""
        if municipality in self.taking_part:
            return
        if municipality not in self.accepted:
            if municipality not in self.sent:
                yield Missing.NOT_INTERESTED_BEFORE
            elif planned:
                yield Missing.LATE_JOINING_NOT_ACCEPTED
        if municipality in self.conditional:
            yield Missing.CONDITION_OPEN

    def after(self, became: Became, who: Iterable[str]) -> "Parties":
        """After these became something."""
        joined, left = _CHANGES[became]
        more = {name: getattr(self, name) | set(who) for name in joined}
        fewer = {name: getattr(self, name) - set(who) for name in left}
        return replace(self, **more, **fewer)


NOBODY = Parties()

_CHANGES: Mapping[Became, tuple[tuple[str, ...], tuple[str, ...]]] = {
    Became.INTERESTED: (("interested",), ("conditional",)),
    Became.SETTLED: ((), ("conditional",)),
    Became.ASKED: (("asked",), ()),
    Became.SENT: (("sent",), ()),
    Became.ACCEPTED: (("accepted",), ()),
    Became.TAKING_PART: (("taking_part",), ()),
    Became.SET_ASIDE: (("taking_part", "set_aside", "promised"), ()),
    Became.ENDED: ((), ("taking_part", "set_aside", "accepted")),
    Became.OWNER: (("owners",), ()),
    Became.GAVE_HOURS: (("promised",), ()),
    Became.HANDED_OVER: (("handed_over",), ()),
}
"""By what happened: the groups that they join, and those that they leave."""
