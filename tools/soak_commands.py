"""What the writers do: municipalities answer requests and change their answers over and over, the förbund gets ideas.

An answer carries the version that it replaces; an idea carried out twice would be there twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from tools.large_region import DIRECTOR, LEADER, OFFICER, Region

from samverka_domain.answers import Reply, Stance
from samverka_domain.ideas import Idea, Origin
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.questions import Answer
from samverka_domain.steps import StartsWith
from samverka_services.commands.answers import AnswerInterestRequest, ChangeAnswer
from samverka_services.commands.insatser import ReceiveIdea
from samverka_services.commands.kernel.fields import Command
from samverka_services.kernel.timing import clock

PREFIX = "soak:"
"""Of all keys."""

_ANSWERS = (Answer("resurs", value=True), Answer("tid", "i höst"))


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
        reply = Reply(stance, _ANSWERS)
        command = kind(request_id=requests[place], reply=reply, decision=_decision(number))
        yield Step(f"{PREFIX}{tenant}:{number}", command, before or None)


def _ideas(tenant: str, count: int) -> Iterator[Step]:
    for number in range(count):
        title, origin, starts_with = f"Idé {number}", Origin.NETWORK, StartsWith.PRE_STUDY
        idea = Idea(title=title, code=f"9.{number}", origin=origin, starts_with=starts_with)
        yield Step(f"{PREFIX}{tenant}:{number}", ReceiveIdea(idea=idea))


def _decision(number: int) -> Decision:
    day, reason = local_day(clock()), "Kommunen har omprövat sitt svar"
    return Decision(Body.KOMMUNLEDNING, day, f"KS {number}", DIRECTOR, reason)
