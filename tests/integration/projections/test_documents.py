"""Documents are read as far as they are addressed: working copies by whom the förbund asks, whole versions by all."""

from datetime import timedelta
from typing import Any

import pytest
from psycopg import sql

from samverka_domain.benefit_case import Benefit, BenefitKind, Reach
from samverka_domain.document_parts import DocumentContent
from samverka_domain.documents import Document
from samverka_domain.gates import DocumentKind, Gate, Outcome
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Rule
from samverka_domain.remarks import Remark
from samverka_infra.database import tenant_transaction
from samverka_infra.event_log.unit_of_work import Stamp
from samverka_projections.documents import DocumentThen, documents_by_id, documents_by_insats
from samverka_projections.replacing import standing
from samverka_services.commands.documents import (
    AskAboutDocument,
    BeginDocument,
    CloseDocumentRemiss,
    GiveRemissAnswer,
    HandleDocumentRemark,
    WriteDocumentVersion,
)
from samverka_services.commands.kernel.errors import NotFound
from tests.support.views import ask
from tests.support.world import (
    CHAIR,
    FYRBODAL,
    GOTEBORG,
    GOTEBORGSREGIONEN,
    LEADER,
    OFFICER,
    TROLLHATTAN,
    UDDEVALLA,
    World,
)
from tests.unit.support import refused

BENEFIT = Benefit(
    alternative="E-arkiv",
    stakeholder="Arkivarier",
    kind=BenefitKind.QUALITATIVE,
    reach=Reach.INTERNAL,
    enables="Handlingar hittas",
    scale=2,
)
TEXTS = (
    "background",
    "purpose",
    "delimitation",
    "questions",
    "time_plan",
    "resources",
    "cost",
    "funding",
    "steering",
)
WHOLE: dict[str, Any] = {**dict.fromkeys(TEXTS, "HEMLIGT UTKAST"), "benefits": (BENEFIT,)}
EVERYBODY = (FYRBODAL, TROLLHATTAN, UDDEVALLA, GOTEBORG)


@pytest.fixture
def document_id(world: World) -> str:
    """A directive of which one working copy is written."""
    insats_id, kind = world.insats(), DocumentKind.PRE_STUDY_DIRECTIVE
    begun = world.do(LEADER, FYRBODAL, BeginDocument(insats_id=insats_id, kind=kind, title="Direktiv"))
    write(world, begun.id, 1, **WHOLE)
    return begun.id


def write(world: World, document_id: str, version: int, **parts: Any) -> None:
    command = WriteDocumentVersion(document_id=document_id, content=DocumentContent(**parts), change="Nytt")
    world.do(LEADER, FYRBODAL, command, version=version)


def ask_trollhattan(world: World, document_id: str, version: int) -> None:
    last_day = world.now.date() + timedelta(days=7)
    command = AskAboutDocument(document_id=document_id, municipalities=("1488",), last_day=last_day)
    world.do(LEADER, FYRBODAL, command, version=version)


def decide(
    world: World,
    document_id: str,
    outcome: Outcome,
    number: str,
    *remarks: Remark,
    replaces: tuple[str, ...] = (),
) -> None:
    world.now += timedelta(seconds=1)
    with world.log.unit_of_work(FYRBODAL) as work:
        document = work.load(Document, Document.stream(document_id))
        assert document is not None
        decision = world.decision(Body.E_RAD, CHAIR)
        document.decide(Gate.PRE_STUDY_DIRECTIVE, outcome, number, remarks, decision, world.now, replaces)
        work.save(document, stamp=Stamp(LEADER, f"decide-{document_id}-{number}", "test"), result={})


def read(world: World, reader: str, document_id: str, **when: Any) -> DocumentThen | None:
    world.project()
    return ask(world, reader, lambda c, as_of: documents_by_id(c, [document_id], as_of), **when).get(document_id)


def numbers(world: World, document_id: str) -> dict[str, list[str]]:
    """By reader, the versions that each sees, the latest first."""
    found = {reader: read(world, reader, document_id) for reader in EVERYBODY}
    return {
        reader: [each.fact.number for each in document.versions]
        for reader, document in found.items()
        if document is not None
    }


def test_a_working_copy_is_the_förbunds_until_it_asks_and_then_also_that_of_whom_it_has_asked(
    world: World, document_id: str
) -> None:
    assert numbers(world, document_id) == {FYRBODAL: ["0.1"]}
    ask_trollhattan(world, document_id, 2)
    assert numbers(world, document_id) == {FYRBODAL: ["0.1"], TROLLHATTAN: ["0.1"]}
    write(world, document_id, 3, **WHOLE | {"purpose": "Nytt syfte"})
    assert numbers(world, document_id) == {FYRBODAL: ["0.2", "0.1"], TROLLHATTAN: ["0.2", "0.1"]}
    shown = read(world, TROLLHATTAN, document_id)
    assert shown is not None
    assert shown.versions[0].changed == ("purpose",)


def test_a_whole_version_is_open_to_the_region_and_to_nobody_elsewhere(world: World, document_id: str) -> None:
    decide(world, document_id, Outcome.APPROVED, "0.1")
    assert numbers(world, document_id) == {
        FYRBODAL: ["1.0", "0.1"],
        TROLLHATTAN: ["1.0"],
        UDDEVALLA: ["1.0"],
    }
    shown = read(world, UDDEVALLA, document_id)
    assert shown is not None
    assert shown.public is not None
    assert shown.missing == ()


def test_that_a_version_was_returned_is_told_to_the_region_and_the_remarks_to_whom_was_asked(
    world: World, document_id: str
) -> None:
    ask_trollhattan(world, document_id, 2)
    world.do(LEADER, FYRBODAL, CloseDocumentRemiss(document_id=document_id), version=3)
    decide(world, document_id, Outcome.RETURNED, "0.1", Remark("HEMLIG SYNPUNKT", "cost"))
    write(world, document_id, 6, **WHOLE | {"cost": "100 tkr"})
    decide(world, document_id, Outcome.APPROVED, "0.2")
    asked, other = read(world, TROLLHATTAN, document_id), read(world, UDDEVALLA, document_id)
    assert asked is not None
    assert other is not None
    assert [remark.text for given in asked.remarks for remark in given.remarks] == ["HEMLIG SYNPUNKT"]
    assert other.remarks == []
    assert [(each.outcome, each.remark_count) for each in other.decisions] == [
        (Outcome.APPROVED, 0),
        (Outcome.RETURNED, 1),
    ]


def test_the_past_stays_as_it_was(world: World, document_id: str) -> None:
    before = world.now
    ask_trollhattan(world, document_id, 2)
    decided_from = world.now
    world.do(LEADER, FYRBODAL, CloseDocumentRemiss(document_id=document_id), version=3)
    decide(world, document_id, Outcome.APPROVED, "0.1")
    assert read(world, TROLLHATTAN, document_id, known_at=before) is None
    then = read(world, TROLLHATTAN, document_id, known_at=decided_from)
    assert then is not None
    assert [each.fact.number for each in then.versions] == ["0.1"]
    assert then.open_remiss is not None


def test_nobody_else_reads_a_working_copy_wherever_she_looks(world: World, document_id: str) -> None:
    """Neither in the log nor in any table of the views."""
    ask_trollhattan(world, document_id, 2)
    world.project()
    for reader in (UDDEVALLA, GOTEBORG):
        assert "HEMLIGT UTKAST" not in str(world.readable_by(reader))
        with tenant_transaction(world.pool, reader) as connection:
            tables = connection.execute(
                "select schemaname || '.' || tablename from pg_tables where tablename like 'document%'"
            ).fetchall()
            assert len(tables) >= 6
            for (table,) in tables:
                rows = connection.execute(sql.SQL(f"select t::text from {table} t")).fetchall()
                assert rows == [], table


def test_another_förbund_neither_writes_nor_finds_it(world: World, document_id: str) -> None:
    command = WriteDocumentVersion(document_id=document_id, content=DocumentContent(purpose="x"), change="x")
    with pytest.raises(NotFound):
        world.do(LEADER, GOTEBORGSREGIONEN, command, version=2)


def test_only_members_are_asked_and_only_what_stands_is_written_about(world: World, document_id: str) -> None:
    last_day = world.now.date()
    command = AskAboutDocument(document_id=document_id, municipalities=("1480",), last_day=last_day)
    with refused(Rule.RECIPIENT_NOT_A_MEMBER):
        world.do(LEADER, FYRBODAL, command, version=2)


def test_the_documents_of_an_insats_come_in_the_order_in_which_they_began(world: World, document_id: str) -> None:
    world.project()
    first = read(world, FYRBODAL, document_id)
    assert first is not None
    plan = BeginDocument(insats_id=first.insats_id, kind=DocumentKind.PROJECT_PLAN, title="Plan")
    world.do(LEADER, FYRBODAL, plan)
    world.project()
    found = ask(world, FYRBODAL, lambda c, as_of: documents_by_insats(c, [first.insats_id], as_of))
    assert [each.title for each in found[first.insats_id]] == ["Direktiv", "Plan"]


def remark(world: World, tenant: str, document_id: str, text: str) -> None:
    world.do(OFFICER, tenant, GiveRemissAnswer(document_id=document_id, remarks=(Remark(text, "cost"),)))


def test_remarks_are_read_by_the_förbund_and_by_those_asked_and_told_how_they_were_handled(
    world: World, document_id: str
) -> None:
    ask_trollhattan(world, document_id, 2)
    remark(world, TROLLHATTAN, document_id, "Först")
    remark(world, TROLLHATTAN, document_id, "HEMLIG SYNPUNKT")
    with pytest.raises(NotFound):
        remark(world, UDDEVALLA, document_id, "Oombedd")
    handled = {"remiss": 1, "source": TROLLHATTAN, "remark": 1, "handled": "Står i 0.2"}
    world.do(LEADER, FYRBODAL, HandleDocumentRemark(document_id=document_id, **handled), version=3)
    with refused(Rule.REMARK_UNKNOWN):
        command = HandleDocumentRemark(document_id=document_id, **handled | {"source": UDDEVALLA})
        world.do(LEADER, FYRBODAL, command, version=4)
    world.do(LEADER, FYRBODAL, CloseDocumentRemiss(document_id=document_id), version=4)
    with refused(Rule.REMISS_OVER):
        remark(world, TROLLHATTAN, document_id, "För sent")
    for reader in (FYRBODAL, TROLLHATTAN):
        shown = read(world, reader, document_id)
        assert shown is not None
        assert [each.text for received in shown.received for each in received.remarks] == ["HEMLIG SYNPUNKT"]
        assert [each.handled for each in shown.handled] == ["Står i 0.2"]
    assert read(world, UDDEVALLA, document_id) is None
    assert "HEMLIG SYNPUNKT" not in str(world.readable_by(UDDEVALLA))


def test_a_whole_version_says_what_it_replaces_and_what_it_replaces_says_by_what(
    world: World, document_id: str
) -> None:
    decide(world, document_id, Outcome.APPROVED, "0.1")
    first = read(world, FYRBODAL, document_id)
    assert first is not None
    kind = DocumentKind.PRE_STUDY_DIRECTIVE
    later = world.do(LEADER, FYRBODAL, BeginDocument(insats_id=first.insats_id, kind=kind, title="Nytt direktiv")).id
    write(world, later, 1, **WHOLE)
    decide(world, later, Outcome.APPROVED, "0.1", replaces=(document_id, "plan-1"))
    world.project()
    for reader, seen in ((FYRBODAL, [later]), (UDDEVALLA, [later]), (GOTEBORG, [])):
        known = ask(world, reader, lambda c, as_of: standing(c, FYRBODAL, as_of))
        assert [each.document_id for each in known.replaced_by(document_id)] == seen
    known = ask(world, FYRBODAL, lambda c, as_of: standing(c, FYRBODAL, as_of))
    assert known.replaces(later) == [document_id, "plan-1"]
    assert known.replaced_by("plan-1")[0].title == "Nytt direktiv"
