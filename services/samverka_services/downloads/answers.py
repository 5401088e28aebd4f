"""The answers to one interest request: a row for each organisation that was asked, a column for each question."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from psycopg import AsyncConnection

from samverka_domain.kernel.decision import Decision, Personal
from samverka_domain.kernel.text import swedish_order
from samverka_domain.questions import Answer, AnswerValue, Question
from samverka_projections.answers import AnswerFact, answers_to, contact_key, contacts
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.memberships import MemberFact, descriptions
from samverka_projections.requests import requests_by_id
from samverka_services.catalogue import text, word, written
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.downloads.columns import Columns, Value, decided
from samverka_services.downloads.declared import Inquiry, table_file
from samverka_services.downloads.spreadsheet import Cell, Table


@dataclass(frozen=True)
class _Recipient:
    """Somebody who was asked, with what she answered."""

    member: MemberFact
    answer: AnswerFact | None
    contact: Personal | None

    @property
    def decision(self) -> Decision | None:
        return self.answer.decision if self.answer else None


_RECIPIENT: dict[str, Value[_Recipient]] = {
    "organisationsnummer": lambda row, _: row.member.member_id,
    "name": lambda row, _: row.member.name,
}
_ANSWERED: dict[str, Callable[[AnswerFact, str], Cell]] = {
    "stance": lambda answer, language: (
        word(answer.stance, language) if answer.stance else text("download.withdrawn", language)
    ),
    "late": lambda answer, language: None if answer.late is None else written(answer.late, language),
    "on-behalf": lambda answer, language: str(written(answer.on_behalf, language)),
    "conditions": lambda answer, _: answer.conditions or None,
}
_CONTACT: dict[str, Value[_Recipient]] = {
    "contact": lambda row, _: f"{row.contact.person_id}: {row.contact.text}" if row.contact else None
}
"""A column of the förbund's own table."""


def _if_answered(told: Callable[[AnswerFact, str], Cell]) -> Value[_Recipient]:
    return lambda row, language: None if row.answer is None else told(row.answer, language)


COLUMNS = Columns(
    _RECIPIENT | {name: _if_answered(told) for name, told in _ANSWERED.items()} | decided(lambda row: row.decision)
)


@table_file("/interest-requests/{requestId}/answers", "svar", "InterestRequestAnswers", COLUMNS)
async def answers(inquiry: Inquiry) -> Table:
    """The answers to an interest request: a row for each that was asked, a column for each question."""
    return await answers_table(
        inquiry.connection, inquiry.reader_id, inquiry.path["requestId"], inquiry.as_of, inquiry.language
    )


async def answers_table(
    connection: AsyncConnection, reader_id: str, request_id: str, as_of: AsOf, language: str
) -> Table:
    """What an organisation may see of the answers at the time asked about. Raises NotFound."""
    request = (await requests_by_id(connection, [request_id], as_of)).get(request_id)
    if request is None:
        raise NotFound("InterestRequest", request_id)
    asked = await descriptions(connection, request.region_id, request.recipients, as_of)
    given = await answers_to(connection, request.region_id, request_id, as_of, limit=len(request.recipients))
    of_forbund = reader_id == request.region_id
    talk_to = await _contacts(connection, given, as_of) if of_forbund else {}
    answers = {answer.municipality_id: answer for answer in given}
    rows = [
        _Recipient(member, answers.get(member.member_id), talk_to.get(member.member_id)) for member in _by_name(asked)
    ]
    columns = Columns(COLUMNS.values | (_CONTACT if of_forbund else {}))
    return _with_replies(columns.table(request.title, rows, language), rows, request.questions, language)


async def _contacts(connection: AsyncConnection, given: Sequence[AnswerFact], as_of: AsOf) -> dict[str, Personal]:
    found = await contacts(connection, [contact_key(answer) for answer in given], as_of)
    return {answer.municipality_id: found[key] for answer in given if (key := contact_key(answer)) in found}


def _by_name(asked: Mapping[str, MemberFact]) -> list[MemberFact]:
    return sorted(asked.values(), key=lambda member: (swedish_order(member.name), member.member_id))


def _with_replies(table: Table, rows: Sequence[_Recipient], questions: Sequence[Question], language: str) -> Table:
    replies = [_replies(row.answer.answers if row.answer else ()) for row in rows]
    told = [
        [*cells, *(_value(said.get(each.question_id), language) for each in questions)]
        for cells, said in zip(table.rows, replies, strict=True)
    ]
    return Table(table.title, [*table.headings, *(each.text for each in questions)], told)


def _replies(answers: Sequence[Answer]) -> dict[str, AnswerValue]:
    return {answer.question_id: answer.value for answer in answers}


def _value(value: AnswerValue | None, language: str) -> Cell:
    if isinstance(value, bool):
        return str(written(value, language))
    return ", ".join(value) if isinstance(value, tuple) else value
