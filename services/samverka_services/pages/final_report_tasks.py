"""What waits about the final reports of stopped insatser, for who leads one and for the process leader."""

from samverka_domain.mandates import Role
from samverka_projections.final_reports import Owing, final_reports_owed
from samverka_projections.insatser import InsatsThen, insatser_by_id
from samverka_services.pages.kernel.tasks import Task
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.report_tasks import leading


async def to_sum_up(visit: Visit) -> list[Task]:
    """A task for each final report that is owed and that she can write."""
    led, leads_all = leading(visit), Role.PROCESS_LEADER in visit.viewer.roles
    if not led and not leads_all:
        return []
    owing = await final_reports_owed(visit.connection, visit.as_of)
    hers = {each.insats_id: each for each in owing if leads_all or each.insats_id in led}
    known = await insatser_by_id(visit.connection, sorted(hers), visit.as_of)
    return [_task(visit, known[insats_id], each) for insats_id, each in hers.items() if insats_id in known]


def _task(visit: Visit, insats: InsatsThen, owing: Owing) -> Task:
    write, report = visit.write, owing.report
    title = write.text("final-report.task", code=insats.code, title=insats.title)
    explained = write.text("final-report.task-explained", day=write.day(report.since))
    address = f"/insatser/{insats.insats_id}/dokument"
    is_late = report.is_overdue(visit.as_of.day)
    return Task(report.last_day, is_late, title, address, explained, write.text("final-report.write"))
