"""Whose seats in a steering group end: once an insats has its project plan, theirs that take no part in it."""

from samverka_domain.gates import Gate, Outcome
from samverka_domain.steering import Stage, Steering, SteeringGroup
from samverka_infra.event_log.unit_of_work import UnitOfWork
from samverka_services.commands.gates import case_of
from samverka_services.commands.kernel.context import Context
from samverka_services.commands.participants import participants, taking_part


def steered_by(group_id: str, work: UnitOfWork) -> list[str]:
    """The insatser that the group steers, in any stage."""
    found = [each for stream in work.streams("steering:") if (each := work.load(Steering, stream))]
    return sorted({each.insats_id for each in found if each.steered_by.group_id == group_id})


def lapsed_by_plan(insats_id: str, context: Context) -> tuple[SteeringGroup, ...]:
    """The group that steers the project, without the seats that end; nothing, if none does or all would."""
    steering = context.find_if_any(Steering, Steering.stream(insats_id, Stage.PROJECT))
    group_id = steering.steered_by.group_id if steering else None
    group = context.find(SteeringGroup, SteeringGroup.stream(group_id)) if group_id else None
    if group is None or group.dissolved:
        return ()
    steered = steered_by(group.group_id, context.work)
    kept = frozenset[str]().union(*(_belonging(each, context, is_planned=each == insats_id) for each in steered))
    seats = set(group.charter.seats)
    if seats <= kept or not seats & kept:
        return ()
    group.lapse_seats(kept, context.at)
    return (group,)


def _belonging(insats_id: str, context: Context, *, is_planned: bool) -> frozenset[str]:
    """Who keeps a seat for an insats: those that take part; until its plan is approved, the interested too."""
    plan = case_of(insats_id, context).passed.get(Gate.PROJECT_PLAN)
    known = is_planned or (plan is not None and plan.outcome is Outcome.APPROVED)
    return taking_part(insats_id, context) if known else participants(insats_id, context)
