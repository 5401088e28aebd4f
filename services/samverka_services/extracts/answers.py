"""The feed of answers to interest requests: a row for each answer and question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from samverka_domain.questions import AnswerValue, Question
from samverka_projections.answers import AnswerFact, answers_in
from samverka_projections.insatser import InsatsThen, insatser_by_id
from samverka_projections.requests import RequestThen, requests_by_id
from samverka_services.downloads.names import municipality_names
from samverka_services.extracts.feed import FeedColumn, FeedPage, FeedRow, Value, decided, feed, named


@dataclass(frozen=True)
class _Reply:
    answer: AnswerFact
    request: RequestThen | None
    insats: InsatsThen | None
    municipality: str | None
    question: Question | None
    """None where nothing is asked but the stance."""
    number: int
    """Of the question; the first is 1."""

    @property
    def value(self) -> Value:
        said = {each.question_id: each.value for each in self.answer.answers}
        return _flat(said.get(self.question.question_id)) if self.question else None


COLUMNS = {
    "requestId": FeedColumn("0198f3a2-7c1e-7d2b-9b1a-1f0e8f1c2d3f", lambda row: row.answer.request_id),
    "request": FeedColumn("Exempelfråga", lambda row: row.request and row.request.title),
    "round": FeedColumn("PRE_STUDY", lambda row: row.request and row.request.round),
    "insatsId": FeedColumn("0198f3a2-7c1e-7d2b-9b1a-1f0e8f1c2d3e", lambda row: row.answer.insats_id),
    **named(lambda row: row.insats),
    "municipalityId": FeedColumn("2120001546", lambda row: row.answer.municipality_id),
    "municipality": FeedColumn("Trollhättan", lambda row: row.municipality),
    "stance": FeedColumn("INTERESTED", lambda row: row.answer.stance),
    "withdrawn": FeedColumn(False, lambda row: row.answer.withdrawn),
    "withdrawnFrom": FeedColumn(None, lambda row: row.answer.withdrawn_from),
    "late": FeedColumn(False, lambda row: row.answer.late),
    "onBehalf": FeedColumn(False, lambda row: row.answer.on_behalf),
    "conditions": FeedColumn(None, lambda row: row.answer.conditions),
    "questionId": FeedColumn("resurs", lambda row: row.question and row.question.question_id),
    "question": FeedColumn("Kan kommunen avsätta deltagare?", lambda row: row.question and row.question.text),
    "value": FeedColumn(True, lambda row: row.value),
    **decided(lambda row: row.answer.decision),
    "inForce": FeedColumn(True, lambda row: row.answer.in_force),
    "reason": FeedColumn("Exempel", lambda row: row.answer.reason or None),
    "recordedAt": FeedColumn(datetime(2026, 11, 23, 11, tzinfo=UTC), lambda row: row.answer.recorded_at),
}


@feed("answers", COLUMNS)
async def answers(page: FeedPage) -> Sequence[FeedRow]:
    """The latest answers: a row for each question, at least one, by the ids of request and municipality."""
    request_id, municipality_id, number = page.key or ("", "", 0)
    begin, found = (str(request_id), str(municipality_id)), list[FeedRow]()
    while True:
        given = await answers_in(page.connection, page.region_ids, page.as_of, begin=begin, limit=page.limit + 1)
        is_last = len(given) <= page.limit
        rows = await _told(page, given if is_last else given[:-1])
        found += [told for told in rows if told.key > [request_id, municipality_id, number]]
        if is_last or len(found) >= page.limit:
            return found[: page.limit]
        begin = _place(given[-1])


async def _told(page: FeedPage, given: Sequence[AnswerFact]) -> list[FeedRow]:
    wanted = [each for each in given if _is_wanted(page, each)]
    requests = await requests_by_id(page.connection, sorted({each.request_id for each in wanted}), page.as_of)
    insatser = await insatser_by_id(page.connection, sorted({each.insats_id for each in wanted}), page.as_of)
    places = [(each.region_id, each.municipality_id) for each in wanted]
    names = await municipality_names(page.connection, places, page.as_of)
    return [
        FeedRow([*_place(each), reply.number], reply)
        for each in wanted
        for reply in _replies(
            each, requests.get(each.request_id), insatser.get(each.insats_id), names.get(each.municipality_id)
        )
    ]


def _replies(
    answer: AnswerFact, request: RequestThen | None, insats: InsatsThen | None, municipality: str | None
) -> Iterator[_Reply]:
    asked: Sequence[Question | None] = request.questions if request else ()
    for number, question in enumerate(asked or (None,), 1):
        yield _Reply(answer, request, insats, municipality, question, number)


def _is_wanted(page: FeedPage, answer: AnswerFact) -> bool:
    return page.filters.take(answer.insats_id, answer.municipality_id, answer.decision.decided_on)


def _place(answer: AnswerFact) -> tuple[str, str]:
    return answer.request_id, answer.municipality_id


def _flat(value: AnswerValue | None) -> Value:
    """Several in one text."""
    return ", ".join(value) if isinstance(value, tuple) else value
