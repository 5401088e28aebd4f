"""The document of the matrix says of each cell what the cell itself says."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from psycopg import AsyncConnection

from samverka_domain.answers import Stance
from samverka_domain.kernel.decision import Body
from samverka_graphql.kernel.dashboards import matrix_answer
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.memberships import region as found_region
from samverka_projections.participation.matrix import Cell, matrix
from samverka_services.cli.matrix_table import print_matrix
from samverka_services.commands.answers import RegisterAnswerOnBehalf, WithdrawAnswer
from samverka_services.commands.commitments import EndCommitment
from samverka_services.commands.memberships import EndMembership
from samverka_services.commands.requests import WithdrawInterestRequest
from samverka_services.pages.kernel.writing import Writing
from samverka_services.pages.participation import MatrixShown, matrix_shown
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

A_DAY = timedelta(days=1)
READERS = (FYRBODAL, TROLLHATTAN, UDDEVALLA, VANERSBORG, GOTEBORG)

Moment = dict[str, Any]


@pytest.fixture
def moments(world: World) -> list[Moment]:
    """Each kind of cell comes to be; afterwards, moments of knowledge and days of decision from all along the way."""
    started = world.now
    asked_twice, ending, withdrawn = world.insats("4.1"), world.insats("4.2"), world.insats("4.3")
    _left_unanswered(world, world.insats("4.4"))
    world.insats("4.5")
    _two_requests(world, asked_twice)
    _parts_that_end(world, ending)
    _requests_that_are_withdrawn(world, withdrawn)
    _membership_ends(world)
    world.project()
    between = [started + timedelta(days=days) for days in range(0, (world.now - started).days + 2, 3)]
    known = [{"known_at": moment} for moment in between]
    return [{}, *known, *({"decided_as_of": moment.date()} for moment in between), _between_both(between)]


def _between_both(between: list[Any]) -> Moment:
    return {"known_at": between[-2], "decided_as_of": between[len(between) // 2].date()}


def _left_unanswered(world: World, insats_id: str) -> None:
    """By all but one, after whose answer the time is over."""
    world.answer(VANERSBORG, world.sent_request(insats_id, world.now.date() + A_DAY), Stance.CONDITIONAL)


def _two_requests(world: World, insats_id: str) -> None:
    """The second only to some, who may be seen to have been late, or to have had somebody else answer for them."""
    first = world.sent_request(insats_id, world.now.date() + A_DAY, open_answers=True)
    world.answer(UDDEVALLA, first, Stance.DECLINED)
    world.now += 2 * A_DAY
    world.answer(VANERSBORG, first, Stance.CONDITIONAL)
    second = world.draft(insats_id)
    world.send(second, world.now.date() + 40 * A_DAY, to=("1488", "1485"))
    letter = RegisterAnswerOnBehalf(request_id=second, kommunkod="1488", source="Brev", **world.reply())
    world.do(LEADER, FYRBODAL, letter)
    world.take_part(TROLLHATTAN, insats_id, world.resources(hours=7, money=3))
    world.take_part(VANERSBORG, insats_id)


def _parts_that_end(world: World, insats_id: str) -> None:
    """One with what was set aside, one without, each for some days longer."""
    world.now += 3 * A_DAY
    world.take_part(TROLLHATTAN, insats_id, world.resources(hours=120, money=40))
    world.take_part(UDDEVALLA, insats_id)
    for municipality, version in ((TROLLHATTAN, 2), (UDDEVALLA, 1)):
        decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
        until = world.now.date() + 5 * A_DAY
        world.do(
            OFFICER,
            municipality,
            EndCommitment(insats_id=insats_id, valid_to=until, decision=decision),
            version=version,
        )
    world.now += 8 * A_DAY


def _requests_that_are_withdrawn(world: World, insats_id: str) -> None:
    """An answer that is taken back, and then the request as well."""
    request_id = world.sent_request(insats_id)
    world.answer(TROLLHATTAN, request_id)
    world.answer(UDDEVALLA, request_id)
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    command = WithdrawAnswer(request_id=request_id, effective_from=world.now.date(), decision=decision)
    world.do(OFFICER, UDDEVALLA, command, version=1)
    world.now += 3 * A_DAY
    decision = world.decision(Body.E_RAD, CHAIR)
    world.do(LEADER, FYRBODAL, WithdrawInterestRequest(request_id=request_id, decision=decision), version=3)


def _membership_ends(world: World) -> None:
    """Whoever has left was asked, and takes part in one insats: there it stands still."""
    world.now += 3 * A_DAY
    decision = world.decision(Body.FORBUNDSLEDNING, CHAIR)
    ending = EndMembership(organisation_number=VANERSBORG, valid_to=world.now.date(), decision=decision)
    world.do(LEADER, FYRBODAL, ending)
    world.now += 3 * A_DAY


async def _both(connection: AsyncConnection, as_of: AsOf) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    answer = json.loads(await matrix_answer(connection, FYRBODAL, as_of, "token"))
    region = answer["data"]["region"]
    cells = await matrix(connection, FYRBODAL, as_of)
    return region["participationMatrix"]["cells"] if region else [], [_in_the_document(cell) for cell in cells]


def _in_the_document(cell: Cell) -> dict[str, Any]:
    return {
        "insatsId": cell.insats_id,
        "municipalityId": cell.municipality_id,
        "status": cell.status,
        "declinedPart": cell.declined_part,
        "late": cell.late,
        "onBehalf": cell.on_behalf,
        "hours": cell.hours,
        "thousandKronor": cell.thousand_kronor,
    }


@pytest.mark.parametrize("reader", READERS)
def test_the_document_says_of_each_cell_what_the_cell_says(world: World, moments: list[Moment], reader: str) -> None:
    for moment in moments:
        document, cells = ask(world, reader, _both, **moment)
        assert document == cells, moment


def test_the_story_has_every_kind_of_cell(world: World, moments: list[Moment]) -> None:
    """Else the test above would compare less than it says."""
    found = [ask(world, reader, _both, **moment)[0] for reader in (FYRBODAL, UDDEVALLA) for moment in moments]
    seen = {cell["status"] for cells in found for cell in cells}
    assert seen == {
        "NOT_ASKED",
        "UNANSWERED",
        "OVERDUE",
        "NOT_DISCLOSED",
        "DECLINED",
        "WITHDRAWN",
        "CONDITIONAL",
        "INTERESTED",
        "TAKING_PART",
        "RESOURCES_SET_ASIDE",
        "ENDED",
    }
    assert any(cell["late"] for cells in found for cell in cells)
    assert any(cell["onBehalf"] and cell["hours"] for cells in found for cell in cells)


def test_a_region_that_does_not_exist_yet_has_no_cells(world: World) -> None:
    world.insats()
    world.project()
    before = date(2019, 1, 1)
    assert ask(world, FYRBODAL, _both, decided_as_of=before) == ([], [])


def test_a_region_without_municipalities_has_insatser_and_no_cells(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """The document, the start page's table and the command line's."""
    world.insats()
    for member in (TROLLHATTAN, UDDEVALLA, VANERSBORG):
        decision = world.decision(Body.FORBUNDSLEDNING, CHAIR)
        ending = EndMembership(organisation_number=member, valid_to=world.now.date(), decision=decision)
        world.do(LEADER, FYRBODAL, ending)
    world.now += A_DAY
    world.project()
    answer = json.loads(
        ask(world, FYRBODAL, lambda connection, as_of: matrix_answer(connection, FYRBODAL, as_of, "token"))
    )
    found = answer["data"]["region"]["participationMatrix"]
    assert (len(found["insatser"]), found["municipalities"], found["cells"]) == (1, [], [])
    region = answer["data"]["region"]
    shown = on_the_page(world)
    assert ([column.figures.of for column in shown.columns], shown.rows) == ([0], [])
    print_matrix(region, "Exempel")
    assert found["insatser"][0]["code"] in capsys.readouterr().out


def test_who_has_left_stands_where_its_part_runs_and_is_marked_so(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the document, on the page and in the table of the command line."""
    insats_id, _, last_day = world.insats(), world.insats(), world.now.date()
    world.take_part(VANERSBORG, insats_id)
    decision = world.decision(Body.FORBUNDSLEDNING, CHAIR)
    for member in (VANERSBORG, UDDEVALLA):
        leaving = EndMembership(organisation_number=member, valid_to=last_day, decision=decision)
        world.do(LEADER, FYRBODAL, leaving)
    world.now += A_DAY
    world.project()
    answer = json.loads(ask(world, FYRBODAL, lambda c, as_of: matrix_answer(c, FYRBODAL, as_of, "token")))
    region = answer["data"]["region"]
    found = region["participationMatrix"]
    marks = {each["id"]: (each["hasLeft"], each["validTo"]) for each in found["municipalities"]}
    assert marks == {TROLLHATTAN: (False, None), VANERSBORG: (True, last_day.isoformat())}
    standing = [(each["insatsId"], each["status"]) for each in found["cells"] if each["municipalityId"] == VANERSBORG]
    assert standing == [(insats_id, "TAKING_PART")]
    (row,) = (row for row in on_the_page(world).rows if row.mark)
    assert (row.name, row.mark) == ("Vänersborg", "utträdd, medlem till och med 2 mars 2026")
    print_matrix(region, "Exempel")
    assert f"utträdd {last_day}" in " ".join(capsys.readouterr().out.split())


def on_the_page(world: World) -> MatrixShown:
    """As the förbund sees it."""

    async def shown(connection: AsyncConnection, as_of: AsOf) -> MatrixShown:
        region = await found_region(connection, FYRBODAL, as_of)
        assert region is not None
        return await matrix_shown(connection, region, as_of, FYRBODAL, Writing("sv", as_of.day))

    return ask(world, FYRBODAL, shown)
