"""An example body for each command, shown in the OpenAPI document; every one is accepted as it stands here."""

from collections.abc import Mapping
from typing import Any

from samverka_services.commands import answers, commitments, insatser, mandates, organisations, plans, requests
from samverka_services.commands.fields import Command

_AREAS = [{"code": "4", "title": "Digital infrastruktur"}]
_GOALS = [{"code": "4B", "focusArea": "4", "title": "Infrastruktur som möjliggör informationsutbyte"}]
_PLAN = {"title": "Handlingsplan för digitalisering 2027–2029", "focusAreas": _AREAS, "effectGoals": _GOALS}
_WORDING = {
    "title": "Intresseförfrågan: koncept för samordnad upphandling",
    "text": "Vill kommunen delta i förstudien? Svara senast sista svarsdag.",
    "questions": [
        {"questionId": "resurs", "text": "Kan kommunen avsätta deltagare?", "kind": "YES_NO"},
        {"questionId": "start", "text": "När?", "kind": "ONE_OF", "options": ["i vår", "i höst"], "required": False},
    ],
}
_GIST = {"benefitsShort": ["färre kvalitetsbrister"], "activities": ["förstudie"]}
_RESOURCES = {
    "hours": [{"role": "projektdeltagare", "year": 2027, "hours": 120}],
    "money": [{"year": 2027, "thousandKronor": 50}],
    "validFrom": "2027-01-01",
    "validTo": "2027-12-31",
}


def _decision(body: str, reason: str = "") -> dict[str, Any]:
    decision = {"body": body, "decidedOn": "2026-11-20", "recordNumber": "KS 2026/123"}
    return decision | {"decidedBy": "person-id", "reason": reason}


_REPLY = {
    "stance": "INTERESTED",
    "answers": [{"questionId": "resurs", "value": True}],
    "contact": {"personId": "person-id", "text": "digitalisering@kommunen.example"},
    "decision": _decision("KOMMUNLEDNING"),
}

EXAMPLES: Mapping[type[Command], dict[str, Any]] = {
    organisations.RenameOrganisation: {"name": "Trollhättans stad"},
    organisations.StartMembership: {
        "organisationNumber": "212000-1546",
        "name": "Trollhättan",
        "kommunkod": "1488",
        "inhabitants": 59058,
        "validFrom": "2027-01-01",
        "decision": _decision("FORBUNDSLEDNING"),
    },
    organisations.DescribeMember: {"name": "Trollhättans stad", "inhabitants": 59100},
    organisations.EndMembership: {"validTo": "2027-12-31", "decision": _decision("FORBUNDSLEDNING")},
    mandates.GiveMandate: {
        "personId": "person-id",
        "holds": "OFFICER",
        "validFrom": "2026-12-01",
        "validTo": "2027-12-31",
        "decision": _decision("KOMMUNLEDNING"),
    },
    mandates.EndMandate: {"validTo": "2026-12-31", "decision": _decision("KOMMUNLEDNING")},
    plans.DraftActionPlan: _PLAN,
    plans.ReviseActionPlan: _PLAN,
    plans.NoteActionPlanVersion: {
        "version": "0.2",
        "notedOn": "2026-11-20",
        "by": "e-råd",
        "change": "justerad efter granskning",
    },
    plans.ApproveActionPlan: {"decision": _decision("KOMMUNDIREKTORER")},
    plans.PublishActionPlan: {"version": "1.0", "publishedOn": "2026-11-23"},
    insatser.ReceiveIdea: {
        "code": "4.1",
        "title": "Koncept för samordnad upphandling av IT-lösningar",
        "origin": "NETWORK",
        "startsWith": "PRE_STUDY",
        "gist": _GIST,
    },
    insatser.DescribeInsats: {"title": "Koncept för samordnad upphandling", "gist": _GIST},
    insatser.PrioritiseInsats: {"priority": "START_NOW", "decision": _decision("E_RAD")},
    requests.DraftInterestRequest: {"insatsId": "insats-id", "round": "PRE_STUDY", **_WORDING},
    requests.ReviseInterestRequest: _WORDING,
    requests.ApproveInterestRequest: {"decision": _decision("E_RAD")},
    requests.SendInterestRequest: {"recipients": ["1488", "1485"], "deadline": "2027-01-31"},
    requests.ExtendInterestRequest: {"deadline": "2027-02-28", "reason": "Fler vill hinna svara"},
    requests.CloseInterestRequest: {"reason": "Alla har svarat"},
    requests.WithdrawInterestRequest: {"decision": _decision("E_RAD", "Finansieringen uteblev")},
    answers.AnswerInterestRequest: _REPLY,
    answers.ChangeAnswer: _REPLY | {"stance": "CONDITIONAL", "conditions": "Om kostnaden delas lika"},
    answers.WithdrawAnswer: {
        "effectiveFrom": "2026-12-01",
        "decision": _decision("KOMMUNLEDNING", "Projektledaren har slutat"),
    },
    answers.RegisterAnswerOnBehalf: _REPLY | {"source": "Brev från kommunen"},
    commitments.TakePart: {"resources": _RESOURCES, "decision": _decision("KOMMUNLEDNING")},
    commitments.SetResourcesAside: {"resources": _RESOURCES, "decision": _decision("KOMMUNLEDNING")},
    commitments.AdjustCommitment: {"resources": _RESOURCES, "decision": _decision("KOMMUNLEDNING")},
    commitments.EndCommitment: {
        "validTo": "2027-06-30",
        "decision": _decision("KOMMUNLEDNING", "Uppdraget är slutfört"),
    },
}
