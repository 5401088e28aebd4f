"""Carrying out what is tried in the process of an insats through the real commands; and what may be decided."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from samverka_domain.agreements import Agreement
from samverka_domain.answers import Reply, Stance
from samverka_domain.case import Case
from samverka_domain.commitments import Receiving, RoleHours
from samverka_domain.conditions import Mark
from samverka_domain.document_parts import (
    DocumentContent,
    missing_parts,
)
from samverka_domain.gates import DocumentKind, Gate
from samverka_domain.gates import Outcome as Decides
from samverka_domain.ideas import Idea, Origin
from samverka_domain.insatser import Priority
from samverka_domain.judgements import Counting, Judgement, Threshold
from samverka_domain.kernel.decision import Authority, AuthorityKind, Body, Decision
from samverka_domain.kernel.rules import Refused
from samverka_domain.mandates import Role
from samverka_domain.remarks import Remark
from samverka_domain.requests import Round, Wording
from samverka_domain.status_lights import Lamp, Light, Lights
from samverka_domain.status_report_content import ReportContent
from samverka_domain.status_reports import Onward
from samverka_domain.steering import Stage, SteeredBy
from samverka_domain.steps import StartsWith
from samverka_services.commands import (
    conditions,
    documents,
    gate_decisions,
    gates,
    insats_acts,
    pauses,
    requests,
    status_reports,
)
from samverka_services.commands.answers import AnswerInterestRequest
from samverka_services.commands.commitments import DecideHandover, EndCommitment, TakePart
from samverka_services.commands.gates import case_of
from samverka_services.commands.insats_roles import AppointToInsats
from samverka_services.commands.insatser import PrioritiseInsats, ReceiveIdea
from samverka_services.commands.kernel.context import Caller, Context
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.late_joining import AcceptLateJoining
from samverka_services.commands.pre_study_hours import GivePreStudyHours
from samverka_services.commands.steering import ArrangeSteering
from tests.integration.model.process_contents import TEXTS, parts_of
from tests.integration.model.steering_player import OF_GROUPS, PLACES
from tests.model.deeds import MUNICIPALITY
from tests.model.process import WHO, Process
from tests.model.things import LEADER, PROJECT_LEADER, STRANGER, Deed
from tests.support import world as known
from tests.support.world import FYRBODAL, TROLLHATTAN, World

PEOPLE = {LEADER: known.LEADER, PROJECT_LEADER: "project leader", STRANGER: known.AUDITOR}
_LATER, _EARLIER = timedelta(days=40), timedelta(days=-40)
_FIRST_PERIOD = date(2020, 1, 1)
_NAMES = {"draft": ("request_id",), "form group": ("group_id",), "call meeting": ("meeting_id",)}
"""By deed: what it begins."""
_GREEN = Lamp(Light.GREEN, "Enligt plan")


@dataclass(frozen=True)
class Came:
    """What a deed came to: nothing is refused, or by which rule, and what it named as missing."""

    refused: str = ""
    missing: frozenset[str] = frozenset()


@dataclass
class ProcessPlayer:
    """One insats in a world."""

    world: World
    process: Process
    """As the model knows it."""
    insats_id: str = ""
    request_id: str = ""
    group_id: str = ""
    meeting_id: str = ""
    held_on: date = date.max
    papers: dict[str, str] = field(default_factory=dict)
    """By kind: the id of its document."""
    contents: dict[str, DocumentContent] = field(default_factory=dict)
    reports: int = 0
    written: DocumentContent = field(default_factory=DocumentContent)
    """What is being written."""

    def begin(self) -> None:
        """Receive the idea."""
        code = f"5.{self.world.head()}"
        idea = Idea(title=code, code=code, origin=Origin.NETWORK, starts_with=StartsWith(self.process.path))
        self.insats_id = self.world.do(known.LEADER, FYRBODAL, ReceiveIdea(idea=idea)).id

    def attempt(self, deed: Deed) -> Came:
        """Carry it out as whom it names."""
        if deed.name == "time passes":
            self.world.now += timedelta(days=15)
            return Came()
        if deed.name == "begin anew":
            del self.papers[deed["kind"]]
            return Came()
        try:
            self._carry_out(deed)
        except Refused as refusal:
            missing = refusal.params.get("missing", ())
            return Came(str(refusal.rule), frozenset(map(str, missing)) if missing else frozenset())
        except NotFound:
            return Came("not-found")
        return Came()

    def case(self) -> Case:
        """As commands fold it."""
        with self.world.log.unit_of_work(FYRBODAL) as work:
            return case_of(self.insats_id, Context(work, Caller(known.LEADER, FYRBODAL, "test"), lambda: ""))

    def _carry_out(self, deed: Deed) -> None:
        if deed.name == "write" and deed["kind"] not in self.papers:
            self._begin(deed)
        command = (_COMMANDS.get(deed.name) or OF_GROUPS[deed.name])(self, deed)
        outcome = self._execute(deed, command)
        for name in _NAMES.get(deed.name, ()):
            setattr(self, name, outcome.id)
        if deed.name in ("call meeting", "recall meeting"):
            self.held_on = self.today
        if deed.name == "report":
            self.reports += 1
        if deed.name == "write":
            self.contents[deed["kind"]] = self.written

    def _begin(self, deed: Deed) -> None:
        kind = DocumentKind(deed["kind"])
        begun = documents.BeginDocument(insats_id=self.insats_id, kind=kind, title=kind)
        self.papers[deed["kind"]] = self._execute(deed, begun).id
        self.contents.pop(deed["kind"], None)

    def _execute(self, deed: Deed, command: Command) -> Any:
        municipality = deed["municipality"] if MUNICIPALITY in WHO[deed.name] else None
        tenant = PLACES[municipality] if municipality else FYRBODAL
        person = PEOPLE.get(deed.by, known.OFFICER)
        self.world._keys += 1
        self.world.now += timedelta(seconds=1)
        caller, key = Caller(person, tenant, "test"), f"process-{self.world._keys}"
        return self.world.executor.execute(command, caller, key=key, expected_version="*")

    def decision(self, body: str, deed: Deed) -> Decision:
        """Of today, by somebody who sits there."""
        by = known.DIRECTOR if body == "KOMMUNLEDNING" else known.CHAIR
        reason = "Efter beredning" if deed["reason"] else ""
        authority = Authority(AuthorityKind.OFFICIAL) if deed["informal"] else None
        return Decision(Body(body), self.today, "2026/1", by, reason, authority=authority)

    @property
    def today(self) -> date:
        """The day of the log's clock."""
        return self.world.now.date()

    def soon(self, deed: Deed) -> date:
        """A day to come, if it is not late."""
        return self.today + (_EARLIER if deed["late"] else _LATER)

    def by_now(self, deed: Deed) -> date:
        """A day that has come, if it is not told too early."""
        return self.today + (_LATER if deed["late"] else timedelta())

    def about_version(self, deed: Deed) -> Mapping[str, str]:
        """Which document, and in which version."""
        number = "0.0" if deed["older"] else self.process.papers[deed["kind"]].number
        return {"document_id": self.papers[deed["kind"]], "version": number}

    def content(self, deed: Deed) -> DocumentContent:
        """Other words than before, unless it is to be the same."""
        kind, known_content = DocumentKind(deed["kind"]), self.contents.get(deed["kind"])
        if deed["same"] and known_content is not None:
            return known_content
        said = f"Utkast {self.world._keys}"
        parts = parts_of(said)
        needed = missing_parts(kind, DocumentContent())
        wanted = needed if deed["complete"] else [name for name in (*needed, "conclusion") if name in TEXTS][:1]
        chosen = {name: parts[name] for name in wanted}
        if deed["foreign"]:
            chosen |= {"evaluation": said} if kind is not DocumentKind.FINAL_REPORT else {"budget": 3}
        self.written = DocumentContent(**chosen) if chosen else DocumentContent()
        return self.written

    def report(self, deed: Deed) -> ReportContent:
        """Of the period after the last; of the last again, if it is written anew or overlaps."""
        again = deed["overlaps"] or deed.name == "revise report"
        first = _FIRST_PERIOD + timedelta(days=10 * max(self.reports - bool(again), 0))
        lamps = [Lamp(Light.RED, "Stopp") if deed["unexplained"] else _GREEN, *(_GREEN,) * 4]
        return ReportContent(
            period_from=first,
            period_to=first + timedelta(days=9),
            as_of=self.by_now(deed),
            summary=f"Läget {self.world._keys}",
            lights=Lights(*lamps),
        )

    def number(self, deed: Deed) -> str:
        """Of the last report, or of one that there is not."""
        return "99" if deed["unknown"] else str(max(self.reports, 1))


def _insats(player: ProcessPlayer) -> dict[str, str]:
    return {"insats_id": player.insats_id}


def _prioritise(player: ProcessPlayer, deed: Deed) -> Command:
    about = {"priority": Priority(deed["outcome"]), "decision": player.decision("E_RAD", deed)}
    return PrioritiseInsats(**_insats(player), **about, review_on=player.today + _LATER if deed["review"] else None)


def _judge(player: ProcessPlayer, deed: Deed) -> Command:
    threshold = Threshold(deed["least"], Counting.INTERESTED_AND_CONDITIONAL)
    about = {"judgement": Judgement(deed["outcome"]), "threshold": threshold}
    review_on = player.today + _LATER if deed["review"] else None
    decision = player.decision("E_RAD", deed)
    return gates.JudgeInterest(**_insats(player), **about, review_on=review_on, decision=decision)


def _draft(player: ProcessPlayer, deed: Deed) -> Command:
    wording = Wording("Vill kommunen delta?", "Svara senast sista svarsdag.", ())
    return requests.DraftInterestRequest(**_insats(player), round=Round.PRE_STUDY, wording=wording)


def _send(player: ProcessPlayer, deed: Deed) -> Command:
    deadline = player.today + (_EARLIER if deed["late"] else timedelta(days=14))
    return requests.SendInterestRequest(
        request_id=player.request_id, recipients="ALL", deadline=deadline, open_answers=False
    )


def _answer(player: ProcessPlayer, deed: Deed) -> Command:
    conditions = "Om kostnaden delas" if deed["stance"] == "CONDITIONAL" else ""
    reply, decision = Reply(Stance(deed["stance"]), conditions=conditions), player.decision("KOMMUNLEDNING", deed)
    return AnswerInterestRequest(request_id=player.request_id, reply=reply, decision=decision)


def _decide(player: ProcessPlayer, deed: Deed) -> Command:
    remarks = (Remark("Säg vad det kostar"),) if deed["remarks"] and deed["outcome"] == "RETURNED" else ()
    about: dict[str, Any] = {"gate": Gate(deed["gate"]), "outcome": Decides(deed["outcome"]), "remarks": remarks}
    decision = player.decision(deed["body"], deed)
    return gate_decisions.DecideAtGate(**_insats(player), **player.about_version(deed), **about, decision=decision)


def _ask(player: ProcessPlayer, deed: Deed) -> Command:
    whom = () if deed["nobody"] else ("1488", "1485", "1487")
    document_id = player.papers[deed["kind"]]
    return documents.AskAboutDocument(document_id=document_id, municipalities=whom, last_day=player.soon(deed))


def _write(player: ProcessPlayer, deed: Deed) -> Command:
    about = {"document_id": player.papers[deed["kind"]], "content": player.content(deed)}
    return documents.WriteDocumentVersion(**about, change="Nytt")


def _handle(player: ProcessPlayer, deed: Deed) -> Command:
    about = {"document_id": player.papers[deed["kind"]], "source": TROLLHATTAN, "handled": "Klart"}
    return documents.HandleDocumentRemark(**about, remiss=1, remark=1)


def _take_part(player: ProcessPlayer, deed: Deed) -> Command:
    resources = player.world.resources() if deed["resources"] else None
    return TakePart(**_insats(player), resources=resources, decision=player.decision("KOMMUNLEDNING", deed))


def _give_hours(player: ProcessPlayer, deed: Deed) -> Command:
    hours = (RoleHours("verksamhetskunnig", player.today.year, 24),)
    return GivePreStudyHours(**_insats(player), hours=hours, decision=player.decision("KOMMUNLEDNING", deed))


def _hand_over(player: ProcessPlayer, deed: Deed) -> Command:
    about = {"receiving": Receiving.TAKEN_OVER, "owned_by": None if deed["nobody"] else "Arkivet"}
    return DecideHandover(**_insats(player), **about, decision=player.decision("KOMMUNLEDNING", deed))


def _mark(player: ProcessPlayer, deed: Deed) -> Command:
    mark = Mark(met=False, explanation="" if deed["unexplained"] else "Kostnaden delas inte")
    return conditions.MarkCondition(**_insats(player), kommunkod=_code(deed), mark=mark)


def _code(deed: Deed) -> str:
    return known.KOMMUN[PLACES[deed["municipality"]]][0]


def _agreement(player: ProcessPlayer, deed: Deed) -> Command:
    signed = Agreement(
        party="Exempel AB", signed_on=player.by_now(deed), valid_from=player.today, reference="FFK 2026/87"
    )
    return insats_acts.RegisterAgreement(**_insats(player), agreement=signed)


def _appoint(player: ProcessPlayer, deed: Deed) -> Command:
    about: dict[str, Any] = {"person_id": PEOPLE[PROJECT_LEADER], "role": Role.PROJECT_LEADER}
    decision = player.decision("E_RAD", deed)
    return AppointToInsats(**_insats(player), **about, valid_from=player.today, decision=decision)


def _arrange(player: ProcessPlayer, deed: Deed) -> Command:
    about = {"stage": Stage(deed["stage"]), "steered_by": SteeredBy(Body(deed["body"]))}
    return ArrangeSteering(**_insats(player), **about, decision=player.decision("E_RAD", deed))


def _by_number(command: type[Command], **more: Callable[[ProcessPlayer, Deed], Any]) -> Any:
    """A command about the last report."""

    def made(player: ProcessPlayer, deed: Deed) -> Command:
        said = {name: say(player, deed) for name, say in more.items()}
        return command(**_insats(player), number=player.number(deed), **said)

    return made


def _steering_decision(player: ProcessPlayer, deed: Deed) -> Decision:
    return player.decision(deed["body"] or "E_RAD", deed)


_COMMANDS: Mapping[str, Callable[[ProcessPlayer, Deed], Command]] = {
    "prioritise": _prioritise,
    "draft": _draft,
    "approve": lambda player, deed: requests.ApproveInterestRequest(
        request_id=player.request_id, decision=player.decision("E_RAD", deed)
    ),
    "send": _send,
    "answer": _answer,
    "close": lambda player, _: requests.CloseInterestRequest(request_id=player.request_id, reason="Tiden är ute"),
    "withdraw": lambda player, deed: requests.WithdrawInterestRequest(
        request_id=player.request_id, decision=player.decision("E_RAD", deed)
    ),
    "judge": _judge,
    "write": _write,
    "ask": _ask,
    "close remiss": lambda player, deed: documents.CloseDocumentRemiss(document_id=player.papers[deed["kind"]]),
    "handle": _handle,
    "decide": _decide,
    "present directive": lambda player, deed: insats_acts.PresentDirective(
        **_insats(player), **player.about_version(deed), presented_on=player.by_now(deed)
    ),
    "present report": lambda player, deed: insats_acts.PresentReport(
        **_insats(player), **player.about_version(deed), presented_on=player.by_now(deed)
    ),
    "send directive": lambda player, deed: insats_acts.SendDirective(
        **_insats(player), **player.about_version(deed), answer_by=player.soon(deed)
    ),
    "start project": lambda player, deed: insats_acts.StartProject(**_insats(player), started_on=player.by_now(deed)),
    "begin handover": lambda player, deed: insats_acts.BeginHandover(**_insats(player), begun_on=player.by_now(deed)),
    "pause": lambda player, deed: pauses.PauseInsats(
        **_insats(player), review_on=player.soon(deed), decision=player.decision(deed["body"], deed)
    ),
    "resume": lambda player, deed: pauses.ResumeInsats(
        **_insats(player), decision=player.decision(deed["body"], deed)
    ),
    "stop": lambda player, deed: insats_acts.StopInsats(**_insats(player), decision=player.decision("E_RAD", deed)),
    "arrange": _arrange,
    "appoint": _appoint,
    "take part": _take_part,
    "end part": lambda player, deed: EndCommitment(
        **_insats(player), valid_to=player.today - timedelta(days=1), decision=player.decision("KOMMUNLEDNING", deed)
    ),
    "register agreement": _agreement,
    "give hours": _give_hours,
    "hand over": _hand_over,
    "let in": lambda player, deed: AcceptLateJoining(
        **_insats(player), kommunkod=_code(deed), decision=player.decision(deed["body"], deed)
    ),
    "mark condition": _mark,
    "confirm condition": lambda player, deed: conditions.ConfirmCondition(
        **_insats(player), decision=player.decision("KOMMUNLEDNING", deed)
    ),
    "report": lambda player, deed: status_reports.SubmitStatusReport(**_insats(player), report=player.report(deed)),
    "revise report": _by_number(status_reports.ReviseStatusReport, report=ProcessPlayer.report),
    "receive report": _by_number(status_reports.ReceiveStatusReport, received_on=ProcessPlayer.by_now),
    "approve report": _by_number(status_reports.ApproveStatusReport, decision=_steering_decision),
    "return report": _by_number(
        status_reports.ReturnStatusReport,
        remarks=lambda _, deed: ("Timmar saknas",) if deed["remarks"] else (),
        decision=_steering_decision,
    ),
    "pass report on": _by_number(
        status_reports.PassStatusReportOn,
        to=lambda *_: Onward.KOMMUNLEDNINGAR,
        passed_on=ProcessPlayer.by_now,
        channel=lambda *_: "e-post",
    ),
}
"""By deed: the command that it is."""
