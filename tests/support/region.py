"""The story's region in an installation of its own, with one of everything that a path can name."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg

from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.organisations import OrganisationKind
from samverka_domain.questions import Question, QuestionKind
from samverka_domain.requests import Round, Wording
from samverka_domain.status_lights import LAMPS, Lamp, Light, Lights
from samverka_domain.status_report_content import (
    Escalation,
    Milestone,
    Spending,
    StatusReport,
    Threat,
    ThreatKind,
    Usage,
)
from samverka_domain.status_reports import Onward, StatusReports
from samverka_domain.steps import Phase
from samverka_infra.database import open_pool
from samverka_infra.event_log.unit_of_work import EventLog, Stamp
from samverka_services.commands.kernel.context import Caller
from samverka_services.commands.kernel.executor import CommandExecutor
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.requests import ApproveInterestRequest, DraftInterestRequest, SendInterestRequest
from samverka_services.demo import people
from samverka_services.kernel.timing import clock, new_id
from samverka_services.tenants.tenant import Tenant, provision
from tests.support.anywhere import ANYWHERE
from tests.support.callers import (
    AUDITOR,
    FORMER,
    FUND,
    FUNDS_ADMINISTRATOR,
    FUNDS_READER,
    FYRBODAL,
    MACHINE,
    PROJECT_LEADER,
)
from tests.support.databases import Cluster, Database
from tests.support.installation import Installation, installation, play_story
from tests.support.starting import ready_to_join, ready_to_study
from tests.support.world import GOTEBORG, TROLLHATTAN, UDDEVALLA

SECRET = "EXEMPEL-HEMLIGT-VILLKOR"
"""Stands in an answer that is not disclosed yet."""
WORKING = "EXEMPEL-ARBETSMATERIAL"
"""Stands in a working copy about which Trollhättan alone is asked."""
CONTACT = "exempel@kommunen.example"
"""Whom the same answer names to talk to."""


_PLAN = {
    "change": "Exempel",
    "milestones": [{"activity": "Exempel"}],
    "resources": "Exempel",
    "budget": 300,
    "risks": "Exempel",
    "communication": [
        {"audience": "Alla", "message": "Exempel", "channel": "Brev", "when": "Nu", "responsible": "Processledaren"}
    ],
    "benefitPlan": [{"benefit": "Svar", "when": "2028", "where": "Alla", "how": "Nya sätt", "owner": "Arkivet"}],
    "needs": [{"role": "arkivarie", "year": 2027, "municipality": "Trollhättan", "hours": 100}],
}


@dataclass(frozen=True)
class Things:
    """Ids of things in Fyrbodal; unset, of things that do not exist."""

    plan_id: str = "01900000-0000-7000-8000-000000000001"
    insats_id: str = "01900000-0000-7000-8000-000000000002"
    request_id: str = "01900000-0000-7000-8000-000000000003"
    mandate_id: str = "01900000-0000-7000-8000-000000000004"
    network_id: str = "01900000-0000-7000-8000-000000000005"
    draft_id: str = "01900000-0000-7000-8000-000000000006"
    document_id: str = "01900000-0000-7000-8000-000000000007"
    group_id: str = "01900000-0000-7000-8000-000000000008"
    meeting_id: str = "01900000-0000-7000-8000-000000000009"
    funder_id: str = "01900000-0000-7000-8000-000000000010"
    analysis_id: str = "01900000-0000-7000-8000-000000000011"
    head: int = 0
    number: str = "1"
    """Of a status report of the insats."""

    def path(self, template: str) -> str:
        """An address with its ids; the municipality is one that is no member."""
        return template.format(
            planId=self.plan_id,
            insatsId=self.insats_id,
            requestId=self.request_id,
            mandateId=self.mandate_id,
            networkId=self.network_id,
            documentId=self.document_id,
            groupId=self.group_id,
            meetingId=self.meeting_id,
            funderId=self.funder_id,
            analysisId=self.analysis_id,
            number=self.number,
            organisationNumber=GOTEBORG,
            municipalityId=GOTEBORG,
            kommunkod="1488",
            forbund=FYRBODAL,
        )


@contextmanager
def region_of_its_own(cluster: Cluster, folder: Path, **more: str) -> Iterator[tuple[Installation, Things]]:
    """A running installation that the test may spoil, with more settings if need be."""
    with cluster.database(prepare_region) as database, installation(database, folder, **more) as running:
        assert isinstance(database.made, Things)
        yield running, database.made


def prepare_region(database: Database) -> Things:
    """The filling of its database, by an installation that has ended."""
    play_story(database)
    with TemporaryDirectory() as folder, installation(database, Path(folder)) as running:
        return _prepared(running)


def _prepared(running: Installation) -> Things:
    leader = running.token(people.LEADER, FYRBODAL)
    mandate_id = _give(running, FORMER, "OFFICER", valid_to=local_day(clock()) - timedelta(days=1))
    for auditor in (AUDITOR, MACHINE):
        _give(running, auditor, "AUDITOR")
    insats_id = _first(running, "insats:")
    _adjusted(running, insats_id)
    _appointed(running, leader, insats_id)
    _reported(running, insats_id)
    _invited(running)
    draft_id, request_id = _asked(running, insats_id)
    _judged(running, leader)
    _planned(running, leader)
    network = {"name": "Exempelnätverket", "decision": decision("FORBUNDSLEDNING", people.MANAGER)}
    network_id = str(running.command("POST", "/networks", leader, network)["id"])
    document_id = _written(running, leader, insats_id)
    _needing(running, leader)
    _studying(running)
    group_id = _steered(running, leader, insats_id)
    meeting_id = _met(running, leader, group_id)
    funder_id = _funded(running, leader, insats_id)
    analysis_id = _analysed(running, leader)
    answered = _answered(running, request_id)
    running.wait_until_projected(answered, running.token(people.officer("1488"), TROLLHATTAN), FYRBODAL)
    head = running.position(answered, TROLLHATTAN)
    ids = insats_id, request_id, mandate_id, network_id, draft_id, document_id, group_id, meeting_id, funder_id
    return Things(_first(running, "action-plan:"), *ids, analysis_id, head)


def _give(running: Installation, person: str, role: str, valid_to: date | None = None) -> str:
    body = {
        "personId": person,
        "holds": role,
        "validFrom": "2020-01-01",
        "validTo": valid_to.isoformat() if valid_to else None,
        "decision": decision("KOMMUNLEDNING", people.director("1488")),
    }
    administrator = running.token(people.FIRST_ADMINISTRATOR, TROLLHATTAN)
    return str(running.command("POST", "/mandates", administrator, body)["id"])


def _invited(running: Installation) -> None:
    """A colleague who waits to be let in."""
    colleague = {"name": "Exempel Exempelsson", "mail": "exempel@kommunen.example", "roles": ["OFFICER"]}
    body = colleague | {"decision": decision("KOMMUNLEDNING", people.director("1488"))}
    running.command("POST", "/invitations", running.token(people.FIRST_ADMINISTRATOR, TROLLHATTAN), body)


def _asked(running: Installation, insats_id: str) -> tuple[str, str]:
    """One that is still a draft, and a request that is open for long, besides those that the story has sent."""
    wording = Wording("Exempel", "Exempel", (_QUESTION,))
    draft = DraftInterestRequest(insats_id=insats_id, round=Round.PRE_STUDY, wording=wording)
    decided = Decision(Body.E_RAD, date(2026, 1, 15), "EXEMPEL 2026/1", people.CHAIR)
    with open_pool(running.database.app_url, 1) as pool:
        executor = CommandExecutor(EventLog(pool), ANYWHERE, new_id)

        def do(command: Command, version: int | None = None) -> str:
            caller = Caller(people.LEADER, FYRBODAL, "test")
            return executor.execute(command, caller, key=new_id(), expected_version=version).id

        draft_id, request_id = do(draft), do(draft)
        do(ApproveInterestRequest(request_id=request_id, decision=decided), 1)
        do(SendInterestRequest(request_id=request_id, recipients="ALL", deadline=date(2099, 12, 31)), 2)
    return draft_id, request_id


def _judged(running: Installation, leader: str) -> None:
    """The interest in another insats of the plan, whose request has closed."""
    judgement = {"judgement": "GO", "threshold": {"least": 1, "counting": "INTERESTED"}}
    body = judgement | {"decision": decision("E_RAD", people.CHAIR)}
    insats_id = _nth(running, "insats:", 2)
    running.command("POST", f"/insatser/{insats_id}/judgements", leader, body, version=2)


def _written(running: Installation, leader: str, insats_id: str) -> str:
    """A working copy, about which one municipality is asked."""
    begun = {"insatsId": insats_id, "kind": "FINAL_REPORT", "title": "Exempel: slutrapport"}
    document_id = str(running.command("POST", "/documents", leader, begun)["id"])
    version = {"change": "Exempel", "experiences": WORKING}
    running.command("POST", f"/documents/{document_id}/versions", leader, version, version=1)
    asked = {"municipalities": ["1488"], "lastDay": "2099-12-31"}
    running.command("POST", f"/documents/{document_id}/remisser", leader, asked, version=2)
    return document_id


def _needing(running: Installation, leader: str) -> None:
    """An insats under way, whose plan is approved and says how many hours it needs."""
    insats_id = ready_to_join(running, TROLLHATTAN)
    officer = running.token(people.officer("1488"), TROLLHATTAN)
    running.command("POST", f"/insatser/{insats_id}/commitments", officer, _set_aside())
    begun = {"insatsId": insats_id, "kind": "PROJECT_PLAN", "title": "Exempel: projektplan"}
    document_id = str(running.command("POST", "/documents", leader, begun)["id"])
    running.command("POST", f"/documents/{document_id}/versions", leader, _PLAN, version=1)
    about = {"gate": "PROJECT_PLAN", "documentId": document_id, "version": "0.1", "outcome": "APPROVED"}
    body = about | {"decision": decision("E_RAD", people.CHAIR) | {"actingAs": "STYRGRUPP"}}
    running.command("POST", f"/insatser/{insats_id}/gate-decisions", leader, body, version=2)


def _studying(running: Installation) -> None:
    """Hours are given to the pre-study of an insats."""
    set_aside = _set_aside()
    body = {"hours": set_aside["resources"]["hours"], "decision": set_aside["decision"]}
    officer = running.token(people.officer("1488"), TROLLHATTAN)
    running.command("POST", f"/insatser/{ready_to_study(running)}/pre-study-hours", officer, body)


def _steered(running: Installation, leader: str, insats_id: str) -> str:
    """A steering group with a seat of Trollhättan, on which somebody sits."""
    charter = {"insatsId": insats_id, "stage": "PROJECT", "name": "Exempelgruppen", "seats": [TROLLHATTAN, UDDEVALLA]}
    body = charter | {"decision": decision("E_RAD", people.CHAIR)}
    group_id = str(running.command("POST", "/steering-groups", leader, body)["id"])
    seating = {"personId": people.director("1488"), "function": "Kommundirektör", "validFrom": "2026-01-15"}
    held = seating | {"decision": decision("KOMMUNLEDNING", people.director("1488"))}
    running.command(
        "PUT", f"/steering-groups/{group_id}/seats/own", running.token(people.officer("1488"), TROLLHATTAN), held
    )
    return group_id


def _met(running: Installation, leader: str, group_id: str) -> str:
    """A meeting of the group, of which everything is told that there can be, and whose minutes are adjusted."""
    called = {"metBody": "STYRGRUPP", "bodyId": group_id, "heldOn": "2026-01-15", "venue": "Exempel"}
    body = called | {"agenda": [{"subject": "Exempel"}]}
    meeting_id = str(running.command("POST", "/meetings", leader, body)["id"])
    there = [{"attendingSeat": seat, "presence": "MEMBER"} for seat in (TROLLHATTAN, UDDEVALLA)]
    reservation = {"reservingSeat": UDDEVALLA, "statement": "Exempel"}
    resolution = {"item": 1, "resolved": "Exempel", "reservations": [reservation]}
    adjusted = {"adjusters": [TROLLHATTAN, UDDEVALLA], "adjustedOn": "2026-01-16", "recordNumber": "EXEMPEL 2026/2"}
    running.command("PUT", f"/meetings/{meeting_id}/attendance", leader, {"attendance": there}, version=1)
    director = running.token(people.director("1488"), TROLLHATTAN)
    running.command("PUT", f"/meetings/{meeting_id}/voices/own/votes", director, {"item": 1, "vote": "FOR"})
    running.command("PUT", f"/meetings/{meeting_id}/resolutions", leader, resolution, version=2)
    running.command("POST", f"/meetings/{meeting_id}/adjustments", leader, adjusted, version=3)
    return meeting_id


def _planned(running: Installation, leader: str) -> None:
    """The draft of the next plan, with a version that was noted."""
    goal = {"code": "M1.1", "title": "Exempelmål", "focusArea": "F1"}
    content = {"title": "Exempelplan", "focusAreas": [{"code": "F1", "title": "Exempel"}], "effectGoals": [goal]}
    plan_id = running.command("POST", "/action-plans", leader, content)["id"]
    version = {"version": "0.2", "notedOn": "2026-01-15", "by": "e-råd", "change": "exempel"}
    running.command("POST", f"/action-plans/{plan_id}/versions", leader, version)


def _analysed(running: Installation, leader: str) -> str:
    """A version of the analysis for the plan that the e-råd has taken note of, and the next working copy."""
    begun = {"planId": _first(running, "action-plan:"), "title": "Exempelanalys"}
    analysis_id = str(running.command("POST", "/analyses", leader, begun)["id"])
    content = {
        "needsByNetwork": [{"network": "Exempelnätverket", "need": "Exempel"}],
        "surroundings": "Exempel",
        "proposedFocusAreas": [{"focusAreaTitle": "Exempel", "why": "Exempel"}],
    }
    at = f"/analyses/{analysis_id}"
    running.command("POST", f"{at}/versions", leader, content | {"change": "Exempel"}, version=1)
    noted = {"version": "0.1", "decision": decision("E_RAD", people.CHAIR)}
    running.command("POST", f"{at}/notings", leader, noted, version=2)
    newer = content | {"surroundings": "Exempel igen", "change": "Exempel"}
    running.command("POST", f"{at}/versions", leader, newer, version=3)
    return analysis_id


def _answered(running: Installation, request_id: str) -> str:
    officer = running.token(people.officer("1488"), TROLLHATTAN)
    body = {
        "stance": "CONDITIONAL",
        "conditions": SECRET,
        "contact": {"personId": "exempel-kontakt", "text": CONTACT},
        "answers": [{"questionId": "resurs", "value": True}],
        "decision": decision("KOMMUNLEDNING", people.director("1488")),
    }
    outcome = running.command("POST", f"/interest-requests/{request_id}/responses", officer, body)
    return str(outcome["token"])


def _adjusted(running: Installation, insats_id: str) -> None:
    """The board's decision about what the municipality has set aside."""
    officer = running.token(people.officer("1488"), TROLLHATTAN)
    running.command("PUT", f"/insatser/{insats_id}/commitments/own/resources", officer, _set_aside(), version=2)


def _set_aside() -> dict[str, Any]:
    authority = {"kind": "NAMND", "name": "Exempelnämnden"}
    today = {"decidedOn": local_day(clock()).isoformat(), "authority": authority}
    return {
        "resources": {
            "hours": [{"role": "projektdeltagare", "year": 2026, "hours": 100}],
            "validFrom": "2026-01-01",
            "validTo": "2026-12-31",
        },
        "decision": decision("KOMMUNLEDNING", people.director("1488")) | today,
    }


def _appointed(running: Installation, leader: str, insats_id: str) -> None:
    body = {"personId": PROJECT_LEADER, "role": "PROJECT_LEADER", "validFrom": "2026-01-15"}
    decided = {"decision": decision("E_RAD", people.CHAIR)}
    running.command("POST", f"/insatser/{insats_id}/roles", leader, body | decided)


def _reported(running: Installation, insats_id: str) -> None:
    """A status report, of whichever phase it says, that was approved and passed on."""
    green = Lamp(Light.GREEN, "Exempel")
    spring = date(2026, 1, 1), date(2026, 3, 31)
    report = StatusReport(
        phase=Phase.GENOMFORANDE,
        period_from=spring[0],
        period_to=spring[1],
        as_of=spring[1],
        summary="Exempel",
        lights=Lights(*(green,) * len(LAMPS)),
        spending=Spending(400, 120, 390),
        usage=(Usage(TROLLHATTAN, 1, 2, 3, 4),),
        milestones=(Milestone("Exempel", date(2026, 2, 15)),),
        threats=(Threat(ThreatKind.RISK, "Exempel"),),
        escalations=(Escalation(Body.E_RAD, "Exempel", date(2026, 5, 1)),),
    )
    approval = Decision(Body.E_RAD, date(2026, 4, 9), "EXEMPEL 2026/1", people.CHAIR)
    with open_pool(running.database.app_url, 1) as pool, EventLog(pool).unit_of_work(FYRBODAL) as work:
        reports = StatusReports.start(insats_id, FYRBODAL, work.at)
        number = reports.submit(report, work.at)
        reports.approve(number, approval, work.at)
        reports.pass_on(number, Onward.FUNDERS, date(2026, 4, 10), "Exempel", work.at)
        work.save(reports, stamp=Stamp(people.LEADER, "reported", "test"), result={})


def _funded(running: Installation, leader: str, insats_id: str) -> str:
    """A fund elsewhere that reads the reports, for which one person does."""
    fund = Tenant(FUND, "Exempelfonden", OrganisationKind.MYNDIGHET, None, FUNDS_ADMINISTRATOR)
    with open_pool(running.database.app_url, 1) as pool:
        provision(EventLog(pool), fund, new_id)
    since = {"validFrom": "2020-01-01"}
    said = {"organisationNumber": FUND, "funder": "Exempelfonden", **since}
    body = said | {"decision": decision("FORBUNDSLEDNING", people.MANAGER)}
    funder_id = str(running.command("POST", f"/insatser/{insats_id}/funders", leader, body)["id"])
    reads = {"personId": FUNDS_READER, **since, "decision": decision("KOMMUNLEDNING", "Fondens chef")}
    administrator = running.token(FUNDS_ADMINISTRATOR, FUND)
    running.command("POST", f"/mandates/funders/{FYRBODAL}/{funder_id}/readers", administrator, reads)
    return funder_id


def _first(running: Installation, kind: str) -> str:
    return _nth(running, kind, 1)


def _nth(running: Installation, kind: str, number: int) -> str:
    query = """
        select stream_id from samverka.events
        where starts_with(stream_id, %s) and tenant_id = %s and version = 1
        order by position limit 1 offset %s
    """
    with psycopg.connect(running.database.projector_url) as connection:
        found = connection.execute(query, [kind, FYRBODAL, number - 1]).fetchone()
    assert found is not None
    return str(found[0]).removeprefix(kind)


def decision(body: str, by: str) -> dict[str, Any]:
    """Of a body, on a day of the story, by who sits in it."""
    return {"body": body, "decidedOn": "2026-01-15", "recordNumber": "EXEMPEL 2026/1", "decidedBy": by, "reason": ""}


_QUESTION = Question("resurs", "Kan kommunen avsätta deltagare?", QuestionKind.YES_NO)
