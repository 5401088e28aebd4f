"""What waits of the answers that are being written: where a draft is kept, and where the management is to decide."""

from collections.abc import Sequence
from dataclasses import replace

from samverka_domain.answers import InterestResponse
from samverka_infra import answer_drafts
from samverka_infra.answer_drafts import AnswerDraft
from samverka_projections.insatser import InsatsThen, insatser_by_id
from samverka_projections.requests import RequestThen, requests_by_id
from samverka_services.pages.answer_facts import ANSWER, CHANGE, REQUEST
from samverka_services.pages.kernel.names import name_of
from samverka_services.pages.kernel.tasks import Task
from samverka_services.pages.kernel.visit import Visit


async def with_drafts(visit: Visit, tasks: Sequence[Task]) -> list[Task]:
    """The same tasks; those about a request of which a draft is kept say so, and whose turn it is.

    Changes of answers that have been begun are tasks of their own.
    """
    if visit.is_past:
        return list(tasks)
    drafts = {REQUEST.format(**vars(each)): each for each in await answer_drafts.of_all(visit.connection)}
    known = {task.address for task in tasks}
    begun = [each for address, each in drafts.items() if each.answer_version and address not in known]
    found = [*tasks, *await _changing(visit, begun)]
    return [_drafted(visit, task, drafts[task.address]) if task.address in drafts else task for task in found]


async def _changing(visit: Visit, begun: Sequence[AnswerDraft]) -> list[Task]:
    """Those that can still be sent."""
    asked = await requests_by_id(visit.connection, [each.request_id for each in begun], visit.as_of)
    about = await insatser_by_id(visit.connection, [each.insats_id for each in asked.values()], visit.as_of)
    return [
        _change(visit, each, about[each.insats_id])
        for each in asked.values()
        if each.status != "WITHDRAWN" and each.insats_id in about
    ]


def _change(visit: Visit, request: RequestThen, insats: InsatsThen) -> Task:
    write, is_open = visit.write, request.status == "OPEN"
    title = write.text("todo.change", code=insats.code, title=insats.title)
    day = write.last_day(request.closes_at) if is_open else None
    return Task(day, False, title, REQUEST.format(**vars(request)), "", write.text("preparation.continue-changing"))


def _drafted(visit: Visit, task: Task, draft: AnswerDraft) -> Task:
    write = visit.write
    if draft.asked_by is None or draft.asked_at is None:
        who, when = name_of(visit, draft.person_id), write.moment(draft.kept_at)
        return replace(task, explained=write.text("preparation.kept", who=who, when=when))
    asked = {"who": name_of(visit, draft.asked_by), "when": write.moment(draft.asked_at)}
    if not visit.viewer.seats & set(InterestResponse.Event.bodies):
        return replace(task, explained=write.text("preparation.asked", **asked))
    return replace(
        task,
        title=write.text("todo.decide", what=task.title.partition(": ")[2]),
        address=(CHANGE if draft.answer_version else ANSWER).format(request_id=draft.request_id),
        explained=write.text("preparation.asked-you", **asked),
        button=write.text("todo.decide-button"),
    )
