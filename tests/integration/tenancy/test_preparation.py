"""Drafts and notes are their tenant's alone, decided by the database, the förbund not excepted."""

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from psycopg import errors

from samverka_infra import answer_drafts, answer_notes, dispatch_drafts, named_contacts, people
from samverka_infra.answer_drafts import DraftChanged, Keeping
from samverka_infra.answer_notes import AnswerNote
from samverka_infra.database import tenant_transaction
from samverka_infra.dispatch_drafts import DispatchDraft
from samverka_infra.people import Person
from samverka_services.kernel.timing import clock
from tests.support.world import FYRBODAL, GOTEBORGSREGIONEN, TROLLHATTAN, UDDEVALLA, World

REQUEST = "0198f3a2-7c1e-7d2b-9b1a-1f0e8f1c2d3e"
DRAFTS = "select tenant_id, content->>'stance' from samverka.answer_drafts"
NOTES = "select tenant_id, body from samverka.answer_notes"
NOT_ONES_OWN = [
    "insert into samverka.answer_drafts values (%s, 'x', gen_random_uuid(), '{}', 'x', now())",
    "insert into samverka.answer_notes values (%s, gen_random_uuid(), 'x', 'x', now(), 'x')",
    "insert into samverka.dispatch_drafts values (%s, 'x', '{}', null, false)",
    "insert into samverka.named_contacts values (%s, 'x', 'x')",
]


def kept(world: World, tenant: str, stance: str, seen: UUID | None = None, *, of_answer: int | None = None) -> UUID:
    version = uuid4()
    with tenant_transaction(world.pool, tenant) as connection:
        wanted = Keeping(REQUEST, seen, version, {"stance": stance}, "officer", clock(), of_answer)
        answer_drafts.keep(connection, wanted)
    return version


def noted(world: World, tenant: str, body: str) -> AnswerNote:
    note = AnswerNote(uuid4(), REQUEST, "officer", clock(), body)
    with tenant_transaction(world.pool, tenant) as connection:
        answer_notes.write(connection, note)
    return note


@pytest.mark.parametrize("other", [UDDEVALLA, FYRBODAL])
def test_nobody_elsewhere_reads_changes_or_deletes_a_draft_or_a_note(world: World, other: str) -> None:
    version, note = kept(world, TROLLHATTAN, "INTERESTED"), noted(world, TROLLHATTAN, "högst 120 h")
    with tenant_transaction(world.pool, other) as connection:
        assert connection.execute(DRAFTS).fetchall() == connection.execute(NOTES).fetchall() == []
        answer_drafts.ask(connection, REQUEST, "elsewhere", clock())
        answer_drafts.forget(connection, REQUEST)
        answer_notes.delete(connection, note.note_id)
    with pytest.raises(DraftChanged):
        kept(world, other, "DECLINED", version)
    with tenant_transaction(world.pool, TROLLHATTAN) as connection:
        assert connection.execute(DRAFTS).fetchall() == [(TROLLHATTAN, "INTERESTED")]
        assert connection.execute(NOTES).fetchall() == [(TROLLHATTAN, "högst 120 h")]
        assert connection.execute("select asked_by from samverka.answer_drafts").fetchall() == [(None,)]


@pytest.mark.parametrize("statement", NOT_ONES_OWN)
def test_nobody_writes_in_anothers_name(world: World, statement: str) -> None:
    with (
        pytest.raises(errors.InsufficientPrivilege, match="row-level security"),
        tenant_transaction(world.pool, UDDEVALLA) as connection,
    ):
        connection.execute(statement, [TROLLHATTAN])


def test_a_draft_is_kept_only_by_who_has_seen_the_last_one(world: World) -> None:
    first = kept(world, TROLLHATTAN, "INTERESTED")
    for seen in (None, uuid4()):
        with pytest.raises(DraftChanged):
            kept(world, TROLLHATTAN, "DECLINED", seen)
    second = kept(world, TROLLHATTAN, "CONDITIONAL", first)
    with tenant_transaction(world.pool, TROLLHATTAN) as connection:
        assert connection.execute(DRAFTS).fetchall() == [(TROLLHATTAN, "CONDITIONAL")]
        answer_drafts.forget(connection, REQUEST)
    kept(world, TROLLHATTAN, "DECLINED")
    with pytest.raises(DraftChanged):
        kept(world, TROLLHATTAN, "INTERESTED", second)


def test_what_was_left_of_a_first_answer_gives_way_to_the_draft_of_a_change_and_to_nothing_else(
    world: World,
) -> None:
    kept(world, TROLLHATTAN, "INTERESTED")
    kept(world, TROLLHATTAN, "DECLINED", of_answer=1)
    for of_answer in (None, 1, 2):
        with pytest.raises(DraftChanged):
            kept(world, TROLLHATTAN, "CONDITIONAL", of_answer=of_answer)
    with tenant_transaction(world.pool, TROLLHATTAN) as connection:
        assert connection.execute(DRAFTS).fetchall() == [(TROLLHATTAN, "DECLINED")]


DISPATCH = DispatchDraft(REQUEST, ["1488"], date(2099, 12, 31), True)
DISPATCHES = "select tenant_id, recipients from samverka.dispatch_drafts"


@pytest.mark.parametrize("other", [TROLLHATTAN, GOTEBORGSREGIONEN])
def test_to_whom_a_request_will_go_is_known_to_its_forbund_alone(world: World, other: str) -> None:
    with tenant_transaction(world.pool, FYRBODAL) as connection:
        dispatch_drafts.keep(connection, DISPATCH)
    with tenant_transaction(world.pool, other) as connection:
        assert connection.execute(DISPATCHES).fetchall() == []
        dispatch_drafts.forget(connection, REQUEST)
        dispatch_drafts.keep(connection, replace(DISPATCH, recipients=[]))
    with tenant_transaction(world.pool, FYRBODAL) as connection:
        assert connection.execute(DISPATCHES).fetchall() == [(FYRBODAL, ["1488"])]


def test_what_a_contact_is_called_is_told_to_the_forbund_and_changed_by_nobody_else(world: World) -> None:
    with tenant_transaction(world.pool, TROLLHATTAN) as connection:
        people.keep(connection, Person("anna", "Anna Exempel"))
        named_contacts.name(connection, "anna")
    names = "select name from samverka.named_contacts"
    for other, told in ((FYRBODAL, [("Anna Exempel",)]), (UDDEVALLA, []), (GOTEBORGSREGIONEN, [])):
        with tenant_transaction(world.pool, other) as connection:
            named_contacts.name(connection, "anna")
            assert connection.execute(names).fetchall() == told
            assert connection.execute("delete from samverka.named_contacts").rowcount == 0


def test_a_draft_and_a_note_are_no_larger_than_they_need_to_be(world: World) -> None:
    with pytest.raises(errors.CheckViolation):
        kept(world, TROLLHATTAN, "x" * 1_000_001)
    with pytest.raises(errors.CheckViolation):
        noted(world, TROLLHATTAN, "x" * (answer_notes.LONGEST + 1))
