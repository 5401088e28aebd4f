"""Answering an interest request: one question a page, the draft kept at each, then everything reviewed and sent."""

from dataclasses import replace

from samverka_domain.answers import InterestResponse
from samverka_services.commands.answers import AnswerInterestRequest
from samverka_services.pages import answer_acts as acts
from samverka_services.pages.answer_facts import REQUEST, REVIEW, STEP, AllSteps, OneStep, answering
from samverka_services.pages.kernel.form import SEND, form
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import KOMMUN, LeadsOn, page, there
from samverka_services.pages.kernel.preparation import DELETE_NOTE, WRITE_NOTE, note_deleted, noted
from samverka_services.pages.kernel.visit import Visit

_RECEIPT = f"{REQUEST}/kvitto"
_BODIES = InterestResponse.Event.bodies
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


@form(AnswerInterestRequest, then=_RECEIPT, bodies=_BODIES, reviewed=False, acts=_OF_A_STEP)
@page(STEP, "answer_step.html", Section.TODO, kinds=(KOMMUN,))
async def step_form(visit: Visit) -> OneStep:
    """One question."""
    found = await answering(visit)
    step = there(found.steps.named(visit.path["step"]))
    prepared = replace(
        found.form,
        start={**found.form.start, **found.content},
        questions=[step.question] if step.question else (),
        labels={f"/{name}": visit.write.text(f"answer.steps.{name}") for name in ("stance", "conditions")},
        without=frozenset(f"/{name}" for name in {*_PARTS, "decision"} - {step.part}),
    )
    return OneStep(found.asked, prepared, found.preparation, found.steps, step)


@form(AnswerInterestRequest, then=_RECEIPT, bodies=_BODIES, reviewed=False, acts=_OF_THE_REVIEW)
@page(REVIEW, "answer_review.html", Section.TODO, kinds=(KOMMUN,))
async def answer_form(visit: Visit) -> AllSteps:
    """All that has been written, the decision, and sending it; where nothing has been, the first step."""
    found = await answering(visit)
    if not found.content and visit.request.method == "GET":
        raise LeadsOn(found.address_of(found.steps.all[0]))
    prepared = replace(found.form, start=found.content, elsewhere=_PARTS)
    return AllSteps(found.asked, prepared, found.preparation, found.steps)
