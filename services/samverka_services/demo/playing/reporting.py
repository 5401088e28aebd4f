"""Rows about status reports: submitted by who leads, received or approved, passed on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from samverka_domain.kernel.decision import Body
from samverka_domain.status_lights import Lamp, Light, Lights
from samverka_domain.status_report_content import Escalation, ReportContent, Spending, Usage
from samverka_domain.status_reports import Onward
from samverka_domain.steering import Stage
from samverka_services.commands.status_reports import (
    ApproveStatusReport,
    PassStatusReportOn,
    ReceiveStatusReport,
    SubmitStatusReport,
)
from samverka_services.demo.playing.rows import StoryRow, before
from samverka_services.demo.playing.scene import Scene

AS_PLANNED = "Exempel: enligt plan"
LIGHTS = ("time", "cost", "scope", "risk", "benefit")


@dataclass(frozen=True)
class LightsTold:
    """What a report says besides its green lights: of each light, its colour and why."""

    lights: Mapping[str, str] = field(default_factory=dict)
    summary: str = "arbetet går som planerat"
    asks: str = ""
    """What the e-råd is asked for, and until when."""
    until: str = ""
    spending: tuple[int, int, int] | None = None
    used: Mapping[str, int] = field(default_factory=dict)
    """Hours that each municipality has used."""


@dataclass(frozen=True)
class StatusSubmitted(StoryRow):
    """A status report for the time since the last one."""

    person: str
    since: str = ""
    """The day on which its period begins, if that is not the one after the last period."""
    told: LightsTold = LightsTold()

    def play(self, scene: Scene) -> None:
        """By who leads the insats."""
        begins = date.fromisoformat(self.since or before(scene.reported_to, -1))
        report = ReportContent(
            period_from=begins,
            period_to=self.on,
            as_of=self.on,
            summary=f"Exempel: {self.told.summary}.",
            lights=self._lights(),
            spending=Spending(*self.told.spending) if self.told.spending else None,
            usage=tuple(
                Usage(scene.kommun(name).number, hours, hours, 0, 0) for name, hours in self.told.used.items()
            ),
            escalations=self._escalations(),
        )
        scene.by(self.person, SubmitStatusReport(insats_id=scene.insats_id, report=report))
        scene.reports += 1
        scene.reported_to = self.day

    def _lights(self) -> Lights:
        return Lights(*(_lamp(self.told.lights.get(name, "GREEN"), self.on) for name in LIGHTS))

    def _escalations(self) -> tuple[Escalation, ...]:
        if not self.told.asks:
            return ()
        return (Escalation(Body.E_RAD, f"Exempel: {self.told.asks}", date.fromisoformat(self.told.until)),)


@dataclass(frozen=True)
class StatusReceived(StoryRow):
    """Who steers the pre-study takes note of the report."""

    def play(self, scene: Scene) -> None:
        """Recorded by the process leader."""
        about = {"insats_id": scene.insats_id, "number": str(scene.reports)}
        scene.lead(ReceiveStatusReport(**about, received_on=self.on))


@dataclass(frozen=True)
class StatusApproved(StoryRow):
    """G13: who steers approves the report."""

    def play(self, scene: Scene) -> None:
        """Recorded by the process leader."""
        about = {"insats_id": scene.insats_id, "number": str(scene.reports)}
        scene.lead(ApproveStatusReport(**about, decision=scene.steered(Stage.PROJECT)))


@dataclass(frozen=True)
class StatusPassedOn(StoryRow):
    """The report goes to Förbundsdirektionen and the kommunledningar."""

    number: int

    def play(self, scene: Scene) -> None:
        """Recorded by the process leader."""
        about = {"insats_id": scene.insats_id, "number": str(self.number), "passed_on": self.on}
        for to in (Onward.FORBUNDSDIREKTION, Onward.KOMMUNLEDNINGAR):
            scene.lead(PassStatusReportOn(**about, to=to, channel="e-post"))


def received(day: str, person: str, *, since: str = "", told: LightsTold | None = None) -> tuple[StoryRow, ...]:
    """A report of a pre-study, received the day it comes."""
    return (StatusSubmitted(day, person, since, told or LightsTold()), StatusReceived(day))


def approved(
    day: str, person: str, number: int, *, since: str = "", told: LightsTold | None = None
) -> tuple[StoryRow, ...]:
    """A report of a project: submitted seven days before it is approved, passed on seven days after."""
    return tuple(_approved(day, person, number, since, told or LightsTold()))


def _approved(day: str, person: str, number: int, since: str, told: LightsTold) -> Iterator[StoryRow]:
    yield StatusSubmitted(before(day, 7), person, since, told)
    yield StatusApproved(day)
    yield StatusPassedOn(before(day, -7), number)


def _lamp(said: str, day: date) -> Lamp:
    """From "YELLOW why"."""
    colour, _, why = said.partition(" ")
    if colour == Light.GREEN:
        return Lamp(Light.GREEN, AS_PLANNED)
    due = day + timedelta(days=60)
    return Lamp(Light(colour), f"Exempel: {why}", why, "Tidplanen ses över", "projektledaren", due)
