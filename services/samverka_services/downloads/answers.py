"""The answers to one interest request: a row for each organisation that was asked, a column for each question."""

from collections.abc import Mapping, Sequence

from psycopg import AsyncConnection

from samverka_domain.kernel.decision import Personal
from samverka_domain.kernel.text import swedish_order
from samverka_domain.questions import Answer, AnswerValue
from samverka_projections.answers import AnswerFact, answers_to, contact_key, contacts
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.memberships import MemberFact, descriptions
from samverka_projections.requests import RequestThen, requests_by_id
from samverka_services.catalogue import text, word, written
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.downloads.deciders import decider
from samverka_services.downloads.spreadsheet import Cell, Table

COLUMNS = (
    "organisationsnummer",
    "name",
    "stance",
    "late",
    "on-behalf",
    "conditions",
    "decided-on",
    "body",
    "record-number",
    "reason",
)
CONTACT = "contact"
"""A column of the förbund's own table."""


async def answers_table(
    connection: AsyncConnection, reader_id: str, request_id: str, as_of: AsOf, language: str
) -> Table:
    """What an organisation may see of the answers at the time asked about. Raises NotFound."""
    request = (await requests_by_id(connection, [request_id], as_of)).get(request_id)
    if request is None:
        raise NotFound("InterestRequest", request_id)
    asked = await descriptions(connection, request.region_id, request.recipients, as_of)
    given = await answers_to(connection, request.region_id, request_id, as_of, limit=len(request.recipients))
    talk_to = await _contacts(connection, given, as_of) if reader_id == request.region_id else None
    answers = {answer.municipality_id: answer for answer in given}
    rows = [_row(member, answers.get(member.member_id), request, talk_to, language) for member in _by_name(asked)]
    return Table(request.title, _headings(request, talk_to is not None, language), rows)


async def _contacts(connection: AsyncConnection, given: Sequence[AnswerFact], as_of: AsOf) -> dict[str, Personal]:
    found = await contacts(connection, [contact_key(answer) for answer in given], as_of)
    return {answer.municipality_id: found[key] for answer in given if (key := contact_key(answer)) in found}


def _by_name(asked: Mapping[str, MemberFact]) -> list[MemberFact]:
    return sorted(asked.values(), key=lambda member: (swedish_order(member.name), member.member_id))


def _headings(request: RequestThen, with_contact: bool, language: str) -> list[str]:
    known = [*COLUMNS, *([CONTACT] if with_contact else [])]
    return [text(f"download.answers.{name}", language) for name in known] + [each.text for each in request.questions]


def _row(
    member: MemberFact,
    answer: AnswerFact | None,
    request: RequestThen,
    talk_to: Mapping[str, Personal] | None,
    language: str,
) -> list[Cell]:
    contact = [] if talk_to is None else [_contact(talk_to.get(member.member_id))]
    said = [None] * (len(COLUMNS) - 2) if answer is None else _said(answer, language)
    replies = _replies(answer.answers if answer else ())
    values = [_value(replies.get(each.question_id), language) for each in request.questions]
    return [member.member_id, member.name, *said, *contact, *values]


def _said(answer: AnswerFact, language: str) -> list[Cell]:
    decision = answer.decision
    return [
        word(answer.stance, language) if answer.stance else text("download.answers.withdrawn", language),
        None if answer.late is None else written(answer.late, language),
        written(answer.on_behalf, language),
        answer.conditions or None,
        decision.decided_on.isoformat(),
        decider(decision, language),
        decision.record_number,
        decision.reason,
    ]


def _contact(contact: Personal | None) -> str | None:
    return f"{contact.person_id}: {contact.text}" if contact else None


def _replies(answers: Sequence[Answer]) -> dict[str, AnswerValue]:
    return {answer.question_id: answer.value for answer in answers}


def _value(value: AnswerValue | None, language: str) -> Cell:
    if isinstance(value, bool):
        return str(written(value, language))
    return ", ".join(value) if isinstance(value, tuple) else value
