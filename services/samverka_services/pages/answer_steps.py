"""The steps in which an answer is written, one question a page, and the way through them."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samverka_domain.answers import Stance
from samverka_domain.questions import Question
from samverka_services.pages.kernel.fields import Field

Content = Mapping[str, Any]
"""What has been written of an answer, as JSON; a part that is missing has not been."""


@dataclass(frozen=True)
class AnswerStep:
    """One; it is about one of the answer's parts, or about one of the questions."""

    name: str
    """In its address."""
    part: str
    question: Question | None = None

    def said(self, content: Content) -> Any:
        """What has been written in it; None if nothing has."""
        if self.question is None:
            return content.get(self.part)
        given = (each for each in content.get(self.part, ()) if each["questionId"] == self.question.question_id)
        return next((each["value"] for each in given), None)

    def with_said(self, content: Content, page: Content) -> dict[str, Any]:
        """The content with what the step's page says in place of what was said of it."""
        if self.question is None:
            said = page.get(self.part)
        else:
            others = [each for each in content.get(self.part, ()) if each["questionId"] != self.question.question_id]
            said = [*others, *page.get(self.part, ())]
        left = {name: value for name, value in content.items() if name != self.part}
        return {**left, self.part: said} if said else left

    def shows(self, field: Field) -> bool:
        """Whether a field is what the step asks."""
        return field.key == self.question.question_id if self.question else field.name == self.part


@dataclass(frozen=True)
class Steps:
    """Those of one request."""

    questions: Sequence[Question]

    @property
    def all(self) -> list[AnswerStep]:
        """In the order in which they are read."""
        asked = [AnswerStep(f"fraga-{number}", "answers", each) for number, each in enumerate(self.questions, 1)]
        return [
            AnswerStep("stallning", "stance"),
            AnswerStep("villkor", "conditions"),
            *asked,
            AnswerStep("kontakt", "contact"),
        ]

    def named(self, name: str) -> AnswerStep | None:
        """By what stands in the address."""
        return next((step for step in self.all if step.name == name), None)

    def way(self, content: Content) -> list[AnswerStep]:
        """Those that one passes with this stance; the others may be written from the review."""
        return [step for step in self.all if _is_passed(step, content.get("stance"))]

    def after(self, step: AnswerStep, content: Content) -> AnswerStep | None:
        """The next on the way in which nothing has been written; None if all is ready to be reviewed."""
        later = self.all[self.all.index(step) + 1 :]
        return next((each for each in self.way(content) if each in later and each.said(content) is None), None)

    def before(self, step: AnswerStep, content: Content) -> AnswerStep | None:
        """The one before on the way; None at its beginning."""
        earlier = self.all[: self.all.index(step)]
        return next((each for each in reversed(self.way(content)) if each in earlier), None)

    def reviewed(self, content: Content) -> list[AnswerStep]:
        """Those that the review tells of: conditions only where they are asked for, or have been written."""
        conditional = content.get("stance") == Stance.CONDITIONAL
        return [each for each in self.all if each.part != "conditions" or conditional or each.said(content)]


def _is_passed(step: AnswerStep, stance: Any) -> bool:
    if step.part == "conditions":
        return bool(stance == Stance.CONDITIONAL)
    if step.part == "answers":
        return bool(stance != Stance.DECLINED)
    return step.part == "stance"


def seal_of(said: Any) -> str:
    """By which a page knows what it has shown; another one if that has been changed."""
    written = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:32]
