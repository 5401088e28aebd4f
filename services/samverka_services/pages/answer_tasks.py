"""What waits of the answers that are being written: where a draft is kept, and where the management is to decide."""

from collections.abc import Sequence
from dataclasses import replace

from samverka_domain.answers import InterestResponse
from samverka_infra import answer_drafts
from samverka_infra.answer_drafts import AnswerDraft
from samverka_services.pages.kernel.names import name_of
from samverka_services.pages.kernel.tasks import Task
from samverka_services.pages.kernel.visit import Visit

_REQUEST = "/forfragningar/{request_id}"


async def with_drafts(visit: Visit, tasks: Sequence[Task]) -> list[Task]:
    """The same tasks; those about a request of which a draft is kept say so, and whose turn it is."""
    if visit.is_past:
        return list(tasks)
    drafts = {_REQUEST.format(**vars(each)): each for each in await answer_drafts.of_all(visit.connection)}
    return [_drafted(visit, task, drafts[task.address]) if task.address in drafts else task for task in tasks]


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
        address=f"{task.address}/svara",
        explained=write.text("preparation.asked-you", **asked),
        button=write.text("todo.decide-button"),
    )
