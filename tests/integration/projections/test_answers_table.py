"""The förbund reads what it asked for as a table: a row for each that was asked, a column for each question."""

from collections.abc import Awaitable
from datetime import date, datetime, timedelta

import pytest
from psycopg import AsyncConnection

from samverka_domain.answers import Reply, Stance
from samverka_domain.kernel.decision import Authority, AuthorityKind, Body, Personal
from samverka_domain.questions import Answer, Question, QuestionKind
from samverka_projections.kernel.as_of import AsOf
from samverka_services.commands.answers import AnswerInterestRequest, RegisterAnswerOnBehalf, WithdrawAnswer
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.commands.memberships import EndMembership
from samverka_services.downloads.answers import answers_table
from samverka_services.downloads.spreadsheet import Cell, Table
from tests.support.views import ask
from tests.support.world import (
    CHAIR,
    DIRECTOR,
    FYRBODAL,
    GOTEBORG,
    LEADER,
    OFFICER,
    TROLLHATTAN,
    UDDEVALLA,
    VANERSBORG,
    World,
)

QUESTIONS = (
    Question("resurs", "Kan kommunen avsätta deltagare?", QuestionKind.YES_NO),
    Question("antal", "Hur många system?", QuestionKind.NUMBER),
    Question("start", "När?", QuestionKind.SEVERAL_OF, options=("i vår", "i höst", "senare")),
    Question("annat", "Annat?", QuestionKind.TEXT, required=False),
)
ANSWERS = (Answer("resurs", False), Answer("antal", 2.5), Answer("start", ("i höst", "senare")))
CONTACT = Personal("anna", "anna@kommunen.example")
HEADINGS = (
    *("Organisationsnummer", "Namn", "Svar", "Sent", "Registrerat av förbundet", "Villkor", "Beslutsdag"),
    *("Beslutat av", "Diarienummer", "Skäl"),
)
NOTHING = [None] * 8


@pytest.fixture
def request_id(world: World) -> str:
    """Open for long; Trollhättan has answered, Uddevalla by letter, Vänersborg not."""
    found = world.draft(world.insats(), *QUESTIONS)
    world.send(found, date(2099, 12, 31))
    given = Reply(Stance.CONDITIONAL, ANSWERS, conditions="Om det finns pengar", contact=CONTACT)
    world.do(OFFICER, TROLLHATTAN, AnswerInterestRequest(request_id=found, **(world.reply() | {"reply": given})))
    by_letter = world.reply() | {"reply": Reply(Stance.INTERESTED, (*ANSWERS, Answer("annat", "Nej")))}
    world.do(LEADER, FYRBODAL, RegisterAnswerOnBehalf(request_id=found, kommunkod="1485", source="Brev", **by_letter))
    world.project()
    return found


def table(
    world: World,
    reader: str,
    request_id: str,
    known_at: datetime | None = None,
    decided_as_of: date | None = None,
    language: str = "sv",
) -> Table:
    def read(connection: AsyncConnection, as_of: AsOf) -> Awaitable[Table]:
        return answers_table(connection, reader, request_id, as_of, language)

    return ask(world, reader, read, known_at=known_at, decided_as_of=decided_as_of)


def rows(found: Table) -> dict[str, list[Cell]]:
    """By name of who was asked, without number and name."""
    return {str(row[1]): list(row[2:]) for row in found.rows}


def test_the_forbund_reads_all_that_was_answered(world: World, request_id: str) -> None:
    found = table(world, FYRBODAL, request_id)
    assert found.headings == [*HEADINGS, "Kontakt", *(question.text for question in QUESTIONS)]
    today, decided_by = world.now.date(), "kommunledningen"
    number = world.decision(Body.KOMMUNLEDNING, DIRECTOR).record_number
    told = [today, decided_by, number, "Efter beredning"]
    assert rows(found) == {
        "Trollhättan": [
            *("ja med villkor", "nej", "nej", "Om det finns pengar", *told),
            *("en person i Trollhättan, anna@kommunen.example", "nej", 2.5, "i höst, senare", None),
        ],
        "Uddevalla": ["intresserad", "nej", "ja", None, *told, None, "nej", 2.5, "i höst, senare", "Nej"],
        "Vänersborg": [*NOTHING, None, None, None, None, None],
    }
    assert [row[0] for row in found.rows] == [TROLLHATTAN, UDDEVALLA, VANERSBORG]


def test_a_member_reads_its_own_answer_and_nobodys_contact(world: World, request_id: str) -> None:
    found = table(world, TROLLHATTAN, request_id)
    assert found.headings == [*HEADINGS, *(question.text for question in QUESTIONS)]
    assert rows(found)["Trollhättan"][0] == "ja med villkor"
    assert rows(found)["Uddevalla"] == rows(found)["Vänersborg"] == [*NOTHING, None, None, None, None]


def test_nobody_elsewhere_reads_of_it(world: World, request_id: str) -> None:
    for reader, asked in ((GOTEBORG, request_id), (FYRBODAL, "no-such-request")):
        with pytest.raises(NotFound):
            table(world, reader, asked)


def test_the_past_is_read_as_it_was(world: World, request_id: str) -> None:
    before = world.now
    with pytest.raises(NotFound):
        table(world, FYRBODAL, request_id, known_at=before - timedelta(days=1))
    with pytest.raises(NotFound):
        table(world, FYRBODAL, request_id, decided_as_of=before.date() - timedelta(days=1))
    world.now += timedelta(days=10)
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR, on=world.now.date())
    withdrawal = WithdrawAnswer(request_id=request_id, effective_from=world.now.date(), decision=decision)
    world.do(OFFICER, TROLLHATTAN, withdrawal, version=1)
    world.project()
    assert rows(table(world, FYRBODAL, request_id))["Trollhättan"][0] == "har tagit tillbaka"
    assert rows(table(world, FYRBODAL, request_id))["Trollhättan"][-4:] == [None] * 4
    for asked in ({"known_at": before}, {"decided_as_of": before.date()}):
        assert rows(table(world, FYRBODAL, request_id, **asked))["Trollhättan"][0] == "ja med villkor"


def test_who_has_left_was_asked_all_the_same(world: World, request_id: str) -> None:
    world.now += timedelta(days=1)
    decision = world.decision(Body.FORBUNDSLEDNING, CHAIR)
    leaving = EndMembership(organisation_number=UDDEVALLA, valid_to=world.now.date(), decision=decision)
    world.do(LEADER, FYRBODAL, leaving)
    world.now += timedelta(days=2)
    world.project()
    assert rows(table(world, FYRBODAL, request_id))["Uddevalla"][0] == "intresserad"


def test_the_authority_that_decided_is_named(world: World) -> None:
    request_id = world.sent_request(world.insats())
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    vars(decision)["authority"] = Authority(AuthorityKind.NAMND, "Tekniska nämnden")
    command = AnswerInterestRequest(request_id=request_id, **(world.reply() | {"decision": decision}))
    world.do(OFFICER, TROLLHATTAN, command)
    world.project()
    for language, told in (
        ("sv", "kommunledningen, en nämnd, Tekniska nämnden"),
        ("en", "the municipality's management, a committee (nämnd), Tekniska nämnden"),
    ):
        assert told in rows(table(world, FYRBODAL, request_id, language=language))["Trollhättan"]
