"""What is tried with status reports."""

from collections.abc import Callable, Iterator

from tests.model.deeds import LEADERS, counts, not_started, rules
from tests.model.process import Process, Rules
from tests.model.things import LEADER, Deed, Report


@rules("report", *LEADERS)
def _report(process: Process, deed: Deed) -> Iterator[str]:
    if not process.reports:
        yield from not_started(process)
    yield from _said_in(process, deed)
    if deed["overlaps"] and process.reports:
        yield "period-overlaps"


def _said_in(process: Process, deed: Deed) -> Iterator[str]:
    if deed["unexplained"]:
        yield "light-not-explained"
    if not process.reported_phase():
        yield "no-reports-in-phase"
    if deed["late"]:
        yield "day-not-come"


@counts("report")
def _reported(process: Process, deed: Deed) -> None:
    process.reports.append(Report(process.reported_phase()))


def _nothing(process: Process, deed: Deed) -> Iterator[str]:
    yield from ()


def _by_who_steers(process: Process, deed: Deed) -> Iterator[str]:
    steered = process.steered.get("PROJECT")
    if steered is None:
        yield "not-found"
    elif (deed["body"] or "E_RAD") != steered:
        yield "body-may-not-decide"


def _about_a_report(name: str, *who: str, before: Rules = _nothing) -> Callable[[Rules], None]:
    """The rules of what happens to a report, before those of its own."""

    def declare(own: Rules) -> None:
        @rules(name, *who)
        def refused(process: Process, deed: Deed) -> Iterator[str]:
            if not process.reports:
                yield "not-found"
                return
            yield from before(process, deed)
            if deed["unknown"]:
                yield "report-unknown"
            else:
                yield from own(process, deed)

    return declare


def _settled(report: Report) -> Iterator[str]:
    if report.state in ("APPROVED", "RECEIVED"):
        yield "report-settled"


def _submitted(report: Report) -> Iterator[str]:
    yield from _settled(report)
    if report.state == "RETURNED":
        yield "nothing-changed-since-return"


@_about_a_report("revise report", *LEADERS, before=_said_in)
def _revise(process: Process, deed: Deed) -> Iterator[str]:
    yield from _settled(process.reports[-1])


@counts("revise report")
def _revised(process: Process, deed: Deed) -> None:
    process.reports[-1].state, process.reports[-1].phase = "SUBMITTED", process.reported_phase()


@_about_a_report("receive report", *LEADERS)
def _receive(process: Process, deed: Deed) -> Iterator[str]:
    yield from _submitted(process.reports[-1])
    if process.reports[-1].phase != "UTREDA":
        yield "report-needs-approval"
    if deed["late"]:
        yield "day-not-come"


@counts("receive report")
def _received(process: Process, deed: Deed) -> None:
    process.reports[-1].state = "RECEIVED"


@_about_a_report("approve report", *LEADERS, before=_by_who_steers)
def _approve_report(process: Process, deed: Deed) -> Iterator[str]:
    yield from _submitted(process.reports[-1])
    if process.reports[-1].phase == "UTREDA":
        yield "report-only-received"


@counts("approve report")
def _report_approved(process: Process, deed: Deed) -> None:
    process.reports[-1].state = process.passed["STATUS_REPORT"] = "APPROVED"


@_about_a_report("return report", *LEADERS, before=_by_who_steers)
def _return_report(process: Process, deed: Deed) -> Iterator[str]:
    yield from _submitted(process.reports[-1])
    if process.reports[-1].phase == "UTREDA":
        yield "report-only-received"
    if not deed["remarks"]:
        yield "remarks-missing"


@counts("return report")
def _report_returned(process: Process, deed: Deed) -> None:
    process.reports[-1].state = "RETURNED"


@_about_a_report("pass report on", LEADER)
def _pass_on(process: Process, deed: Deed) -> Iterator[str]:
    if process.reports[-1].state not in ("APPROVED", "RECEIVED"):
        yield "report-not-approved"
    if deed["late"]:
        yield "day-not-come"


@counts("pass report on")
def _passed_on(process: Process, deed: Deed) -> None:
    """Nothing that gates look at."""


@rules("time passes", LEADER)
def _time_passes(process: Process, deed: Deed) -> Iterator[str]:
    yield from ()


@counts("time passes")
def _time_has_passed(process: Process, deed: Deed) -> None:
    for each in process.requests:
        each.over = each.over or each.state == "SENT"
