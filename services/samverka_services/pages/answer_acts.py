"""What the buttons do on the pages on which an answer is written: keep the draft, go on, ask for a decision, send."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from psycopg import Connection
from starlette.responses import RedirectResponse, Response

from samverka_domain.kernel.rules import Rule, require
from samverka_infra import answer_drafts
from samverka_infra.answer_drafts import DraftChanged, Keeping
from samverka_services.kernel.timing import new_id
from samverka_services.pages.answer_facts import AllSteps, Answering, OneStep
from samverka_services.pages.kernel.carrying_out import beside_the_log
from samverka_services.pages.kernel.faults import Fault
from samverka_services.pages.kernel.fields import question_place
from samverka_services.pages.kernel.filled import Filled
from samverka_services.pages.kernel.form import FormSent
from samverka_services.pages.kernel.preparation import noted
from samverka_services.pages.kernel.sent import Given
from samverka_services.pages.kernel.wrong import wrong_with

KEEP, BACK, CLOSE, ASK, ASK_NO_MORE, FORGET = "keep", "back", "close", "ask", "ask-no-more", "forget"
"""Buttons."""
_PREPARED_BY_ITSELF = frozenset({"body", "decidedOn", "decidedBy", "overtaken"})
"""What a decision says that nobody has told anything of."""

Rows = Callable[[Connection], None]
"""What is done to rows of the tenant."""


async def keep_step(sending: FormSent) -> Response | Filled:
    """Keep what stands there if nothing is wrong with it, and go on; a question may be left for later."""
    shown: OneStep = sending.shown
    wrong = _wrong_with_step(sending)
    is_left = shown.step.question is not None and shown.step.part not in sending.filled.given
    if wrong and not is_left:
        return replace(sending.filled, faults=wrong)
    return await _go_on(sending, lambda content: shown.address_of(shown.steps.after(shown.step, content)))


async def go_back(sending: FormSent) -> Response | Filled:
    """Keep what stands there, whatever it is, and go to the step before."""
    shown: OneStep = sending.shown
    address = shown.address_of(shown.before) if shown.before else shown.request_address
    return await _go_on(sending, lambda _: address)


async def close_step(sending: FormSent) -> Response | Filled:
    """Keep what stands there, whatever it is, and leave it for today."""
    return await _go_on(sending, lambda _: sending.shown.request_address)


def _wrong_with_step(sending: FormSent) -> list[Fault]:
    step = sending.shown.step
    own = {f"/{step.part}", *(f"/{step.part}/{name}" for name in ("personId", "text"))}
    places = {question_place(step.question)} if step.question else own
    given = {**sending.shown.content, **sending.filled.given}
    return [each for each in wrong_with(sending.form, sending.visit, sending.prepared, given) if each.place in places]


async def _go_on(sending: FormSent, to: Callable[[Given], str]) -> Response | Filled:
    shown: OneStep = sending.shown
    content = shown.step.with_said(shown.content, sending.filled.given)
    if _is_stale(sending) and content != shown.content:
        return _stale(sending, sending.filled.given)
    return await _kept(sending, content) or RedirectResponse(to(content), 303)


async def close_review(sending: FormSent) -> Response | Filled:
    """Keep what has been told of the decision too, and leave it for today."""
    return await _with_decision(sending) or RedirectResponse(sending.shown.request_address, 303)


async def ask(sending: FormSent) -> Response | Filled:
    """Whoever sits in the management finds it among what she has to do."""
    request_id, now = sending.shown.asked.request.request_id, sending.visit.as_of.now
    person_id = sending.by.identity.person_id
    return await _and_then(sending, lambda rows: answer_drafts.ask(rows, request_id, person_id, now))


async def ask_no_more(sending: FormSent) -> Response | Filled:
    """She does no more."""
    request_id = sending.shown.asked.request.request_id
    return await _and_then(sending, lambda rows: answer_drafts.ask_no_more(rows, request_id))


async def forget(sending: FormSent) -> Response | Filled:
    """Delete the draft."""
    _require_may(sending)
    request_id = sending.shown.asked.request.request_id
    await _in_rows(sending, lambda rows: answer_drafts.forget(rows, request_id))
    return RedirectResponse(sending.shown.request_address, 303)


async def send(sending: FormSent) -> Filled | FormSent:
    """Unless a colleague has changed something since; a draft that is gone has been sent, by this form perhaps."""
    if sending.shown.preparation.draft is not None and _is_stale(sending):
        return _stale_review(sending)
    told = await noted(sending)
    return told if told.faults else await sending.anew(told) if sending.filled.note else sending


async def _and_then(sending: FormSent, do: Rows) -> Response | Filled:
    failed = await _with_decision(sending)
    if failed is not None:
        return failed
    await _in_rows(sending, do)
    return RedirectResponse(sending.shown.address_of(None), 303)


async def _with_decision(sending: FormSent) -> Filled | None:
    """The form again, if it cannot be kept."""
    shown: AllSteps = sending.shown
    if _is_stale(sending):
        return _stale_review(sending)
    decision = _decision(sending)
    content = {**shown.content, "decision": decision} if decision.keys() - _PREPARED_BY_ITSELF else shown.content
    failed = await _kept(sending, content)
    return _stale_review(sending) if failed is not None and failed.is_stale else failed


def _stale_review(sending: FormSent) -> Filled:
    """The answer as it is kept now, with what she has told of the decision."""
    return _stale(sending, {**sending.shown.content, "decision": _decision(sending)})


def _decision(sending: FormSent) -> Given:
    told: Given = sending.filled.given.get("decision", {})
    return told


def _is_stale(sending: FormSent) -> bool:
    """Whether a colleague has changed what the page showed."""
    return sending.filled.seen not in {"", sending.shown.seal}


def _stale(sending: FormSent, given: Mapping[str, Any]) -> Filled:
    return replace(sending.filled, given=dict(given), seen=sending.shown.seal, is_stale=True)


async def _kept(sending: FormSent, content: Mapping[str, Any]) -> Filled | None:
    """The form again, if the draft, or the note beside it, cannot be kept. What stands there already stays."""
    _require_may(sending)
    shown: Answering = sending.shown
    if shown.barred is not None:
        return replace(sending.filled, faults=[Fault("", sending.visit.write.rule(shown.barred))])
    told = await noted(sending)
    if told.faults or content == shown.content:
        return told if told.faults else None
    try:
        wanted = _keeping(sending, content)
        await _in_rows(sending, lambda rows: answer_drafts.keep(rows, wanted))
    except DraftChanged:
        return replace(_stale(sending, sending.filled.given), note="")
    return None


def _keeping(sending: FormSent, content: Mapping[str, Any]) -> Keeping:
    """It follows what stands now: the page's seal has been compared with that."""
    draft = sending.shown.preparation.draft
    seen = draft.version if draft else None
    by, now = sending.by.identity.person_id, sending.visit.as_of.now
    shown: Answering = sending.shown
    about, changes = shown.asked.request.request_id, shown.changes
    return Keeping(about, seen, UUID(new_id()), content, by, now, changes)


def _require_may(sending: FormSent) -> None:
    require(sending.may, Rule.ROLE_MISSING, needed=tuple(sorted(sending.form.handling.roles)))


async def _in_rows(sending: FormSent, do: Rows) -> None:
    await beside_the_log(sending.visit.request, sending.by, do)
