"""Rows about who steers: a body that acts as steering group, or a group with seats, chair and meetings."""

from dataclasses import dataclass
from datetime import date

from samverka_domain.gates import DocumentKind, Gate
from samverka_domain.kernel.decision import Body
from samverka_domain.minutes import AgendaItem, Attendance, Call, Presence, Resolution
from samverka_domain.steering import Charter, Stage, SteeredBy
from samverka_domain.steering_seats import Seating
from samverka_services.commands.meetings import AdjustMinutes, CallMeeting, HoldMeeting, ResolveItem
from samverka_services.commands.steering import (
    ArrangeSteering,
    ElectChair,
    FormSteeringGroup,
)
from samverka_services.commands.steering_seats import FillSteeringSeat
from samverka_services.demo.playing.rows import StoryRow
from samverka_services.demo.playing.scene import Scene


@dataclass(frozen=True)
class ActsAsSteeringGroup(StoryRow):
    """The e-råd decides to act as steering group in a stage."""

    stage: Stage

    def play(self, scene: Scene) -> None:
        """Recorded by the process leader."""
        about = {"insats_id": scene.insats_id, "stage": self.stage, "steered_by": SteeredBy(Body.E_RAD)}
        scene.lead(ArrangeSteering(**about, decision=scene.decided(Body.E_RAD)))


@dataclass(frozen=True)
class GroupFormed(StoryRow):
    """The e-råd forms a steering group with one seat for each that is interested."""

    name: str

    def play(self, scene: Scene) -> None:
        """It steers the project."""
        seats = tuple(each.number for each in scene.interested)
        charter = Charter(name=f"{self.name} (exempel)", seats=seats, months_between=3)
        about = {"insats_id": scene.insats_id, "stage": Stage.PROJECT, "charter": charter}
        formed = scene.lead(FormSteeringGroup(**about, decision=scene.decided(Body.E_RAD)))
        scene.groups[Stage.PROJECT] = formed.id
        scene.seats = tuple(each.namn for each in scene.interested)


@dataclass(frozen=True)
class SeatFilled(StoryRow):
    """A municipality decides who sits on its seat, with which mandate."""

    name: str
    may_commit: int | None = None

    def play(self, scene: Scene) -> None:
        """Its kommundirektör, with its handläggare as deputy."""
        kommun = scene.kommun(self.name)
        seating = Seating(
            person_id=kommun.director,
            function="Kommundirektör",
            deputy_id=kommun.officer,
            deputy_function="Handläggare",
            valid_from=self.on,
            scope="Exempel: beslut inom det som kommunen har avsatt.",
            may_commit=self.may_commit,
        )
        about = {"group_id": scene.groups[Stage.PROJECT], "seating": seating}
        scene.of(self.name, FillSteeringSeat(**about, decision=scene.decided_at_home(self.name)))


@dataclass(frozen=True)
class ChairNamed(StoryRow):
    """The e-råd names whose seat is the chair's."""

    name: str

    def play(self, scene: Scene) -> None:
        """Whose holder decides for the group from now on."""
        about = {"group_id": scene.groups[Stage.PROJECT], "chair": scene.kommun(self.name).number}
        scene.lead(ElectChair(**about, decision=scene.decided(Body.E_RAD)))
        scene.chair = self.name


@dataclass(frozen=True)
class MeetingCalled(StoryRow):
    """The group is called to a meeting."""

    held_on: str
    subjects: tuple[str, ...]
    gate: Gate | None = None
    kind: DocumentKind | None = None

    def play(self, scene: Scene) -> None:
        """The last subject is that of the gate."""
        *others, last = self.subjects
        document_id = scene.documents[self.kind] if self.kind else None
        version = scene.versions[self.kind] if self.kind else None
        agenda = (*map(AgendaItem, others), AgendaItem(last, self.gate, document_id, version))
        call = Call(date.fromisoformat(self.held_on), "Exempel: digitalt", agenda)
        about = {"met_body": Body.STYRGRUPP, "body_id": scene.groups[Stage.PROJECT]}
        scene.meeting_id = scene.lead(CallMeeting(**about, call=call)).id


@dataclass(frozen=True)
class MeetingHeld(StoryRow):
    """The group meets, without some of its seats, and decides about each item."""

    resolved: tuple[str, ...]
    absent: tuple[str, ...] = ()

    def play(self, scene: Scene) -> None:
        """Recorded by the process leader."""
        attendance = tuple(
            Attendance(scene.kommun(name).number, Presence.ABSENT if name in self.absent else Presence.MEMBER)
            for name in scene.seats
        )
        scene.lead(HoldMeeting(meeting_id=scene.meeting_id, attendance=attendance))
        for item, resolved in enumerate(self.resolved, start=1):
            resolution = Resolution(resolved=f"Exempel: {resolved}")
            scene.lead(ResolveItem(meeting_id=scene.meeting_id, item=item, resolution=resolution))


@dataclass(frozen=True)
class MinutesAdjusted(StoryRow):
    """The minutes are adjusted by the chair and one more."""

    other: str

    def play(self, scene: Scene) -> None:
        """Recorded by the process leader."""
        adjusters = (scene.kommun(scene.chair).number, scene.kommun(self.other).number)
        said = {"adjusted_on": self.on, "record_number": scene.forbund.said(scene.record)}
        scene.lead(AdjustMinutes(meeting_id=scene.meeting_id, adjusters=adjusters, **said))
