"""Rows about roles in an insats, taking part in it, its acts, and leaving it."""

from dataclasses import dataclass, field
from datetime import date

from samverka_domain.agreements import Agreement
from samverka_domain.commitments import Receiving, Resources, RoleHours
from samverka_domain.conditions import Mark
from samverka_domain.gates import DocumentKind
from samverka_domain.kernel.decision import Body
from samverka_domain.mandates import Role
from samverka_services.commands.answers import WithdrawAnswer
from samverka_services.commands.commitments import DecideHandover, TakePart
from samverka_services.commands.conditions import ConfirmCondition, MarkCondition
from samverka_services.commands.declining import DeclinePart
from samverka_services.commands.insats_acts import BeginHandover, RegisterAgreement, StartProject
from samverka_services.commands.insats_roles import AppointToInsats, EndInsatsRole
from samverka_services.commands.pre_study_hours import GivePreStudyHours
from samverka_services.demo.playing.rows import StoryRow
from samverka_services.demo.playing.scene import Scene

Hours = dict[str, tuple[int, ...]]
"""Hours by role, one figure a year."""


@dataclass(frozen=True)
class Appointed(StoryRow):
    """The e-råd appoints who investigates or leads."""

    role: Role
    person: str
    valid_from: str
    thousand_kronor: int | None = None
    external: bool = False
    record: str = field(default="", kw_only=True)

    def play(self, scene: Scene) -> None:
        """Recorded by the process leader."""
        decision = scene.decided(Body.E_RAD, record=self.record)
        who = {"insats_id": scene.insats_id, "person_id": self.person, "role": self.role}
        terms = {"valid_from": date.fromisoformat(self.valid_from), "thousand_kronor": self.thousand_kronor}
        appointed = AppointToInsats(**who, **terms, external=self.external, decision=decision)
        scene.roles[self.person] = scene.lead(appointed).id


@dataclass(frozen=True)
class RoleEnded(StoryRow):
    """Somebody leads no longer."""

    person: str
    last_day: str

    def play(self, scene: Scene) -> None:
        """Recorded by the process leader."""
        about = {"insats_id": scene.insats_id, "mandate_id": scene.roles[self.person]}
        last_day, decision = date.fromisoformat(self.last_day), scene.decided(Body.E_RAD)
        scene.lead(EndInsatsRole(**about, valid_to=last_day, decision=decision))


@dataclass(frozen=True)
class ConditionMarked(StoryRow):
    """The förbund marks whether a municipality's condition is met in the directive; `why`, if it is not."""

    name: str
    why: str = ""

    def play(self, scene: Scene) -> None:
        """Recorded by the process leader."""
        kind = DocumentKind.PROJECT_DIRECTIVE
        met = Mark(met=True, document_id=scene.documents[kind], version=scene.versions[kind])
        mark = Mark(met=False, explanation=f"Exempel: {self.why}") if self.why else met
        about = {"insats_id": scene.insats_id, "kommunkod": scene.kommun(self.name).kommunkod}
        scene.lead(MarkCondition(**about, mark=mark))


@dataclass(frozen=True)
class ConditionConfirmed(StoryRow):
    """The municipality confirms that its condition is settled."""

    name: str

    def play(self, scene: Scene) -> None:
        """By its handläggare."""
        decision = scene.decided_at_home(self.name)
        scene.of(self.name, ConfirmCondition(insats_id=scene.insats_id, decision=decision))


@dataclass(frozen=True)
class TookPart(StoryRow):
    """G11: a municipality sets hours aside, from the decision to the end of the last year."""

    name: str
    hours: Hours
    first_year: int

    def play(self, scene: Scene) -> None:
        """By its handläggare, as its kommunstyrelse has decided."""
        lines = tuple(
            RoleHours(role, self.first_year + after, hours)
            for role, figures in self.hours.items()
            for after, hours in enumerate(figures)
        )
        last_year = max(line.year for line in lines)
        resources = Resources(hours=lines, valid_from=self.on, valid_to=date(last_year, 12, 31))
        decision = scene.decided_at_home(self.name)
        taken = TakePart(insats_id=scene.insats_id, resources=resources, decision=decision)
        scene.of(self.name, taken)


@dataclass(frozen=True)
class GaveHours(StoryRow):
    """A municipality gives hours to the pre-study, in the year of its decision."""

    name: str
    role: str
    hours: int

    def play(self, scene: Scene) -> None:
        """By its handläggare, as its kommunstyrelse has decided."""
        given = (RoleHours(self.role, self.on.year, self.hours),)
        decision = scene.decided_at_home(self.name)
        scene.of(self.name, GivePreStudyHours(insats_id=scene.insats_id, hours=given, decision=decision))


@dataclass(frozen=True)
class DeclinedPart(StoryRow):
    """G11: a municipality declines to take part."""

    name: str
    why: str

    def play(self, scene: Scene) -> None:
        """By its handläggare, as its kommunstyrelse has decided."""
        decision = scene.decided_at_home(self.name, f"Exempel: {self.why}")
        scene.of(self.name, DeclinePart(insats_id=scene.insats_id, decision=decision))


@dataclass(frozen=True)
class Withdrew(StoryRow):
    """A municipality takes its yes back from a day on, and its part ends the day before."""

    name: str
    effective_from: str
    reason: str
    number: str

    def play(self, scene: Scene) -> None:
        """By its handläggare."""
        decision = scene.decided_at_home(self.name, f"Exempel: {self.reason}", number=self.number)
        about = {"request_id": scene.request_id, "effective_from": date.fromisoformat(self.effective_from)}
        scene.of(self.name, WithdrawAnswer(**about, decision=decision))


@dataclass(frozen=True)
class Started(StoryRow):
    """The project is started."""

    def play(self, scene: Scene) -> None:
        """Recorded by the process leader."""
        scene.lead(StartProject(insats_id=scene.insats_id, started_on=self.on))


@dataclass(frozen=True)
class HandoverBegun(StoryRow):
    """What the project has made is being handed over."""

    def play(self, scene: Scene) -> None:
        """Recorded by the process leader."""
        scene.lead(BeginHandover(insats_id=scene.insats_id, begun_on=self.on))


@dataclass(frozen=True)
class HandoverDecided(StoryRow):
    """A municipality decides to own what is handed over, or takes it over."""

    name: str
    owner: str
    receiving: Receiving = Receiving.TAKEN_OVER
    reason: str = ""

    def play(self, scene: Scene) -> None:
        """By its handläggare."""
        decision = scene.decided_at_home(self.name, f"Exempel: {self.reason}" if self.reason else "")
        about = {"insats_id": scene.insats_id, "receiving": self.receiving, "owned_by": self.owner}
        scene.of(self.name, DecideHandover(**about, decision=decision))


@dataclass(frozen=True)
class AgreementSigned(StoryRow):
    """An agreement was signed in the insats; `party` empty: there is none to sign."""

    party: str = ""
    valid: tuple[str, str] = ("", "")
    record: str = ""

    def play(self, scene: Scene) -> None:
        """Recorded by the process leader."""
        scene.lead(RegisterAgreement(insats_id=scene.insats_id, agreement=self._agreement()))

    def _agreement(self) -> Agreement | None:
        if not self.party:
            return None
        valid_from, valid_to = map(date.fromisoformat, self.valid)
        terms = {"signed_on": self.on, "valid_from": valid_from, "valid_to": valid_to}
        return Agreement(party=self.party, **terms, reference=f"EXEMPEL {self.record}")
