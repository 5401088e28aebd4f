"""What has been answered to an interest request: its receipt, and withdrawing and putting it right."""

from dataclasses import dataclass, replace

from samverka_domain.answers import InterestResponse
from samverka_projections.answers import AnswerFact, contact_key, contacts
from samverka_services.commands.answers import CorrectAnswer, WithdrawAnswer
from samverka_services.pages.answer_contacts import choosing, own_contacts
from samverka_services.pages.kernel.correcting import correcting
from samverka_services.pages.kernel.fields import Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.names import person_of
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import KOMMUN, page, there
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.requests import RequestAsked, asked, has_answered, written

_REQUEST = "/forfragningar/{request_id}"
_BODIES = InterestResponse.Event.bodies


@dataclass(frozen=True)
class AnswerChange:
    """A request with the form of an answer to it."""

    asked: RequestAsked
    form: Prepared


@form(WithdrawAnswer, then=f"{_REQUEST}/kvitto", bodies=_BODIES)
@page(f"{_REQUEST}/dra-tillbaka", "withdraw_answer.html", Section.TODO, kinds=(KOMMUN,))
async def withdraw_form(visit: Visit) -> AnswerChange:
    """Take the answer back, from today on if nothing else is said."""
    found = await asked(visit)
    given = there(found.answer if has_answered(found.answer) else None)
    return AnswerChange(found, Prepared({"effectiveFrom": visit.write.today.isoformat()}, given.version))


@form(CorrectAnswer, then=_REQUEST, bodies=_BODIES)
@page(f"{_REQUEST}/ratta/{{version}}", "correct_answer.html", Section.TODO, kinds=(KOMMUN,))
async def correct_answer_form(visit: Visit) -> AnswerChange:
    """Put right what was recorded of the answer, or of its withdrawal."""
    found = await asked(visit)
    stream = InterestResponse.stream(found.request.request_id)
    prepared = await correcting(visit, stream, "reply", "effective_from")
    if "/reply" in prepared.without:
        return AnswerChange(found, prepared)
    options = await own_contacts(visit, prepared.start["reply"].get("contact"))
    asking = replace(prepared, questions=found.request.questions)
    return AnswerChange(found, choosing(asking, "/reply/contact", options))


@dataclass(frozen=True)
class Receipt:
    """What was answered, and what happens next."""

    asked: RequestAsked
    answer: AnswerFact
    replies: list[tuple[str, str]]
    contact: str
    """Whom the förbund can talk to; empty if nobody was named."""


@page(f"{_REQUEST}/kvitto", "receipt.html", Section.TODO, kinds=(KOMMUN,))
async def receipt_page(visit: Visit) -> Receipt:
    """Of the municipality's own answer."""
    found = await asked(visit)
    answer = there(found.answer)
    values = {each.question_id: each.value for each in answer.answers}
    replies = [
        (question.text, written(values[question.question_id], visit))
        for question in found.request.questions
        if question.question_id in values
    ]
    said = (await contacts(visit.connection, [contact_key(answer)], visit.as_of)).get(contact_key(answer))
    return Receipt(found, answer, replies, f"{person_of(visit, said.person_id)}, {said.text}" if said else "")
