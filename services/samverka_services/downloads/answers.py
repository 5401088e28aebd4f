"""The answers to one interest request: a row for each organisation that was asked, a column for each question."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from psycopg import AsyncConnection

from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.text import swedish_order
from samverka_domain.questions import AnswerValue, Question
from samverka_projections.answers import AnswerContact, AnswerFact, answers_to, contact_key, contacts
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.memberships import MemberFact, descriptions
from samverka_projections.requests import RequestThen, requests_by_id
from samverka_services.catalogue import text, word, written
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.downloads.columns import Column, Columns, Listing, Value, decided, filed
from samverka_services.downloads.declared import Inquiry, table_file
from samverka_services.downloads.spreadsheet import Cell, Table


@dataclass(frozen=True)
class Recipient:
    """Somebody who was asked, with what she answered."""

    request: RequestThen
    member: MemberFact
    answer: AnswerFact | None
    contact: AnswerContact | None

    @property
    def decision(self) -> Decision | None:
        """By which she answered."""
        return self.answer.decision if self.answer else None

    def reply(self, question_id: str) -> AnswerValue | None:
        """To one of the questions."""
        given = self.answer.answers if self.answer else ()
        return next((each.value for each in given if each.question_id == question_id), None)


def _if_answered(told: Callable[[AnswerFact, str], Cell]) -> Value[Recipient]:
    return lambda row, language: None if row.answer is None else told(row.answer, language)


def _stance(answer: AnswerFact, language: str) -> str:
    return word(answer.stance, language) if answer.stance else text("download.withdrawn", language)


def _stance_code(row: Recipient) -> str | None:
    return None if row.answer is None else row.answer.stance or "WITHDRAWN"


_VALUES: dict[str, Column[Recipient]] = {
    "organisationsnummer": Column(lambda row, _: row.member.member_id, on_page=False),
    "name": Column(
        lambda row, _: row.member.name, link=lambda row: f"/laget/{row.request.insats_id}/{row.member.member_id}"
    ),
    "stance": Column(_if_answered(_stance), code=_stance_code, example="INTERESTED"),
    **filed(
        {
            "late": _if_answered(
                lambda answer, language: None if answer.late is None else written(answer.late, language)
            ),
            "on-behalf": _if_answered(lambda answer, language: str(written(answer.on_behalf, language))),
            "conditions": _if_answered(lambda answer, _: answer.conditions or None),
        }
    ),
}
COLUMNS = Columns(_VALUES | decided(lambda row: row.decision))


def _contact(row: Recipient, language: str) -> str | None:
    if row.contact is None:
        return None
    nameless = text("download.somebody", language, organisation=row.member.name)
    return f"{row.contact.name or nameless}, {row.contact.text}"


_CONTACT: dict[str, Column[Recipient]] = {"contact": Column(_contact)}
"""A column of the förbund's own table."""


@table_file("/interest-requests/{requestId}/answers", "svar", "InterestRequestAnswers", COLUMNS)
async def answers(inquiry: Inquiry) -> Listing[Recipient]:
    """The answers to an interest request: a row for each that was asked, a column for each question."""
    return await _listed(inquiry.connection, inquiry.reader_id, inquiry.path["requestId"], inquiry.as_of)


async def answers_table(
    connection: AsyncConnection, reader_id: str, request_id: str, as_of: AsOf, language: str
) -> Table:
    """What an organisation may see of the answers at the time asked about. Raises NotFound."""
    return (await _listed(connection, reader_id, request_id, as_of)).table(language)


async def _listed(connection: AsyncConnection, reader_id: str, request_id: str, as_of: AsOf) -> Listing[Recipient]:
    request = (await requests_by_id(connection, [request_id], as_of)).get(request_id)
    if request is None:
        raise NotFound("InterestRequest", request_id)
    asked = await descriptions(connection, request.region_id, request.recipients, as_of)
    given = await answers_to(connection, request.region_id, request_id, as_of, limit=len(request.recipients))
    of_forbund = reader_id == request.region_id
    talk_to = await _contacts(connection, given, as_of) if of_forbund else {}
    answers = {answer.municipality_id: answer for answer in given}
    rows = [
        Recipient(request, member, answers.get(member.member_id), talk_to.get(member.member_id))
        for member in _by_name(asked)
    ]
    columns = {**COLUMNS.columns, **(_CONTACT if of_forbund else {}), **_questions(request.questions)}
    return Listing(request.title, Columns(columns), rows)


async def _contacts(
    connection: AsyncConnection, given: Sequence[AnswerFact], as_of: AsOf
) -> dict[str, AnswerContact]:
    found = await contacts(connection, [contact_key(answer) for answer in given], as_of)
    return {answer.municipality_id: found[key] for answer in given if (key := contact_key(answer)) in found}


def _by_name(asked: Mapping[str, MemberFact]) -> list[MemberFact]:
    return sorted(asked.values(), key=lambda member: (swedish_order(member.name), member.member_id))


def _questions(questions: Sequence[Question]) -> dict[str, Column[Recipient]]:
    """A column for each."""
    return {
        f"question-{number}": Column(_replied(each.question_id), heading=each.text)
        for number, each in enumerate(questions, 1)
    }


def _replied(question_id: str) -> Value[Recipient]:
    return lambda row, language: _cell(row.reply(question_id), language)


def _cell(value: AnswerValue | None, language: str) -> Cell:
    if isinstance(value, bool):
        return str(written(value, language))
    return ", ".join(value) if isinstance(value, tuple) else value
