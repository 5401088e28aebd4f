"""A status report as a document to keep, as the region reads it and as those do who fund the insats."""

from collections.abc import Iterator, Sequence

from samverka_domain.status_report_content import Escalation, StatusReport
from samverka_projections.funded import FundedContent, FundedReport
from samverka_projections.status_reports import ReportThen
from samverka_services.documents.document import Document, DocumentPart
from samverka_services.pages.funded import FundedReportShown, funded_report_page
from samverka_services.pages.kernel.names import example_of
from samverka_services.pages.kernel.printed import printed
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.kernel.writing import Writing, capital
from samverka_services.pages.status_reports import LampShown, ReportShown, UsageShown, report_page

_NOTHING = "–"
_USAGE = ("hours-set-aside", "hours-used", "hours-forecast", "money-set-aside", "money-used", "money-forecast")


@printed(report_page)
def status_report_document(visit: Visit, shown: ReportShown) -> Document:
    """What the page says, part by part; a part of which there is nothing is left out."""
    insats = f"{shown.insats.code} {shown.insats.title}"
    return _document(visit, shown.report, insats, _parts(visit.write, shown))


@printed(funded_report_page)
def funded_report_document(visit: Visit, shown: FundedReportShown) -> Document:
    """The same, as its funder reads it: of all municipalities together, and not to whom it went."""
    return _document(visit, shown.report, shown.funder.insats, _funded_parts(visit.write, shown))


def _document(
    visit: Visit, report: ReportThen | FundedReport, insats: str, parts: Iterator[DocumentPart]
) -> Document:
    """Of whom it is, and how far it has come, with its parts."""
    write, said = visit.write, report.report
    period = f"{write.day(said.period_from)}–{write.day(said.period_to)}"
    as_of = write.text("status-report.as-of", day=write.day(said.as_of))
    read = write.text("document.read", moment=write.moment(visit.as_of.now))
    return Document(
        language=write.language,
        title=write.text("status-report.numbered", number=report.number, insats=insats),
        organisation=visit.viewer.organisation,
        about=[f"{period}, {write.word(said.phase)}, {as_of}", *_standing(write, report)],
        moment=f"{read}. {visit.when}" if visit.is_past else read,
        read_at=visit.as_of.now,
        parts=list(parts),
        is_example=example_of(visit.request) is not None,
    )


def _standing(write: Writing, report: ReportThen | FundedReport) -> Iterator[str]:
    yield capital(write.word(report.state))
    if decision := report.decision:
        yield f"{write.decider(decision)}, {write.day(decision.decided_on)}, {decision.record_number}"


def _parts(write: Writing, shown: ReportShown) -> Iterator[DocumentPart]:
    yield from _said_first(write, shown.report.report, shown.lamps)
    if shown.usage:
        headings = [write.label("/municipality"), *(write.text(f"status-report.usage.{name}") for name in _USAGE)]
        rows = [_usage(write, each) for each in shown.usage]
        yield DocumentPart(write.label("/usage"), headings=headings, rows=rows)
    yield from _work(write, shown.report.report)
    reached = [
        (each.to, f"{each.day}, {each.how}" if each.day else write.text("status-report.not-yet"))
        for each in shown.audiences
    ]
    yield DocumentPart(write.text("status-report.audiences"), facts=reached)


def _funded_parts(write: Writing, shown: FundedReportShown) -> Iterator[DocumentPart]:
    said = shown.report.report
    yield from _said_first(write, said, shown.lamps)
    if said.used:
        figures = [
            (write.text(f"funder.usage.{name.replace('_', '-')}"), write.number(used))
            for name, used in vars(said.used).items()
        ]
        yield DocumentPart(write.label("/usage"), facts=figures)
    yield from _work(write, said)


def _said_first(
    write: Writing, said: StatusReport | FundedContent, lamps: Sequence[LampShown]
) -> Iterator[DocumentPart]:
    yield _lights(write, lamps)
    yield DocumentPart(write.label("/summary"), texts=[said.summary])
    if said.escalations:
        asked = [_asked(write, each) for each in said.escalations]
        yield DocumentPart(write.label("/escalations"), texts=asked)
    if said.spending:
        money = [(write.label(f"/{name}"), write.money(tkr)) for name, tkr in vars(said.spending).items()]
        yield DocumentPart(write.label("/spending"), facts=money)


def _asked(write: Writing, escalation: Escalation) -> str:
    whom = write.text("status-report.escalated", body=write.word(escalation.body), day=write.day(escalation.due))
    return f"{whom} {escalation.asked}"


def _lights(write: Writing, lamps: Sequence[LampShown]) -> DocumentPart:
    headings = [write.text("status-report.about"), write.label("/light"), write.text("status-report.said")]
    rows = [[write.label(f"/{each.name}"), _lit(write, each), _said(write, each)] for each in lamps]
    return DocumentPart(write.text("status-report.lights"), headings=headings, rows=rows)


def _lit(write: Writing, shown: LampShown) -> str:
    trend = [write.word(shown.trend)] if shown.trend else []
    return ", ".join([write.word(shown.lamp.light), *trend])


def _said(write: Writing, shown: LampShown) -> str:
    lamp = shown.lamp
    due = write.day(lamp.due) if lamp.due else None
    explained = {"cause": lamp.cause, "measure": lamp.measure, "owner": lamp.owner, "due": due}
    lines = [f"{write.label(f'/{name}')}: {said}" for name, said in explained.items() if said]
    return "\n".join([lamp.sentence, *lines])


def _usage(write: Writing, shown: UsageShown) -> list[str]:
    cell, usage = shown.cell, shown.usage
    hours = [cell.hours if cell else None, *([usage.hours_used, usage.hours_forecast] if usage else [None] * 2)]
    money = [
        cell.thousand_kronor if cell else None,
        *([usage.money_used, usage.money_forecast] if usage else [None] * 2),
    ]
    return [shown.municipality, *(_NOTHING if each is None else write.number(each) for each in (*hours, *money))]


def _work(write: Writing, said: StatusReport | FundedContent) -> Iterator[DocumentPart]:
    if said.milestones:
        headings = [write.label(f"/{name}") for name in ("milestone", "planned", "forecastDay", "done")]
        days = [(each.milestone, (each.planned, each.forecast_day, each.done)) for each in said.milestones]
        rows = [[name, *(write.day(day) if day else _NOTHING for day in of)] for name, of in days]
        yield DocumentPart(write.label("/milestones"), headings=headings, rows=rows)
    if said.threats:
        told = [
            "\n".join(filter(None, [f"{capital(write.word(each.kind))}: {each.threat}", each.measure]))
            for each in said.threats
        ]
        yield DocumentPart(write.label("/threats"), texts=told)
