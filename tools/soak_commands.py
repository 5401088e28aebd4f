"""What the writers do: municipalities answer requests and change their answers over and over, the förbund gets ideas.

An answer carries the version that it replaces; an idea carried out twice would be there twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from tools.large_region import DIRECTOR, LEADER, OFFICER, Region

from samverka_domain.answers import Stance
from samverka_domain.insatser import Origin, StartsWith
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Body
from samverka_services.commands.answers import AnswerInput, AnswerInterestRequest, ChangeAnswer
from samverka_services.commands.fields import Command, DecisionInput
from samverka_services.commands.insatser import ReceiveIdea
from samverka_services.kernel.timing import clock

PREFIX = "soak:"
"""Of all keys."""

_ANSWERS = (AnswerInput(question_id="resurs", value=True), AnswerInput(question_id="tid", value="i höst"))


@dataclass(frozen=True)
class Step:
    """A command, its key, and which version of the thing it has seen (None: there is none yet)."""

    key: str
    command: Command
    seen: int | None = None


@dataclass(frozen=True)
class Writer:
    """Who acts for whom, and what she does, one after the other."""

    person_id: str
    tenant_id: str
    steps: Sequence[Step]


def writers(region: Region, count: int, seed: int) -> list[Writer]:
    """An officer of each municipality and the förbund's process leader, with `count` commands each."""
    requests, numbers = [*region.open_terms()], [each.number for each in region.municipalities]
    officers = [Writer(OFFICER, each, [*_answers(each, requests, count, seed)]) for each in numbers]
    return [*officers, Writer(LEADER, region.forbund, [*_ideas(region.forbund, count)])]


def _answers(tenant: str, requests: Sequence[str], count: int, seed: int) -> Iterator[Step]:
    chance = Random(f"{seed} {tenant}")  # noqa: S311 — chance, not secrecy
    for number in range(count):
        before, place = divmod(number, len(requests))
        kind = ChangeAnswer if before else AnswerInterestRequest
        stance = chance.choice((Stance.INTERESTED, Stance.DECLINED))
        command = kind(request_id=requests[place], stance=stance, answers=_ANSWERS, decision=_decision(number))
        yield Step(f"{PREFIX}{tenant}:{number}", command, before or None)


def _ideas(tenant: str, count: int) -> Iterator[Step]:
    for number in range(count):
        idea = ReceiveIdea(
            code=f"9.{number}", title=f"Idé {number}", origin=Origin.NETWORK, starts_with=StartsWith.PRE_STUDY
        )
        yield Step(f"{PREFIX}{tenant}:{number}", idea)


def _decision(number: int) -> DecisionInput:
    return DecisionInput(
        body=Body.KOMMUNLEDNING,
        decided_on=local_day(clock()),
        record_number=f"KS {number}",
        decided_by=DIRECTOR,
        reason="Kommunen har omprövat sitt svar",
    )
