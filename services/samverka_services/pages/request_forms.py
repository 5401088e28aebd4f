"""The förbund's decisions about interest requests: from the draft to the closing, and answers that came otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from samverka_domain.answers import InterestResponse
from samverka_domain.insatser import Priority
from samverka_domain.requests import InterestRequest, Wording
from samverka_infra import dispatch_drafts
from samverka_projections.answers import answers_to
from samverka_projections.insatser import InsatsThen, insatser
from samverka_projections.memberships import descriptions
from samverka_projections.requests import Draft, RequestThen
from samverka_services.commands.answers import MOST_AT_ONCE, RegisterAnswerOnBehalf, RegisterAnswersOnBehalf
from samverka_services.commands.requests import (
    ApproveInterestRequest,
    CloseInterestRequest,
    DraftInterestRequest,
    ExtendInterestRequest,
    ReviseInterestRequest,
    SendInterestRequest,
    WithdrawInterestRequest,
)
from samverka_services.pages.answer_contacts import choosing, told_contacts
from samverka_services.pages.kernel.as_json import object_of
from samverka_services.pages.kernel.fields import Option, Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.found import insats_of
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, page
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.requests import found_draft, found_request, members_to_ask
from samverka_services.pages.succession import suggested

MOST_INSATSER = 500
_REQUEST = "/forfragningar/{request_id}"
_DRAFT, _COMPILATION = f"{_REQUEST}/utkast", f"{_REQUEST}/sammanstallning"
_BODIES = InterestRequest.Event.bodies
_QUESTION_IDS = {"/questions/*/questionId": "fraga"}
_TEMPLATE = "request_form.html"


@dataclass(frozen=True)
class AboutRequest:
    """A form about a request; which one it is about, if there is one yet, and the way back."""

    title: str
    insats: InsatsThen | None
    back: str
    form: Prepared
    wording: Wording | None = None
    """What is approved or sent as it stands."""
    suggested: Sequence[str] = ()
    """Municipalities that had said yes to the insats that this one follows upon."""


@form(DraftInterestRequest, then="/forfragningar/{id}/utkast")
@page("/forfragningar/ny", _TEMPLATE, Section.REQUESTS, kinds=(FORBUND,))
async def draft_form(visit: Visit) -> AboutRequest:
    """About an insats that the e-råd wants to start."""
    known = await insatser(visit.connection, visit.own, visit.as_of, limit=MOST_INSATSER)
    started = [Option(each.insats_id, f"{each.code} {each.title}") for each in known if _is_started(each)]
    start = {"insatsId": visit.request.query_params.get("insats", "")}
    prepared = Prepared(start, choices={"/insatsId": started}, numbered=_QUESTION_IDS)
    return AboutRequest("", None, "/forfragningar", prepared)


def _is_started(insats: InsatsThen) -> bool:
    return insats.priority is Priority.START_NOW


@form(ReviseInterestRequest, then=_DRAFT)
@page(f"{_REQUEST}/formulera", _TEMPLATE, Section.REQUESTS, kinds=(FORBUND,))
async def revise_form(visit: Visit) -> AboutRequest:
    """It begins with what the draft says."""
    draft = await found_draft(visit)
    return await about_draft(visit, draft, Prepared(object_of(draft.wording), numbered=_QUESTION_IDS))


@form(ApproveInterestRequest, then=_DRAFT, bodies=_BODIES)
@page(f"{_REQUEST}/godkann", _TEMPLATE, Section.REQUESTS, kinds=(FORBUND,))
async def approve_form(visit: Visit) -> AboutRequest:
    """The e-råd's approval of this very text."""
    draft = await found_draft(visit)
    about_it = await about_draft(visit, draft, Prepared())
    return replace(about_it, wording=draft.wording)


@form(SendInterestRequest, then=_COMPILATION)
@page(f"{_REQUEST}/skicka", _TEMPLATE, Section.REQUESTS, kinds=(FORBUND,))
async def send_form(visit: Visit) -> AboutRequest:
    """As it has been kept; to all members, if nothing has."""
    draft = await found_draft(visit)
    about_it = await about_draft(visit, draft, await prepared_dispatch(visit, draft))
    to_ask = await suggested(visit, about_it.insats) if about_it.insats else []
    return replace(about_it, wording=draft.wording, suggested=to_ask)


@form(ExtendInterestRequest, then=_COMPILATION)
@page(f"{_REQUEST}/forlang", _TEMPLATE, Section.REQUESTS, kinds=(FORBUND,))
async def extend_form(visit: Visit) -> AboutRequest:
    """More time."""
    return await _about_sent(visit)


@form(CloseInterestRequest, then=_COMPILATION)
@page(f"{_REQUEST}/stang", _TEMPLATE, Section.REQUESTS, kinds=(FORBUND,))
async def close_form(visit: Visit) -> AboutRequest:
    """Close it."""
    return await _about_sent(visit)


@form(WithdrawInterestRequest, then=_COMPILATION, bodies=_BODIES)
@page(f"{_REQUEST}/aterkalla", _TEMPLATE, Section.REQUESTS, kinds=(FORBUND,))
async def withdraw_request_form(visit: Visit) -> AboutRequest:
    """Take the question back."""
    return await _about_sent(visit)


@form(RegisterAnswerOnBehalf, then=_COMPILATION, bodies=InterestResponse.Event.bodies)
@page(f"{_REQUEST}/registrera", _TEMPLATE, Section.REQUESTS, kinds=(FORBUND,))
async def register_form(visit: Visit) -> AboutRequest:
    """An answer that came by letter, mail or telephone."""
    request = await found_request(visit)
    start = {"kommunkod": visit.request.query_params.get("kommunkod", "")}
    options = {"/kommunkod": await _unheard(visit, request)}
    prepared = Prepared(start, None, options, request.questions)
    return await _about_sent(visit, await _with_contacts(visit, prepared, request, "/contact"))


@form(RegisterAnswersOnBehalf, then=_COMPILATION, bodies=InterestResponse.Event.bodies)
@page(f"{_REQUEST}/registrera-flera", _TEMPLATE, Section.REQUESTS, kinds=(FORBUND,))
async def register_several_form(visit: Visit) -> AboutRequest:
    """Several such answers: a row for each municipality that was chosen, or for one."""
    request = await found_request(visit)
    chosen = visit.request.query_params.getlist("kommunkod")[:MOST_AT_ONCE]
    start = {"received": [{"kommunkod": code} for code in chosen or [""]]}
    options = {"/received/*/kommunkod": await _unheard(visit, request)}
    prepared = Prepared(start, None, options, request.questions)
    return await _about_sent(visit, await _with_contacts(visit, prepared, request, "/received/*/reply/contact"))


async def _with_contacts(visit: Visit, prepared: Prepared, request: RequestThen, place: str) -> Prepared:
    """With those whom the recipients have named before; where nobody has been, a contact is not asked for."""
    asked = await descriptions(visit.connection, visit.own, request.recipients, visit.as_of)
    options = await told_contacts(visit, {member_id: each.name for member_id, each in asked.items()})
    if len(options) > 1:
        return choosing(prepared, place, options)
    return replace(prepared, without=prepared.without | {place})


async def _unheard(visit: Visit, request: RequestThen) -> list[Option]:
    """The recipients that have not answered themselves."""
    given = await answers_to(
        visit.connection, request.region_id, request.request_id, visit.as_of, limit=len(request.recipients)
    )
    own = {answer.municipality_id for answer in given if not answer.on_behalf}
    return await _members(visit, [each for each in request.recipients if each not in own])


async def _members(visit: Visit, among: Sequence[str] | None = None) -> list[Option]:
    """Member municipalities by their kommunkod, all or some."""
    known = await members_to_ask(visit)
    chosen = [each for each in known if among is None or each.member_id in among]
    return [Option(each.kommunkod or "", each.name) for each in chosen]


async def prepared_dispatch(visit: Visit, draft: Draft) -> Prepared:
    """To whom, until when and how openly: as it is kept; to all members, if nothing is."""
    kept, options = await dispatch_drafts.of_request(visit.connection, draft.request_id), await _members(visit)
    chosen = [each.value for each in options if kept is None or each.value in kept.recipients]
    day = {"deadline": kept.deadline.isoformat()} if kept and kept.deadline else {}
    start = {"recipients": chosen, "openAnswers": kept is not None and kept.open_answers, **day}
    return Prepared(start, choices={"/recipients": options})


async def about_draft(visit: Visit, draft: Draft, prepared: Prepared) -> AboutRequest:
    """A form about a draft."""
    insats = await insats_of(visit, draft.insats_id)
    seen = replace(prepared, version=draft.version)
    return AboutRequest(draft.wording.title, insats, _DRAFT.format(request_id=draft.request_id), seen)


async def _about_sent(visit: Visit, prepared: Prepared | None = None) -> AboutRequest:
    request: RequestThen = await found_request(visit)
    insats = await insats_of(visit, request.insats_id)
    back = _COMPILATION.format(request_id=request.request_id)
    return AboutRequest(request.title, insats, back, prepared or Prepared(version=request.version))
