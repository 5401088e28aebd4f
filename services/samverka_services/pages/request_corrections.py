"""Putting right what the förbund registered of a municipality's answer."""

from dataclasses import replace

from samverka_domain.answers import InterestResponse
from samverka_projections.memberships import descriptions
from samverka_services.commands.answers import CorrectAnswerOnBehalf
from samverka_services.pages.kernel.correcting import correcting
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, page, there
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.request_forms import AboutRequest
from samverka_services.pages.requests import about, found_request

_REQUEST = "/forfragningar/{request_id}"


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
    told = replace(
        prepared,
        start={**prepared.start, "kommunkod": member.kommunkod},
        questions=() if "/reply" in prepared.without else request.questions,
        fixed=prepared.fixed | {"/kommunkod"},
        without=prepared.without | {"/reply/contact"},
    )
    back = f"/forfragningar/{request.request_id}/sammanstallning"
    return AboutRequest(f"{request.title}, {member.name}", await about(visit, request.insats_id), back, told)
