"""A decision: who took it, in which body and by which authority, when and why; one value from command to answer."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.limits import Day, Id, Name, Path, Person, Text, Value, place
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.kernel.text import is_empty


class Body(StrEnum):
    """The kinds of bodies (DOMAIN: Who). A network and a steering group also have an id."""

    E_RAD = "E_RAD"
    FORBUNDSLEDNING = "FORBUNDSLEDNING"
    FORBUNDSDIREKTION = "FORBUNDSDIREKTION"
    KOMMUNDIREKTORER = "KOMMUNDIREKTORER"
    NATVERK = "NATVERK"
    STYRGRUPP = "STYRGRUPP"
    KOMMUNLEDNING = "KOMMUNLEDNING"

    @property
    def is_one_of_several(self) -> bool:
        """Whether there are several of the kind, so that an id must say which."""
        return self in {Body.NATVERK, Body.STYRGRUPP}


class AuthorityKind(StrEnum):
    """Which authority decided on behalf of an organisation (PROCESS C1)."""

    KOMMUNFULLMAKTIGE = "KOMMUNFULLMAKTIGE"
    KOMMUNSTYRELSE = "KOMMUNSTYRELSE"
    NAMND = "NAMND"
    UTSKOTT = "UTSKOTT"
    DELEGATION = "DELEGATION"
    STYRELSE = "STYRELSE"
    VD = "VD"
    OFFICIAL = "OFFICIAL"


_NEEDED = {
    AuthorityKind.NAMND: frozenset({"name"}),
    AuthorityKind.UTSKOTT: frozenset({"name"}),
    AuthorityKind.DELEGATION: frozenset({"office", "point"}),
}
"""What an authority of each kind must say of itself; the others say nothing more."""


@dataclass(frozen=True)
class Authority(Value):
    """A kind of authority: a nämnd and an utskott with a name, a delegation with office and delegation point."""

    kind: AuthorityKind
    name: Name | None = None
    office: Name | None = None
    point: Annotated[str, Text(100)] | None = None

    def require_sensible(self, path: Path) -> None:
        """Refuse an authority that says too little or too much of itself."""
        needed = _NEEDED.get(self.kind, frozenset())
        for part in ("name", "office", "point"):
            complete = (getattr(self, part) is not None) == (part in needed)
            require(complete, Rule.AUTHORITY_INCOMPLETE, **place((*path, part)), kind=self.kind)


@dataclass(frozen=True)
class Decision(Value):
    """Who decided, in which body, on which day, under which record number, and why."""

    body: Body
    decided_on: Day
    """The day of the decision; it may lie in the past."""
    record_number: Annotated[str, Text(300, may_be_empty=True)]
    """Diarienummer at the deciding authority."""
    decided_by: Person
    """Person id of the one who decided or presided; for another authority's decision, the function held."""
    reason: Annotated[str, Text(4000, lines=True, may_be_empty=True)] = ""
    body_id: Id | None = None
    """Which network or steering group."""
    authority: Authority | None = None
    paragraph: Annotated[str, Text(50)] | None = None
    """The paragraph of the minutes, such as "§ 87"."""
    in_force_on: Day | None = None
    """The day on which it gains legal force (laga kraft); until then it is shown as "ej laga kraft"."""
    acting_as: Body | None = None
    """The body as which it acted, where one body acts as another (the e-råd as steering group)."""
    overtaken: bool = False
    """Recorded afterwards (efterregistrerad): a later one about the same thing stands, and this changes nothing."""

    def is_in_force(self, day: date) -> bool:
        """Whether the decision has gained legal force by this day, as far as has been said."""
        return self.in_force_on is None or self.in_force_on <= day

    def require_sensible(self, path: Path) -> None:
        """Refuse a decision that cannot be traced, or whose parts contradict one another."""
        require(not is_empty(self.record_number), Rule.RECORD_NUMBER_MISSING, **place((*path, "record_number")))
        named = (self.body_id is not None) == self.body.is_one_of_several
        require(named, Rule.BODY_WITHOUT_ID, **place((*path, "body_id")), body=self.body)
        acts = self.acting_as in {None, Body.STYRGRUPP}
        where = place((*path, "acting_as"))
        require(acts, Rule.BODY_MAY_NOT_DECIDE, **where, body=self.acting_as, allowed=(Body.STYRGRUPP,))
        in_order = self.in_force_on is None or self.decided_on <= self.in_force_on
        require(in_order, Rule.IN_FORCE_BEFORE_DECIDED, **place((*path, "in_force_on")))


@dataclass(frozen=True)
class Personal(Value):
    """Personal data that an id could not replace; kept apart so that it can be encrypted per subject."""

    person_id: Person
    """Whom the text is about: a person id, or the name of the function."""
    text: Annotated[str, Text(300)]


def is_function(person: str) -> bool:
    """Whether what stands for a person is the function held, as it was written: no id has white space."""
    return any(sign.isspace() for sign in person)


def require_decided(decision: Decision, bodies: tuple[Body, ...], at: datetime, field: str = "decision") -> None:
    """Refuse a decision, given in this field, of a body that may not take it, or one not yet taken."""
    may = decision.body in bodies
    require(may, Rule.BODY_MAY_NOT_DECIDE, **place((field, "body")), body=decision.body, allowed=bodies)
    taken = decision.decided_on <= local_day(at)
    require(taken, Rule.DECIDED_IN_THE_FUTURE, **place((field, "decided_on")), decided_on=decision.decided_on)


def require_reason(decision: Decision, field: str = "decision") -> None:
    """Refuse a decision that others must be able to understand but that gives no reason."""
    require(not is_empty(decision.reason), Rule.REASON_MISSING, **place((field, "reason")))
