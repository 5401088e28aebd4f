"""Commands by which an insats that began before Samverka is entered at its step."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated

from samverka_domain.commitments import Commitment
from samverka_domain.ideas import Idea
from samverka_domain.insatser import Insats
from samverka_domain.kernel.limits import Id, Listed, Value, place
from samverka_domain.kernel.rules import Refused, Rule, require
from samverka_domain.mandates import Role
from samverka_domain.memberships import Kommunalforbund
from samverka_domain.organisations import OrganisationKind
from samverka_domain.plans import require_unique
from samverka_domain.takeovers import TakeOver
from samverka_services.commands.insatser import free_id, insats_with, require_at_its_end, require_goals
from samverka_services.commands.kernel.context import Context, Decided, said_below
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.spreads import Spread
from samverka_services.commands.kernel.topic import Topic
from samverka_services.commands.memberships import forbund_with_members

_LEADER, _FORBUND = frozenset({Role.PROCESS_LEADER}), OrganisationKind.KOMMUNALFORBUND
NEW = Topic("insats", "/take-overs", _LEADER, _FORBUND)
TOPIC = Topic("insats", "/insatser/{insatsId}/take-overs", _LEADER, _FORBUND)
_DECIDED = {"body": "E_RAD", "decidedOn": "2025-03-12", "recordNumber": "2025/17"}
_TAKEN = {
    "step": "PRE_STUDY",
    "since": "2025-09-01",
    "decisions": [
        {"gate": "FIRST_JUDGEMENT", "outcome": "GO", **_DECIDED},
        {"gate": "PRE_STUDY_DIRECTIVE", "outcome": "APPROVED", **_DECIDED, "decidedOn": "2025-08-20"},
    ],
    "documents": [
        {
            "kind": "PRE_STUDY_DIRECTIVE",
            "number": "1.0",
            "title": "Förstudiedirektiv för e-arkiv",
            "approvedOn": "2025-08-20",
            "recordNumber": "2025/48",
        }
    ],
    "preStudySteeredBy": "E_RAD",
}
_IDEA = {"code": "9.1", "title": "Gemensamt e-arkiv", "origin": "NETWORK", "startsWith": "PRE_STUDY"}


class TakeOverInsats(Command):
    """Enter an insats at the step to which it had come before Samverka; once more, until something has happened."""

    insats_id: Id
    taken: Spread[TakeOver]


@dataclass(frozen=True, kw_only=True)
class UnderWay(Value):
    """An insats that is under way; one that has its code already and has not begun here is the same."""

    idea: Idea
    taken: TakeOver


class TakeOverInsatser(Command):
    """Enter several insatser at once, new ones or such that nothing has happened to: all of them, or none."""

    insatser: Annotated[tuple[UnderWay, ...], Listed(100, least=1)]


class TakeOverNewInsats(Command):
    """Record an insats that began before Samverka, and enter it at the step to which it had come."""

    idea: Spread[Idea]
    taken: TakeOver


@TOPIC.command("POST", example=_TAKEN, changes=True)
def take_over_insats(command: TakeOverInsats, context: Context) -> Decided:
    """Take over an insats to which nothing has happened in Samverka, nor to its parts in the municipalities."""
    insats = context.find_to_change(Insats, Insats.stream(command.insats_id))
    _require_untouched(command.insats_id, insats, context)
    insats.take_over(command.taken, context.at)
    _require_members(command.taken, context)
    return Decided(command.insats_id, insats)


@NEW.command("POST", example=_IDEA | {"taken": _TAKEN}, creates=True)
def take_over_new_insats(command: TakeOverNewInsats, context: Context) -> Decided:
    """Begin an insats and take it over in one."""
    require_goals(command.idea.plan_id, command.idea.effect_goals, context)
    require_at_its_end(command.idea.succeeds, context)
    insats_id = free_id(command.idea.code, context.work)
    insats = Insats.receive_idea(insats_id, context.tenant_id, command.idea, context.at)
    with said_below("taken", TakeOver):
        insats.take_over(command.taken, context.at)
        _require_members(command.taken, context)
    return Decided(insats_id, insats)


@NEW.command("POST", "/several", example={"insatser": [{"idea": _IDEA | {"code": "9.2"}, "taken": _TAKEN}]})
def take_over_insatser(command: TakeOverInsatser, context: Context) -> Decided:
    """Take over each; the answer is about the first."""
    require_unique([each.idea.code for each in command.insatser], ("insatser",))
    found = [_taken_over(index, each, context) for index, each in enumerate(command.insatser)]
    (insats_id, first), *others = found
    return Decided(insats_id, first, tuple(insats for _, insats in others))


def _taken_over(index: int, each: UnderWay, context: Context) -> tuple[str, Insats]:
    with _said_of(index):
        insats_id, insats = insats_with(each.idea.code, context.work)
        if insats is None:
            require_goals(each.idea.plan_id, each.idea.effect_goals, context)
            require_at_its_end(each.idea.succeeds, context)
            insats = Insats.receive_idea(insats_id, context.tenant_id, each.idea, context.at)
        else:
            _require_untouched(insats_id, insats, context)
        with said_below("taken", TakeOver):
            insats.take_over(each.taken, context.at)
            _require_members(each.taken, context)
        return insats_id, insats


@contextmanager
def _said_of(index: int) -> Iterator[None]:
    """What is refused within is about one of several insatser."""
    try:
        yield
    except Refused as refused:
        pointer = f"/insatser/{index}{refused.params.get('pointer', '')}"
        refused.params = {"field": "insatser", **refused.params, "pointer": pointer}
        raise


def _require_untouched(insats_id: str, insats: Insats, context: Context) -> None:
    """Refuse once something has been begun about it, or a municipality has confirmed its part."""
    members = context.find(Kommunalforbund, Kommunalforbund.stream(context.tenant_id)).invited
    parts = context.work.events_of([(each, Commitment.stream(insats_id)) for each in members])
    begun = context.work.begun_about(context.tenant_id, insats_id)
    require(not (parts or begun), Rule.INSATS_UNDER_WAY, title=insats.title)


def _require_members(taken: TakeOver, context: Context) -> None:
    """Refuse the answer or part of whoever has never been asked to be a member."""
    known = forbund_with_members(context).invited
    for name in ("answers", "parts"):
        said: Iterable[str] = [each.municipality_id for each in getattr(taken, name)]
        for index, member_id in enumerate(said):
            where = place((name, index, "municipality_id"))
            require(member_id in known, Rule.NOT_A_MEMBER, **where, member_id=member_id)
