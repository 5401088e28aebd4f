"""The forms by which municipalities come to take part: their conditions, and who is let in late."""

from dataclasses import replace

from samverka_domain.commitments import Commitment
from samverka_domain.conditions import Condition, ConditionConfirmation
from samverka_domain.documents import MAY_STEER
from samverka_projections.documents import documents_by_insats
from samverka_projections.gates import cases
from samverka_projections.insatser import InsatsThen
from samverka_projections.memberships import members
from samverka_services.commands.conditions import (
    ConfirmCondition,
    CorrectConditionConfirmation,
    CorrectConditionMark,
    MarkCondition,
)
from samverka_services.commands.late_joining import AcceptLateJoining
from samverka_services.pages.insatser import INSATS, AboutInsats
from samverka_services.pages.kernel.correcting import correcting, correcting_act
from samverka_services.pages.kernel.fields import Option, Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.found import insats_named
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, KOMMUN, page
from samverka_services.pages.kernel.visit import Visit

_TEMPLATE = "insats_form.html"


@form(MarkCondition, then=INSATS)
@page(f"{INSATS}/villkor", _TEMPLATE, Section.INSATSER, kinds=(FORBUND,))
async def mark_condition_form(visit: Visit) -> AboutInsats:
    """Met in a version of a document of the insats, or not."""
    insats = await insats_named(visit)
    documents = await _documents(visit, insats)
    case = (await cases(visit.connection, [insats.insats_id], visit.as_of))[insats.insats_id].case
    around = await members(visit.connection, visit.own, visit.as_of)
    open_ones = [
        Option(each.kommunkod or "", each.name) for each in around if each.member_id in case.parties.conditional
    ]
    start = {"kommunkod": visit.request.query_params.get("kommunkod", "")}
    return AboutInsats(insats, Prepared(start, choices={"/documentId": documents, "/kommunkod": open_ones}))


@form(CorrectConditionMark, then=INSATS)
@page(
    f"{INSATS}/ratta-markering/{{request_id}}/{{municipality_id}}/{{version}}",
    _TEMPLATE,
    Section.INSATSER,
    kinds=(FORBUND,),
)
async def correct_mark_form(visit: Visit) -> AboutInsats:
    """It begins with what stands of the mark."""
    insats = await insats_named(visit)
    stream = Condition.stream(visit.path["request_id"], visit.path["municipality_id"])
    prepared = await correcting_act(visit, stream, "mark")
    choices = {"/mark/documentId": await _documents(visit, insats)}
    return AboutInsats(insats, replace(prepared, choices=choices))


@form(ConfirmCondition, then=INSATS, bodies=Commitment.Event.bodies)
@page(f"{INSATS}/bekrafta-villkor", _TEMPLATE, Section.INSATSER, kinds=(KOMMUN,))
async def confirm_condition_form(visit: Visit) -> AboutInsats:
    """That it is settled as it was marked."""
    return AboutInsats(await insats_named(visit), Prepared())


@form(CorrectConditionConfirmation, then=INSATS, bodies=Commitment.Event.bodies)
@page(f"{INSATS}/ratta-villkor/{{request_id}}/{{version}}", _TEMPLATE, Section.INSATSER, kinds=(KOMMUN,))
async def correct_confirmation_form(visit: Visit) -> AboutInsats:
    """Put right what was recorded of one's own confirmation."""
    stream = ConditionConfirmation.stream(visit.path["request_id"])
    return AboutInsats(await insats_named(visit), await correcting(visit, stream))


async def _documents(visit: Visit, insats: InsatsThen) -> list[Option]:
    known = (await documents_by_insats(visit.connection, [insats.insats_id], visit.as_of))[insats.insats_id]
    return [Option(each.document_id, each.title) for each in known]


@form(AcceptLateJoining, then=INSATS, bodies=MAY_STEER)
@page(f"{INSATS}/sen-anslutning", _TEMPLATE, Section.INSATSER, kinds=(FORBUND,))
async def accept_late_joining_form(visit: Visit) -> AboutInsats:
    """One of the members that takes no part."""
    insats = await insats_named(visit)
    known = await members(visit.connection, visit.own, visit.as_of)
    case = (await cases(visit.connection, [insats.insats_id], visit.as_of))[insats.insats_id].case
    outside = [each for each in known if each.member_id not in case.parties.taking_part]
    options = [Option(each.kommunkod, each.name) for each in outside if each.kommunkod]
    return AboutInsats(insats, Prepared(choices={"/kommunkod": options}))
