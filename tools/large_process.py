"""Carry the insatser of a large region on from the judgement of their answers, each so far as is wanted.

All of them begin with a project, so that some stand in every phase from there on; what documents say is invented.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from tests.integration.model.process_contents import parts_of

from samverka_domain.document_parts import DocumentContent, missing_parts
from samverka_domain.documents import Document
from samverka_domain.gates import DocumentKind, Gate, Outcome
from samverka_domain.insatser import Insats
from samverka_domain.judgements import Counting, Interest, Judgement, Threshold
from samverka_domain.kernel.aggregate import Aggregate
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.participation import Said
from samverka_domain.status_lights import Lamp, Light, Lights
from samverka_domain.status_report_content import StatusReport
from samverka_domain.status_reports import StatusReports
from samverka_domain.steering import Stage, SteeredBy, Steering
from samverka_domain.steps import Phase
from samverka_services.kernel.timing import new_id

_REPORTS = 4
_PERIOD = timedelta(days=2)
_GREEN = Lamp(Light.GREEN, "Enligt plan")
_LONG = "Arbetet följer planen, och kommunerna har avsatt vad de lovat. " * 8


@dataclass
class Carried:
    """An insats, and what has been written and decided about it."""

    insats: Insats
    request_id: str
    said: dict[str, Said]
    decision: Callable[[Body], Decision]
    now: Callable[[], datetime]
    papers: dict[DocumentKind, Document] = field(default_factory=dict)
    reports: StatusReports | None = None

    def go(self, steps: int) -> Iterator[Aggregate]:
        """So many steps on; gives what is to be saved, in order."""
        for step in _STEPS[:steps]:
            yield from step(self)

    @property
    def insats_id(self) -> str:
        """As others name it."""
        return self.insats.id.partition(":")[2]

    @property
    def today(self) -> date:
        """The day on which all of it happens."""
        return local_day(self.now())

    def judged(self) -> Iterator[Aggregate]:
        """The e-råd goes on."""
        threshold = Threshold(1, Counting.INTERESTED_AND_CONDITIONAL)
        interest, decided = Interest.of(self.said, left=0), self.decision(Body.E_RAD)
        about = (Gate.FIRST_JUDGEMENT, self.request_id, Judgement.GO, threshold, interest, decided)
        self.insats.judge(*about, self.now())
        yield self.insats

    def presented(self) -> Iterator[Aggregate]:
        """Its directive is written and presented, and the e-råd steers."""
        directive, steers = self._written(DocumentKind.PROJECT_DIRECTIVE), SteeredBy(Body.E_RAD)
        self.insats.present_directive(*_version(directive), self.today, self.now())
        about = (self.insats_id, self.insats, Stage.PROJECT, steers, self.decision(Body.E_RAD))
        yield from (directive, self.insats, Steering.arrange(*about, self.now()))

    def directed(self) -> Iterator[Aggregate]:
        """The directive is approved."""
        yield self._approved(DocumentKind.PROJECT_DIRECTIVE, Gate.PROJECT_DIRECTIVE, Body.FORBUNDSLEDNING)

    def sent(self) -> Iterator[Aggregate]:
        """The directive goes to all who said yes."""
        yes = Interest.of(self.said, left=0).interested
        directive = _version(self.papers[DocumentKind.PROJECT_DIRECTIVE])
        self.insats.send_directive(*directive, yes, self.today + timedelta(days=30), self.now())
        yield self.insats

    def started(self) -> Iterator[Aggregate]:
        """The project starts."""
        self.insats.start_project(self.today, self.now(), is_led=True)
        yield self.insats

    def planned(self) -> Iterator[Aggregate]:
        """Its plan is written and approved."""
        yield from self._passed(DocumentKind.PROJECT_PLAN, Gate.PROJECT_PLAN)

    def reported(self) -> Iterator[Aggregate]:
        """Reports are sent up, all but the last approved."""
        self.reports = StatusReports.start(self.insats_id, self.insats.region_id, self.now())
        for number in range(1, _REPORTS + 1):
            self.reports.submit(self._report(number), self.now())
            if number < _REPORTS:
                self.reports.approve(number, self._by_who_steers(), self.now())
        yield self.reports

    def handed_over(self) -> Iterator[Aggregate]:
        """The last report is approved, and handing over begins."""
        assert self.reports is not None
        self.reports.approve(_REPORTS, self._by_who_steers(), self.now())
        self.insats.begin_handover(self.today, self.now())
        yield from (self.reports, self.insats)

    def closed(self) -> Iterator[Aggregate]:
        """The final report is approved."""
        yield from self._passed(DocumentKind.FINAL_REPORT, Gate.FINAL_REPORT)

    def _passed(self, kind: DocumentKind, gate: Gate) -> Iterator[Aggregate]:
        self._written(kind)
        yield self._approved(kind, gate, Body.E_RAD)

    def _written(self, kind: DocumentKind) -> Document:
        needed, parts = missing_parts(kind, DocumentContent()), parts_of(_LONG)
        about = (new_id(), self.insats.region_id, self.insats_id, kind, f"Exempel: {self.insats.title}")
        document = Document.begin_document(*about, self.now())
        document.write(DocumentContent(**{name: parts[name] for name in needed}), "Första utkastet", self.now())
        self.papers[kind] = document
        return document

    def _approved(self, kind: DocumentKind, gate: Gate, body: Body) -> Document:
        document, decided = self.papers[kind], self._by_who_steers() if body is Body.E_RAD else self.decision(body)
        document.decide(gate, Outcome.APPROVED, _version(document)[1], (), decided, self.now())
        return document

    def _by_who_steers(self) -> Decision:
        return replace(self.decision(Body.E_RAD), acting_as=Body.STYRGRUPP)

    def _report(self, number: int) -> StatusReport:
        first = self.today - _PERIOD * (_REPORTS + 1 - number)
        return StatusReport(
            phase=Phase.GENOMFORANDE,
            period_from=first,
            period_to=first + _PERIOD - timedelta(days=1),
            as_of=first,
            summary=_LONG,
            lights=Lights(*(_GREEN,) * 5),
        )


_STEPS = (
    Carried.judged,
    Carried.presented,
    Carried.directed,
    Carried.sent,
    Carried.started,
    Carried.planned,
    Carried.reported,
    Carried.handed_over,
    Carried.closed,
)
FURTHEST = len(_STEPS)


def _version(document: Document) -> tuple[str, str]:
    assert document.number is not None
    return document.id.partition(":")[2], document.number
