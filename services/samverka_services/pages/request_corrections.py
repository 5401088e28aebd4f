"""Putting right what was recorded of a request's approval or withdrawal, and of an answer on another's behalf."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from samverka_domain.answers import InterestResponse
from samverka_domain.requests import InterestRequest
from samverka_projections.memberships import descriptions
from samverka_projections.requests import requests_by_id
from samverka_services.commands.answers import CorrectAnswerOnBehalf
from samverka_services.commands.requests import CorrectInterestRequest
from samverka_services.pages.answer_contacts import choosing, told_contacts
from samverka_services.pages.kernel.correcting import Correctable, correctable, correcting
from samverka_services.pages.kernel.fields import Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.found import insats_of
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, page, there
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.request_forms import AboutRequest, about_draft
from samverka_services.pages.requests import found_draft, found_request

_REQUEST = "/forfragningar/{request_id}"
_DECISIONS = f"{_REQUEST}/beslut"


@dataclass(frozen=True)
class RequestDecisions:
    """The e-råd's decisions about a request."""

    title: str
    back: str
    decisions: Sequence[Correctable]
    correct: str
    """Where each of them is put right, but for its version; empty if that is for others."""


@page(_DECISIONS, "request_decisions.html", Section.REQUESTS, kinds=(FORBUND,))
async def request_decisions_page(visit: Visit) -> RequestDecisions:
    """Its approvals, and its withdrawal if there was one."""
    found = await _about(visit, Prepared())
    decisions = await correctable(visit, InterestRequest.stream(visit.path["request_id"]))
    may = correct_request_form.may_be_given_by(visit.viewer)
    correct = f"{_DECISIONS}/".format(**visit.path) if may else ""
    return RequestDecisions(found.title, found.back, decisions, correct)


@form(CorrectInterestRequest, then=_DECISIONS, bodies=InterestRequest.Event.bodies)
@page(f"{_DECISIONS}/{{version}}", "request_form.html", Section.REQUESTS, kinds=(FORBUND,))
async def correct_request_form(visit: Visit) -> AboutRequest:
    """It begins with what stands of the decision."""
    prepared = await correcting(visit, InterestRequest.stream(visit.path["request_id"]))
    return replace(await _about(visit, prepared), back=_DECISIONS.format(**visit.path))


async def _about(visit: Visit, prepared: Prepared) -> AboutRequest:
    """A form about a request, be it still a draft or sent."""
    request_id = visit.path["request_id"]
    sent = (await requests_by_id(visit.connection, [request_id], visit.as_of)).get(request_id)
    if sent is None:
        return await about_draft(visit, await found_draft(visit), prepared)
    back = f"{_REQUEST}/sammanstallning".format(**visit.path)
    return AboutRequest(sent.title, await insats_of(visit, sent.insats_id), back, prepared)


@form(CorrectAnswerOnBehalf, then=f"{_REQUEST}/sammanstallning", bodies=InterestResponse.Event.bodies)
@page(
    f"{_REQUEST}/ratta-for/{{municipality_id}}/{{version}}", "request_form.html", Section.REQUESTS, kinds=(FORBUND,)
)
async def correct_on_behalf_form(visit: Visit) -> AboutRequest:
    """It begins with what stands of the answer on behalf."""
    request, member_id = await found_request(visit), visit.path["municipality_id"]
    member = there((await descriptions(visit.connection, visit.own, [member_id], visit.as_of)).get(member_id))
    stream = InterestResponse.proxy_stream(request.request_id, member_id)
    prepared = await correcting(visit, stream, "reply", "effective_from")
    is_answer = "/reply" not in prepared.without
    contact = prepared.start["reply"].get("contact") if is_answer else None
    told = replace(
        prepared,
        start={**prepared.start, "kommunkod": member.kommunkod},
        questions=request.questions if is_answer else (),
        fixed=prepared.fixed | {"/kommunkod"},
    )
    told = choosing(told, "/reply/contact", await told_contacts(visit, {member_id: member.name}, contact))
    back = f"/forfragningar/{request.request_id}/sammanstallning"
    return AboutRequest(f"{request.title}, {member.name}", await insats_of(visit, request.insats_id), back, told)
