"""What the pages show on which an answer is written: one step, or all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from samverka_domain.answers import Stance
from samverka_domain.kernel.rules import Rule
from samverka_services.pages.answer_steps import AnswerStep, Steps, seal_of
from samverka_services.pages.kernel.fields import Field, Prepared
from samverka_services.pages.kernel.page import there
from samverka_services.pages.kernel.preparation import Preparation
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.requests import RequestAsked, asked, has_answered

REQUEST = "/forfragningar/{request_id}"
REVIEW = f"{REQUEST}/svara"
STEP = f"{REVIEW}/{{step}}"


@dataclass(frozen=True)
class Answering:
    """A request with what has been written of the answer to it so far."""

    asked: RequestAsked
    form: Prepared
    preparation: Preparation
    steps: Steps

    @property
    def content(self) -> Mapping[str, Any]:
        """As it is kept."""
        return self.preparation.draft.content if self.preparation.draft else {}

    @property
    def request_address(self) -> str:
        """Of the request."""
        return REQUEST.format(request_id=self.asked.request.request_id)

    def address_of(self, step: AnswerStep | None) -> str:
        """Of a step; of the review, where there is none."""
        address = REVIEW.format(request_id=self.asked.request.request_id)
        return f"{address}/{step.name}" if step else address

    @property
    def barred(self) -> Rule | None:
        """Why no answer can be given; None if one can."""
        if not self.asked.is_recipient:
            return Rule.NOT_A_RECIPIENT
        if has_answered(self.asked.answer):
            return Rule.ALREADY_ANSWERED
        return None if self.asked.may_answer else Rule.REQUEST_WITHDRAWN


@dataclass(frozen=True)
class OneStep(Answering):
    """One question of it."""

    step: AnswerStep

    @property
    def seal(self) -> str:
        """Of what is kept of this step."""
        return seal_of(self.step.said(self.content))

    @property
    def before(self) -> AnswerStep | None:
        """Where one came from."""
        return self.steps.before(self.step, self.content)

    @property
    def number(self) -> int | None:
        """Of the question."""
        return list(self.steps.questions).index(self.step.question) + 1 if self.step.question else None


@dataclass(frozen=True)
class AllSteps(Answering):
    """The whole answer, with the decision that is still to be told."""

    @property
    def seal(self) -> str:
        """Of everything that is kept."""
        return seal_of(self.content)

    def step_of(self, field: Field) -> AnswerStep:
        """Where a field is filled in."""
        return next(step for step in self.steps.all if step.shows(field))

    def shows(self, field: Field) -> bool:
        """Whether the review tells of it."""
        return self.step_of(field) in self.steps.reviewed(self.content)

    def needs(self, field: Field) -> bool:
        """Whether it must be filled in before the answer is sent."""
        if field.key:
            return field.required and self.content.get("stance") != Stance.DECLINED
        return field.name in {"stance", "conditions"}


async def answering(visit: Visit) -> Answering:
    """The request that the address names, in its reader's organisation."""
    found = await asked(visit)
    start = {"contact": {"personId": visit.viewer.person_id}}
    fixed = frozenset({"/contact/personId"})
    prepared = Prepared(start, questions=found.request.questions, fixed=fixed)
    return Answering(found, prepared, there(found.preparation), Steps(found.request.questions))
