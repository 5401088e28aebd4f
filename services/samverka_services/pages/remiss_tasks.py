"""What waits of documents about which a municipality is being asked."""

from samverka_projections.documents import DocumentThen, documents_asked_about
from samverka_projections.insatser import InsatsThen, insatser_by_id
from samverka_services.pages.kernel.tasks import Task
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.kernel.writing import capital


async def to_remark_on(visit: Visit) -> list[Task]:
    """Those on which it has remarked nothing yet."""
    asked = await documents_asked_about(visit.connection, visit.own, visit.as_of)
    waiting = [each for each in asked if not _has_remarked(visit, each)]
    known = await insatser_by_id(visit.connection, [each.insats_id for each in waiting], visit.as_of)
    return [_task(visit, each, known[each.insats_id]) for each in waiting if each.insats_id in known]


def _has_remarked(visit: Visit, document: DocumentThen) -> bool:
    remiss = document.open_remiss
    assert remiss is not None
    return any((each.source, each.remiss) == (visit.own, remiss.remiss) for each in document.received)


def _task(visit: Visit, document: DocumentThen, insats: InsatsThen) -> Task:
    write, remiss = visit.write, document.open_remiss
    assert remiss is not None
    told = {"kind": capital(write.word(document.kind)), "insats": f"{insats.code} {insats.title}"}
    title = write.text("documents.remark-task", title=document.title)
    explained = write.text("documents.remark-task-explained", number=remiss.number, **told)
    address, button = f"/dokument/{document.document_id}", write.text("documents.remark-task-button")
    return Task(remiss.last_day, remiss.last_day < write.today, title, address, explained, button)
