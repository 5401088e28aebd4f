"""A scene: one insats of one förbund with all that has come of it so far, and who acts in it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from samverka_domain.answers import Stance
from samverka_domain.gates import DocumentKind
from samverka_domain.kernel.decision import Authority, AuthorityKind, Body, Decision
from samverka_domain.steering import Stage
from samverka_services.commands.kernel.context import Caller, Outcome
from samverka_services.commands.kernel.executor import CommandExecutor
from samverka_services.commands.kernel.fields import Command
from samverka_services.demo import people

DELEGATED = Authority(AuthorityKind.DELEGATION, office="kommundirektör", point="EXEMPEL 1.4")
KOMMUNSTYRELSE = Authority(AuthorityKind.KOMMUNSTYRELSE)


@dataclass(frozen=True)
class Kommun:
    """A municipality, and who acts for it."""

    namn: str
    kommunkod: str
    number: str
    inhabitants: int

    @property
    def officer(self) -> str:
        """Her handläggare."""
        return people.officer(self.kommunkod)

    @property
    def director(self) -> str:
        """Her kommundirektör."""
        return people.director(self.kommunkod)


@dataclass(frozen=True)
class Forbund:
    """A förbund, who acts for it, and its members by name."""

    number: str
    series: str
    """Of its record numbers."""
    members: Mapping[str, Kommun]
    leader: str = people.LEADER
    seats: Mapping[Body, str] = field(
        default_factory=lambda: {
            Body.E_RAD: people.CHAIR,
            Body.FORBUNDSLEDNING: people.MANAGER,
            Body.KOMMUNDIREKTORER: people.DIRECTOR,
        }
    )
    """Who takes the decisions of each body."""

    def said(self, record: str) -> str:
        """A record number of its own."""
        return f"EXEMPEL {self.series} {record}"


@dataclass
class Office:
    """Where all commands are given: each with a key of its own, so that a story that was cut off goes on."""

    executor: CommandExecutor
    key: str = ""
    paragraphs: Counter[tuple[str, int]] = field(default_factory=Counter)
    """How many decisions of a municipality have been told of in a year."""
    _given: int = 0

    def begin(self, key: str) -> None:
        """What is given from now on belongs to this."""
        self.key, self._given = key, 0

    def do(self, command: Command, person: str, organisation: str) -> Outcome:
        """Give a command, about whichever version there is."""
        self._given += 1
        caller = Caller(person, organisation, "demo")
        return self.executor.execute(command, caller, key=f"demo:{self.key}:{self._given}", expected_version="*")

    def next_paragraph(self, kommunkod: str, year: int) -> int:
        """Counted from 1."""
        self.paragraphs[kommunkod, year] += 1
        return self.paragraphs[kommunkod, year]


@dataclass(frozen=True)
class Facts:
    """What an insats is about: what directives, reports and plans are written from."""

    title: str
    benefits_short: tuple[str, ...]
    benefits_long: tuple[str, ...]
    activities: tuple[str, ...]
    forbund_does: tuple[str, ...]
    municipalities_do: tuple[str, ...]
    effect_goals: str


@dataclass
class Scene:
    """One insats, from its idea on."""

    office: Office
    forbund: Forbund
    facts: Facts
    records: tuple[tuple[str, str], ...]
    """The insats's record numbers, each with the day from which it is used."""
    insats_id: str = ""
    others: Mapping[str, str] = field(default_factory=dict)
    """The ids of all insatser, by code."""
    request_id: str = ""
    says: dict[str, Stance] = field(default_factory=dict)
    """What each municipality says to the latest request, by name."""
    documents: dict[DocumentKind, str] = field(default_factory=dict)
    versions: dict[DocumentKind, str] = field(default_factory=dict)
    """Of each kind, the number of its latest version."""
    groups: dict[Stage, str] = field(default_factory=dict)
    """The steering groups; in a stage without one the e-råd acts."""
    chair: str = ""
    """The municipality whose holder decides for the group."""
    seats: tuple[str, ...] = ()
    meeting_id: str = ""
    roles: dict[str, str] = field(default_factory=dict)
    """Ids of the mandates of who leads it, by person."""
    reported_to: str = ""
    """The last day that a status report tells of."""
    reports: int = 0
    day: date = date.min

    @property
    def interested(self) -> tuple[Kommun, ...]:
        """Those that have said yes, with conditions or not."""
        yes = (Stance.INTERESTED, Stance.CONDITIONAL)
        return tuple(self.forbund.members[name] for name, stance in sorted(self.says.items()) if stance in yes)

    @property
    def record(self) -> str:
        """The insats's record number of that day."""
        return [record for since, record in self.records if date.fromisoformat(since) <= self.day][-1]

    def lead(self, command: Command) -> Outcome:
        """The process leader gives a command."""
        return self.office.do(command, self.forbund.leader, self.forbund.number)

    def by(self, person: str, command: Command) -> Outcome:
        """Somebody else at the förbund does."""
        return self.office.do(command, person, self.forbund.number)

    def kommun(self, name: str) -> Kommun:
        """A member by its name."""
        return self.forbund.members[name]

    def of(self, name: str, command: Command) -> Outcome:
        """The handläggare of a municipality gives a command."""
        kommun = self.kommun(name)
        return self.office.do(command, kommun.officer, kommun.number)

    def decided(self, body: Body, reason: str = "", record: str = "") -> Decision:
        """A decision of one of the förbund's bodies that day."""
        number = self.forbund.said(record or self.record)
        return Decision(body, self.day, number, self.forbund.seats[body], reason)

    def steered(self, stage: Stage, reason: str = "") -> Decision:
        """A decision of whoever steers: the group by its chair, or the e-råd that acts as one."""
        group = self.groups.get(stage)
        if group is None:
            return self.decided(Body.E_RAD, reason)
        number, chair = self.forbund.said(self.record), self.kommun(self.chair).director
        return Decision(Body.STYRGRUPP, self.day, number, chair, reason, body_id=group)

    def decided_at_home(
        self, name: str, reason: str = "", *, authority: Authority = KOMMUNSTYRELSE, number: str = ""
    ) -> Decision:
        """A municipality's own decision that day; n of its record numbers is counted from 1."""
        kommun, year = self.kommun(name), self.day.year
        paragraph = self.office.next_paragraph(kommun.kommunkod, year)
        said = number or f"KS {year}/{kommun.kommunkod} § {paragraph}"
        about = Body.KOMMUNLEDNING, self.day, f"EXEMPEL {said}", kommun.director, reason
        return Decision(*about, authority=authority)
