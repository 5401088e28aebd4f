"""Rows about documents: written, asked about, presented, decided about at their gates."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from samverka_domain.gates import GATES, DocumentKind, Gate, Outcome
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.remarks import Remark
from samverka_domain.steering import stage_of
from samverka_services.commands.documents import (
    AskAboutDocument,
    BeginDocument,
    CloseDocumentRemiss,
    GiveRemissAnswer,
    HandleDocumentRemark,
    RegisterRemissAnswer,
    WriteDocumentVersion,
)
from samverka_services.commands.gate_decisions import DecideAtGate
from samverka_services.commands.insats_acts import PresentDirective, PresentReport, SendDirective
from samverka_services.demo.playing.contents import written
from samverka_services.demo.playing.rows import StoryRow, before
from samverka_services.demo.playing.scene import Scene

Parts = Mapping[str, Any]
TITLES = {
    DocumentKind.COMMUNICATION_PLAN: "Kommunikationsplan",
    DocumentKind.PRE_STUDY_DIRECTIVE: "Förstudiedirektiv",
    DocumentKind.PRE_STUDY_REPORT: "Förstudierapport",
    DocumentKind.PROJECT_DIRECTIVE: "Projektdirektiv",
    DocumentKind.PROJECT_PLAN: "Projektplan",
    DocumentKind.FINAL_REPORT: "Slutrapport",
    DocumentKind.EFFECT_REPORT: "Effektbokslut",
}
REMARK = "Exempel: beskriv tydligare vad kommunen behöver göra."
MET = "Exempel: tillgodosett i nästa version."
NOT_MET = "Exempel: tas upp i projektplanen i stället."


@dataclass(frozen=True)
class VersionWritten(StoryRow):
    """The next version of a document is written."""

    kind: DocumentKind
    change: str
    parts: Parts = field(default_factory=dict)
    whole: bool = True
    """Whether all parts are there."""

    def play(self, scene: Scene) -> None:
        """By the process leader; begun with its first version."""
        if self.kind not in scene.documents or self.kind is DocumentKind.COMMUNICATION_PLAN:
            title = f"{TITLES[self.kind]}: {scene.facts.title} (exempel)"
            begun = BeginDocument(insats_id=scene.insats_id, kind=self.kind, title=title)
            scene.documents[self.kind] = scene.lead(begun).id
            scene.versions[self.kind] = "0.0"
        content = written(self.kind, scene.facts, self.parts, whole=self.whole)
        about = {"document_id": scene.documents[self.kind], "content": content}
        scene.lead(WriteDocumentVersion(**about, change=f"Exempel: {self.change}"))
        whole, _, draft = scene.versions[self.kind].partition(".")
        scene.versions[self.kind] = f"{whole}.{int(draft) + 1}"


@dataclass(frozen=True)
class AskedAbout(StoryRow):
    """The interested are asked about the version at hand; each of the first `remarks` of them remarks something."""

    kind: DocumentKind
    last_day: str
    others: tuple[str, ...] = ()

    def play(self, scene: Scene) -> None:
        """Sent by the process leader."""
        codes = tuple(each.kommunkod for each in scene.interested)
        about = {"document_id": scene.documents[self.kind], "last_day": date.fromisoformat(self.last_day)}
        scene.lead(AskAboutDocument(**about, municipalities=codes, others=self.others))


@dataclass(frozen=True)
class Remarked(StoryRow):
    """So many of those asked remark something, and the others that were asked do."""

    kind: DocumentKind
    remarks: int
    others: tuple[str, ...] = ()

    def play(self, scene: Scene) -> None:
        """Municipalities themselves; what others say is registered."""
        document_id = scene.documents[self.kind]
        for kommun in scene.interested[: self.remarks]:
            remarks = (Remark(REMARK),)
            scene.of(kommun.namn, GiveRemissAnswer(document_id=document_id, remarks=remarks))
        for other in self.others:
            told = {"document_id": document_id, "source": other, "remarks": (Remark(REMARK),)}
            scene.lead(RegisterRemissAnswer(**told))


@dataclass(frozen=True)
class RemarksHandled(StoryRow):
    """Remarks are taken care of, the first `met` of them as those who remarked wanted."""

    kind: DocumentKind
    remarks: int
    met: int
    others: tuple[str, ...] = ()

    def play(self, scene: Scene) -> None:
        """By the process leader, when no more are taken."""
        document_id = scene.documents[self.kind]
        scene.lead(CloseDocumentRemiss(document_id=document_id))
        sources = [*(each.number for each in scene.interested[: self.remarks]), *self.others]
        for number, source in enumerate(sources):
            handled = MET if number < self.met else NOT_MET
            about = {"document_id": document_id, "remiss": 1, "source": source, "remark": 1}
            scene.lead(HandleDocumentRemark(**about, handled=handled))


@dataclass(frozen=True)
class Presented(StoryRow):
    """The draft directive is presented to those who approve it."""

    kind: DocumentKind

    def play(self, scene: Scene) -> None:
        """Recorded by the process leader."""
        scene.lead(PresentDirective(**_at_hand(scene, self.kind), presented_on=self.on))


@dataclass(frozen=True)
class ReportPresented(StoryRow):
    """The pre-study's report is presented to the e-råd."""

    def play(self, scene: Scene) -> None:
        """Recorded by the process leader."""
        scene.lead(PresentReport(**_at_hand(scene, DocumentKind.PRE_STUDY_REPORT), presented_on=self.on))


@dataclass(frozen=True)
class DirectiveSent(StoryRow):
    """The approved directive is sent to those that were interested."""

    answer_by: str

    def play(self, scene: Scene) -> None:
        """Recorded by the process leader."""
        answer_by = date.fromisoformat(self.answer_by)
        scene.lead(SendDirective(**_at_hand(scene, DocumentKind.PROJECT_DIRECTIVE), answer_by=answer_by))


@dataclass(frozen=True)
class GateDecided(StoryRow):
    """A body decides about the version at hand: approves it, or gives it back with remarks."""

    gate: Gate
    remarks: tuple[str, ...] = ()
    approves: bool = True
    in_meeting: int | None = None
    """The number on the agenda, if it was decided in the meeting."""
    record: str = field(default="", kw_only=True)

    def play(self, scene: Scene) -> None:
        """Recorded by the process leader."""
        (kind,) = (each for each in GATES[self.gate].kinds if each in scene.documents)
        outcome = Outcome.APPROVED if self.approves else Outcome.RETURNED
        remarks = tuple(Remark(each) for each in self.remarks)
        about = {**_at_hand(scene, kind), "gate": self.gate, "outcome": outcome, "remarks": remarks}
        scene.lead(DecideAtGate(**about, decision=self._decision(scene)))
        if self.approves and self.gate is not Gate.EFFECT_REPORT_E_RAD:
            scene.versions[kind] = f"{int(scene.versions[kind].partition('.')[0]) + 1}.0"

    def _decision(self, scene: Scene) -> Decision:
        body = GATES[self.gate].body
        if body is not Body.STYRGRUPP:
            return scene.decided(body, record=self.record)
        steered = scene.steered(stage_of(self.gate))
        return replace(steered, meeting_id=scene.meeting_id, item=self.in_meeting) if self.in_meeting else steered


def returned(day: str, gate: Gate, *remarks: str, record: str = "") -> GateDecided:
    """A body gives the version at hand back."""
    return GateDecided(day, gate, tuple(f"Exempel: {each}" for each in remarks), approves=False, record=record)


def shaped(
    asked: str,
    kind: DocumentKind,
    *,
    last_day: str,
    presented: str,
    remarks: int = 2,
    met: int = 2,
    others: tuple[str, ...] = (),
    parts: Parts | None = None,
) -> tuple[StoryRow, ...]:
    """A directive is shaped with the interested: 0.1 is asked about, 0.2 presented with all parts."""
    return tuple(_shaped(asked, kind, last_day, presented, (remarks, met, others), parts or {}))


def _shaped(
    asked: str,
    kind: DocumentKind,
    last_day: str,
    presented: str,
    told: tuple[int, int, tuple[str, ...]],
    parts: Parts,
) -> Iterator[StoryRow]:
    remarks, met, others = told
    yield VersionWritten(asked, kind, "första utkastet", whole=False)
    yield AskedAbout(asked, kind, last_day, others)
    yield Remarked(last_day, kind, remarks, others)
    yield RemarksHandled(before(presented, 0), kind, remarks, met, others)
    yield VersionWritten(presented, kind, "justerat efter synpunkter, med nyttokalkyl", parts)
    yield Presented(presented, kind)


def _at_hand(scene: Scene, kind: DocumentKind) -> dict[str, Any]:
    about = {"insats_id": scene.insats_id, "document_id": scene.documents[kind]}
    return {**about, "version": scene.versions[kind]}
