"""What the pages show on which an answer is written: one step, or all of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from samverka_domain.answers import Reply, Stance
from samverka_domain.kernel.rules import Rule
from samverka_projections.answers import AnswerFact, contact_key, contacts
from samverka_services.pages.answer_contacts import choosing, own_contacts
from samverka_services.pages.answer_steps import AnswerStep, Steps, seal_of
from samverka_services.pages.kernel.as_json import as_json, object_of
from samverka_services.pages.kernel.fields import Field, Prepared
from samverka_services.pages.kernel.page import there
from samverka_services.pages.kernel.preparation import Preparation
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.requests import RequestAsked, asked, has_answered

REQUEST = "/forfragningar/{request_id}"
ANSWER, CHANGE = f"{REQUEST}/svara", f"{REQUEST}/andra"
"""Where a first answer, and another one in its place, is reviewed; each step lies below."""


@dataclass(frozen=True)
class Answering:
    """A request with what has been written of an answer to it so far: the first, or another one in its place."""

    asked: RequestAsked
    form: Prepared
    preparation: Preparation
    steps: Steps
    changes: int | None
    """The version of the answer in whose place another one is written; None while there is none."""

    @property
    def content(self) -> Mapping[str, Any]:
        """As it is kept; where nothing is, what stands."""
        draft = self.preparation.draft
        return draft.content if draft else self.form.stands

    @property
    def is_behind(self) -> bool:
        """Whether what stands has been changed since the draft was begun."""
        draft = self.preparation.draft
        return draft is not None and draft.answer_version != self.changes

    @property
    def request_address(self) -> str:
        """Of the request."""
        return REQUEST.format(request_id=self.asked.request.request_id)

    def address_of(self, step: AnswerStep | None) -> str:
        """Of a step; of the review, where there is none."""
        review = CHANGE if self.changes else ANSWER
        address = review.format(request_id=self.asked.request.request_id)
        return f"{address}/{step.name}" if step else address

    @property
    def barred(self) -> Rule | None:
        """Why no answer can be given; None if one can."""
        if not self.asked.is_recipient:
            return Rule.NOT_A_RECIPIENT
        if has_answered(self.asked.answer) and self.changes is None:
            return Rule.ALREADY_ANSWERED
        return Rule.REQUEST_WITHDRAWN if self.asked.request.status == "WITHDRAWN" else None

    @property
    def warned(self) -> Rule | None:
        """The same, or why it is too late for most; a change that has been overtaken is recorded at any time."""
        stands = self.changes is not None and self.asked.answer is not None and not self.asked.answer.withdrawn
        is_over = self.asked.request.status == "CLOSED"
        return self.barred or (Rule.CHANGE_AFTER_CLOSING if stands and is_over else None)


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
    """A first answer to the request that the address names, in its reader's organisation."""
    return await _written(visit, await asked(visit), None, {})


async def changing(visit: Visit) -> Answering:
    """Another one in place of the answer that has been given."""
    found = await asked(visit)
    given = there(found.answer if has_answered(found.answer) else None)
    return await _written(visit, found, given.version, await _said(visit, given))


async def _written(visit: Visit, found: RequestAsked, changes: int | None, stands: Mapping[str, Any]) -> Answering:
    prepared = Prepared({}, changes, questions=found.request.questions, stands=stands)
    written = Answering(found, prepared, there(found.preparation), Steps(found.request.questions), changes)
    recorded = [content.get("contact") for content in (written.content, stands)]
    chosen = choosing(prepared, "/contact", await own_contacts(visit, *recorded))
    return replace(written, form=chosen)


async def _said(visit: Visit, answer: AnswerFact) -> Mapping[str, Any]:
    """As JSON, without what was left empty."""
    reply = Reply(answer.stance or Stance.INTERESTED, answer.answers, answer.conditions or "")
    key = contact_key(answer)
    contact = (await contacts(visit.connection, [key], visit.as_of)).get(key)
    said = {**object_of(reply), "contact": as_json(contact) if contact else None}
    return {name: value for name, value in said.items() if value}
