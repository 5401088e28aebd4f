"""Answering a request, and changing the answer: one question a page, the draft kept at each, then all is sent."""

from dataclasses import replace
from typing import Any

from samverka_domain.answers import InterestResponse
from samverka_services.commands.answers import AnswerInterestRequest, ChangeAnswer
from samverka_services.pages import answer_acts as acts
from samverka_services.pages.answer_facts import (
    ANSWER,
    CHANGE,
    REQUEST,
    AllSteps,
    Answering,
    OneStep,
    answering,
    changing,
)
from samverka_services.pages.kernel.form import SEND, form
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import KOMMUN, LeadsOn, page, there
from samverka_services.pages.kernel.preparation import DELETE_NOTE, WRITE_NOTE, note_deleted, noted
from samverka_services.pages.kernel.visit import Visit

_PARTS = frozenset({"stance", "answers", "conditions", "contact"})
_NOTES = {WRITE_NOTE: noted, DELETE_NOTE: note_deleted}
_OF_A_STEP = {acts.KEEP: acts.keep_step, acts.BACK: acts.go_back, acts.CLOSE: acts.close_step, **_NOTES}
_OF_THE_REVIEW = {
    SEND: acts.send,
    acts.CLOSE: acts.close_review,
    acts.ASK: acts.ask,
    acts.ASK_NO_MORE: acts.ask_no_more,
    acts.FORGET: acts.forget,
    **_NOTES,
}
_SENT: dict[str, Any] = {
    "then": f"{REQUEST}/kvitto",
    "bodies": InterestResponse.Event.bodies,
    "reviewed": False,
}
_SHOWN: dict[str, Any] = {"section": Section.TODO, "kinds": (KOMMUN,)}


@form(AnswerInterestRequest, **_SENT, acts=_OF_A_STEP)
@page(f"{ANSWER}/{{step}}", "answer_step.html", **_SHOWN)
async def step_form(visit: Visit) -> OneStep:
    """One question."""
    return _one_step(visit, await answering(visit))


@form(ChangeAnswer, **_SENT, acts=_OF_A_STEP)
@page(f"{CHANGE}/{{step}}", "answer_step.html", **_SHOWN)
async def change_step_form(visit: Visit) -> OneStep:
    """One question, as it was answered."""
    return _one_step(visit, await changing(visit))


@form(AnswerInterestRequest, **_SENT, acts=_OF_THE_REVIEW)
@page(ANSWER, "answer_review.html", **_SHOWN)
async def answer_form(visit: Visit) -> AllSteps:
    """All that has been written, the decision, and sending it; where nothing has been, the first step."""
    return _all_steps(visit, await answering(visit))


@form(ChangeAnswer, **_SENT, acts=_OF_THE_REVIEW)
@page(CHANGE, "answer_review.html", **_SHOWN)
async def change_form(visit: Visit) -> AllSteps:
    """All that has been written beside what stands, the decision, and sending it."""
    return _all_steps(visit, await changing(visit))


def _one_step(visit: Visit, found: Answering) -> OneStep:
    step = there(found.steps.named(visit.path["step"]))
    contact = {"personId": visit.viewer.person_id, **found.content.get("contact", {})}
    asked = {f"/{name}": visit.write.text(f"answer.steps.{name}") for name in ("stance", "conditions")}
    prepared = replace(
        found.form,
        start={**found.content, "contact": contact},
        begun={"/contact/personId": contact["personId"]},
        questions=[step.question] if step.question else (),
        labels=asked,
        without=frozenset(f"/{name}" for name in {*_PARTS, "decision"} - {step.part}),
    )
    return OneStep(found.asked, prepared, found.preparation, found.steps, found.changes, step)


def _all_steps(visit: Visit, found: Answering) -> AllSteps:
    if not found.content and visit.request.method == "GET":
        raise LeadsOn(found.address_of(found.steps.all[0]))
    prepared = replace(found.form, start=found.content, elsewhere=_PARTS)
    return AllSteps(found.asked, prepared, found.preparation, found.steps, found.changes)
