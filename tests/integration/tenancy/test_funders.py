"""A funder reads the reports of what it funds, on its days, and nothing else; the database decides."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import psycopg
import pytest
from psycopg import AsyncConnection, sql

from samverka_domain.document_parts import MANDATORY, DocumentContent
from samverka_domain.documents import Document
from samverka_domain.gates import DocumentKind, Gate, Outcome
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Rule
from samverka_domain.mandates import Mandate, Role
from samverka_domain.organisations import OrganisationKind
from samverka_domain.status_report_content import Usage
from samverka_domain.steps import Phase
from samverka_infra.database import find_views, tenant_transaction
from samverka_infra.event_log.unit_of_work import Stamp
from samverka_projections.funded import Funded, Used, funded_insatser
from samverka_projections.funders import FunderThen, funded_by, funders_of
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.status_reports import status_reports
from samverka_services.commands.funders import AppointFunderReader, CorrectFunder, EndFunder, LetFunderIn
from samverka_services.commands.insats_acts import StopInsats
from samverka_services.commands.kernel.context import Outcome as Answered
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.kernel.timing import new_id
from samverka_services.tenants.tenant import Tenant, provision
from tests.integration.commands.test_takeovers import taken_over
from tests.integration.projections.test_status_reports import submit
from tests.support.views import TABLES, ask
from tests.support.world import (
    ADMINISTRATOR,
    CHAIR,
    FYRBODAL,
    GOTEBORG,
    LEADER,
    OFFICER,
    TROLLHATTAN,
    UDDEVALLA,
    World,
)
from tests.unit.domain.test_status_reports import SPRING
from tests.unit.support import refused

FUND, OTHER_FUND = "2021009994", "2021009986"
FIRST, LAST = date(2026, 4, 1), date(2026, 6, 30)
OF_A_PRE_STUDY = replace(SPRING, phase=Phase.UTREDA, period_from=date(2025, 1, 1), period_to=date(2025, 3, 31))


@pytest.fixture
def world(world: World) -> World:
    """With two funds that belong to no region."""
    for number in (FUND, OTHER_FUND):
        provision(world.log, Tenant(number, "Fonden", OrganisationKind.MYNDIGHET, None, ADMINISTRATOR), new_id)
    return world


def let_in(world: World, insats_id: str, number: str = FUND, last: date | None = LAST) -> str:
    said: dict[str, Any] = {"insats_id": insats_id, "organisation_number": number, "funder": "Fonden"}
    decision = world.decision(Body.FORBUNDSLEDNING, CHAIR)
    command = LetFunderIn(**said, valid_from=FIRST, valid_to=last, decision=decision)
    return world.do(LEADER, FYRBODAL, command).id


def approved(world: World, insats_id: str, kind: DocumentKind, gate: Gate) -> None:
    """A whole version, past the gates of the case."""
    world.now = world.now.replace(minute=world.now.minute + 1)
    decision = world.decision(Body.E_RAD if gate is Gate.FINAL_REPORT else Body.FORBUNDSLEDNING, CHAIR)
    with world.log.unit_of_work(FYRBODAL) as work:
        document = Document.begin_document(new_id(), FYRBODAL, insats_id, kind, kind, work.at)
        document.write(DocumentContent(**_parts(kind)), "Nytt", work.at)
        document.decide(gate, Outcome.APPROVED, "0.1", (), decision, work.at)
        work.save(document, stamp=Stamp(LEADER, new_id(), "test"), result={})


def _parts(kind: DocumentKind) -> dict[str, Any]:
    return dict.fromkeys(MANDATORY[kind], "Exempel")


def read(world: World, funder_ids: str = "", tenant: str = FUND) -> tuple[set[str], dict[str, int]]:
    """What a tenant reads of others in the log, and how many rows of each view that has any."""
    others = """
        select type || ' ' || (payload ->> 'insats_id')
        from samverka.events where tenant_id <> %s and payload ->> 'insats_id' is not null
    """
    with tenant_transaction(world.pool, tenant) as connection:
        connection.execute("select set_config('app.reads_as_funder', %s, true)", [funder_ids])
        find_views(connection)
        found = {str(row[0]) for row in connection.execute(others, [tenant])}
        rows = {table: _count(connection, table) for table in TABLES}
    return found, {table: number for table, number in rows.items() if number}


def _count(connection: psycopg.Connection, table: str) -> int:
    row = connection.execute(sql.SQL("select count(*) from {}").format(sql.Identifier(table))).fetchone()
    assert row is not None
    return int(row[0])


def test_a_funder_reads_reports_of_its_insats_and_nothing_else(world: World) -> None:
    insats_id, another = world.insats(), world.insats()
    world.now = datetime(2026, 4, 20, 9, tzinfo=UTC)
    for each in (insats_id, another):
        submit(world, each, OF_A_PRE_STUDY)
        submit(world, each, SPRING)
        approved(world, each, DocumentKind.FINAL_REPORT, Gate.FINAL_REPORT)
    funder_id = let_in(world, insats_id)
    other_id = let_in(world, another, OTHER_FUND)
    world.project()

    told = {f"FunderLetIn {insats_id}"}
    reports = {f"StatusReportsSubmitted {insats_id}", f"DocumentMadePublic {insats_id}"}
    own = {"funders_let_in": 1, "history": 1}
    assert read(world) == (told, own), "not without saying as what it reads"
    views = {"status_reports", "status_report_submissions", "status_report_states", "document_versions"}
    found, rows = read(world, f"{other_id} {funder_id}")
    assert found == told | reports
    assert rows == own | dict.fromkeys(views, 1)
    assert read(world, other_id) == (told, own), "nor as another"
    assert read(world, funder_id, GOTEBORG)[0] == set(), "nor another as it"


def test_its_readers_read_the_same_and_who_reads_for_it_in_another_insats_nothing(world: World) -> None:
    insats_id = world.insats()
    world.now = datetime(2026, 4, 20, 9, tzinfo=UTC)
    usage = (Usage(TROLLHATTAN, 10, 20, 30, 40), Usage(UDDEVALLA, 1, 2, 3, 4))
    submit(world, insats_id, OF_A_PRE_STUDY)
    submit(world, insats_id, replace(SPRING, usage=usage))
    approved(world, insats_id, DocumentKind.FINAL_REPORT, Gate.FINAL_REPORT)
    let_in(world, insats_id)
    world.project()

    (found,) = read_by(world, Mandate("las", Role.FUNDER_READER, None, FIRST, insats_id=insats_id))
    (report,) = found.reports
    assert (report.number, report.report.used) == (2, Used(11, 22, 33, 44))
    (document,) = found.documents
    assert [each.fact.number for each in document.versions] == ["1.0"]
    assert read_by(world, Mandate("las", Role.FUNDER_READER, None, FIRST, insats_id=world.insats())) == []
    assert read_by(world, Mandate("adm", Role.ADMINISTRATOR, None, FIRST)) == []


def read_by(world: World, held: Mandate) -> list[Funded]:
    """And nothing more after it, in the same transaction."""

    async def answer(connection: AsyncConnection, as_of: AsOf) -> list[Funded]:
        found = await funded_insatser(connection, FUND, [held], as_of)
        assert (await status_reports(connection, ids, as_of))[ids[0]].reports == []
        return found

    ids = [held.insats_id or ""]
    return ask(world, FUND, answer)


def test_it_reads_on_its_days_and_on_no_other(world: World) -> None:
    insats_id = world.insats()
    funder_id = let_in(world, insats_id)
    world.now = datetime(2026, 3, 31, 12, tzinfo=UTC)
    submit(world, insats_id, SPRING)
    number = f"StatusReportsSubmitted {insats_id}"

    def reads() -> bool:
        world.project()
        return number in read(world, funder_id)[0]

    assert not reads()
    world.now = datetime(2026, 4, 1, 9, tzinfo=UTC)
    assert reads()
    world.now = datetime(2026, 7, 1, 9, tzinfo=UTC)
    assert not reads()
    correct(world, insats_id, funder_id, date(2026, 7, 31))
    assert reads()
    end(world, insats_id, funder_id, date(2026, 7, 1))
    world.now = datetime(2026, 7, 2, 9, tzinfo=UTC)
    assert not reads()
    (known,) = ask(world, TROLLHATTAN, lambda c, as_of: funders_of(c, [insats_id], as_of))[insats_id]
    assert (known.valid_from, known.valid_to) == (FIRST, date(2026, 7, 1))
    assert known.got(date(2026, 3, 31)) == FIRST


def correct(world: World, insats_id: str, funder_id: str, last: date) -> Answered:
    decision = world.decision(Body.FORBUNDSLEDNING, CHAIR, "Fel dag")
    as_recorded = world.events(FYRBODAL, f"funder:{funder_id}")[0].event.decision  # type: ignore[attr-defined]
    about: dict[str, Any] = {"insats_id": insats_id, "funder_id": funder_id, "version": 1}
    said = {"corrected": as_recorded, "decision": decision, "content": {"valid_to": last}}
    return world.do(LEADER, FYRBODAL, CorrectFunder(**about, **said), version=1)


def end(world: World, insats_id: str, funder_id: str, last: date) -> Answered:
    decision = world.decision(Body.FORBUNDSLEDNING, CHAIR)
    command = EndFunder(insats_id=insats_id, funder_id=funder_id, valid_to=last, decision=decision)
    return world.do(LEADER, FYRBODAL, command, version=2)


def test_an_organisation_that_is_not_in_samverka_or_let_in_already_is_not_let_in(world: World) -> None:
    insats_id = world.insats()
    with refused(Rule.FUNDER_NOT_IN_SAMVERKA, name="Fonden"):
        let_in(world, insats_id, "2321000016")
    let_in(world, insats_id)
    with refused(Rule.FUNDER_LET_IN_ALREADY):
        let_in(world, insats_id)


def test_who_reads_is_said_by_the_funder_alone(world: World) -> None:
    insats_id = world.insats()
    funder_id = let_in(world, insats_id)
    about: dict[str, Any] = {"forbund": FYRBODAL, "funder_id": funder_id, "person_id": "las", "valid_from": FIRST}
    command = AppointFunderReader(**about, decision=world.decision(Body.KOMMUNLEDNING, "Fondens chef"))
    world.do(ADMINISTRATOR, FUND, command)
    (held,) = [each.event for each in world.events(FUND, "mandates")][1:]
    assert (held.mandate.role, held.mandate.insats_id) == (Role.FUNDER_READER, insats_id)  # type: ignore[attr-defined]
    for elsewhere in (OTHER_FUND, TROLLHATTAN):
        with pytest.raises(NotFound):
            world.do(ADMINISTRATOR, elsewhere, command)
    with refused(Rule.ROLE_MISSING):
        world.do(OFFICER, TROLLHATTAN, command)


def test_a_funder_is_told_that_its_insats_is_stopped(world: World) -> None:
    insats_id = taken_over(world)
    world.now = datetime(2026, 4, 20, 9, tzinfo=UTC)
    let_in(world, insats_id)
    let_in(world, insats_id, OTHER_FUND)
    stop = world.decision(Body.E_RAD, CHAIR, "Pengarna räcker inte")
    world.do(LEADER, FYRBODAL, StopInsats(insats_id=insats_id, decision=stop), version=2)
    world.project()
    for fund in (FUND, OTHER_FUND):
        (told,) = funds(world, fund)
        assert (told.stopped_on, told.why) == (stop.decided_on, stop.reason)


def funds(world: World, number: str) -> list[FunderThen]:
    return ask(world, number, lambda connection, as_of: funded_by(connection, number, as_of))
