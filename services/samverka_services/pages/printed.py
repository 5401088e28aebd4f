"""The receipt of an answer, and the compilation of all answers, as documents to keep."""

from collections.abc import Iterator, Sequence

from samverka_projections.requests import RequestThen
from samverka_services.documents.document import Document, DocumentPart
from samverka_services.downloads.answers import Recipient
from samverka_services.pages.answers import Receipt, receipt_page
from samverka_services.pages.kernel.names import decided_by, example_of
from samverka_services.pages.kernel.printed import printed
from samverka_services.pages.kernel.tables import TableLine, TableShown
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.requests import Compilation, compilation_page

MOST_COLUMNS = 5
"""Of questions beside each other; more of them stand below each other."""
_DECISION, _QUESTION = "decision", "question-"


@printed(receipt_page)
def receipt_document(visit: Visit, shown: Receipt) -> Document:
    """What was answered, by which decision, and what comes next."""
    write, asked = visit.write, shown.asked
    recorded = write.text("receipt.recorded", moment=write.moment(shown.answer.recorded_at), forbund=asked.forbund)
    return _document(
        visit,
        write.text("receipt.title"),
        asked.request,
        [visit.viewer.organisation, f"{asked.insats.code} {asked.insats.title}", recorded],
        [
            DocumentPart(write.text("receipt.answered"), facts=list(_answered(visit, shown))),
            DocumentPart(write.text("document.decided"), facts=list(_decision(visit, shown))),
            DocumentPart(
                write.text("receipt.next"), texts=[write.text("meaning.judged"), write.text("meaning.may-change")]
            ),
        ],
    )


@printed(compilation_page)
def compilation_document(visit: Visit, shown: Compilation) -> Document:
    """Answers beside each other, as far as the reader may see them, and who has given none."""
    write, request = visit.write, shown.request
    last_day = write.day(write.last_day(request.closes_at))
    status = write.text(f"request.status.{request.status}", day=last_day)
    chosen = shown.answers.choice.shows(shown.answers.listing, write.language)
    about = [f"{shown.insats.code} {shown.insats.title}", f"{write.word(request.round)}, {status}", *chosen]
    parts = [*_answers(visit, shown), *_missing(visit, shown)]
    return _document(visit, write.text("summary.title"), request, about, parts, wide=True)


def _document(
    visit: Visit,
    kind: str,
    request: RequestThen,
    about: Sequence[str],
    parts: Sequence[DocumentPart],
    *,
    wide: bool = False,
) -> Document:
    read = visit.write.text("document.read", moment=visit.write.moment(visit.as_of.now))
    return Document(
        language=visit.write.language,
        title=f"{kind}: {request.title}",
        organisation=visit.viewer.organisation,
        about=about,
        moment=f"{read}. {visit.when}" if visit.is_past else read,
        read_at=visit.as_of.now,
        parts=parts,
        is_example=example_of(visit.request) is not None,
        wide=wide,
    )


def _answered(visit: Visit, shown: Receipt) -> Iterator[tuple[str, str]]:
    answer, write = shown.answer, visit.write
    stance = write.word(answer.stance) if answer.stance else write.text("status.WITHDRAWN")
    yield write.label("/stance"), f"{stance} ({write.text('matrix.late')})" if answer.late else stance
    if answer.withdrawn_from:
        yield write.label("/effectiveFrom"), write.day(answer.withdrawn_from)
    yield from shown.replies
    if answer.conditions:
        yield write.label("/conditions"), answer.conditions
    if shown.contact:
        yield write.label("/contact"), shown.contact
    reference = write.text("receipt.version", version=answer.version)
    yield write.text("receipt.reference"), f"{answer.decision.record_number}, {reference}"


def _decision(visit: Visit, shown: Receipt) -> Iterator[tuple[str, str]]:
    """Who took it is told where it is the organisation's own."""
    write, decision = visit.write, shown.answer.decision
    yield write.label("/decision/body"), write.decider(decision)
    yield write.label("/decision/decidedOn"), write.day(decision.decided_on)
    yield write.label("/decision/recordNumber"), decision.record_number
    if decision.paragraph:
        yield write.label("/decision/paragraph"), decision.paragraph
    if not shown.answer.on_behalf:
        yield write.text("document.person"), decided_by(visit, decision)
    if decision.in_force_on:
        yield write.label("/decision/inForceOn"), write.day(decision.in_force_on)
    if decision.reason:
        yield write.label("/decision/reason"), decision.reason


def _answers(visit: Visit, shown: Compilation) -> Iterator[DocumentPart]:
    table, heading = shown.answers, visit.write.text("summary.answers")
    if shown.missing is None and not shown.given:
        yield DocumentPart(heading, texts=[visit.write.text("summary.not-open")])
        return
    names = [head.name for head in table.heads]
    questions = [name for name in names if name.startswith(_QUESTION)]
    beside = questions if len(questions) <= MOST_COLUMNS else []
    yield _grid(visit, table, heading, [name for name in names if name not in questions] + beside)
    if not beside:
        for name in questions:
            yield _grid(visit, table, table.listing.columns.heading(name, visit.write.language), [names[0], name])


def _grid(visit: Visit, table: TableShown[Recipient], heading: str, names: Sequence[str]) -> DocumentPart:
    headings = [table.listing.columns.heading(name, visit.write.language) for name in names]
    return DocumentPart(heading, headings=headings, rows=[_row(visit, line, names) for line in table.lines])


def _row(visit: Visit, line: TableLine[Recipient], names: Sequence[str]) -> list[str]:
    said = {cell.name: cell.text for cell in line.cells}
    answer = line.row.answer
    if answer:
        notes = [visit.write.text("matrix.late")] if answer.late else []
        notes += [visit.write.text("matrix.behalf")] if answer.on_behalf else []
        told = [" ".join([said["stance"], *notes]), answer.conditions, answer.reason]
        paragraph = answer.decision.paragraph or ""
        numbered = f"{answer.decision.record_number} {paragraph}".strip()
        decided = [visit.write.decider(answer.decision), visit.write.day(answer.decision.decided_on), numbered]
        said |= {"stance": "\n".join(filter(None, told)), _DECISION: "\n".join(decided)}
    return [said[name] for name in names]


def _missing(visit: Visit, shown: Compilation) -> Iterator[DocumentPart]:
    if shown.missing:
        names = ", ".join(member.name for member in shown.missing)
        yield DocumentPart(visit.write.text("document.missing", count=len(shown.missing)), texts=[names])
