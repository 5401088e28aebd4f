"""Drafts and notes are their tenant's alone, decided by the database, the förbund not excepted."""

from uuid import UUID, uuid4

import pytest
from psycopg import errors

from samverka_infra import answer_drafts, answer_notes
from samverka_infra.answer_drafts import DraftChanged, Keeping
from samverka_infra.answer_notes import AnswerNote
from samverka_infra.database import tenant_transaction
from samverka_services.kernel.timing import clock
from tests.support.world import FYRBODAL, TROLLHATTAN, UDDEVALLA, World

REQUEST = "0198f3a2-7c1e-7d2b-9b1a-1f0e8f1c2d3e"
DRAFTS = "select tenant_id, content->>'stance' from samverka.answer_drafts"
NOTES = "select tenant_id, body from samverka.answer_notes"
NOT_ONES_OWN = [
    "insert into samverka.answer_drafts values (%s, 'x', gen_random_uuid(), '{}', 'x', now())",
    "insert into samverka.answer_notes values (%s, gen_random_uuid(), 'x', 'x', now(), 'x')",
]


def kept(world: World, tenant: str, stance: str, seen: UUID | None = None) -> UUID:
    version = uuid4()
    with tenant_transaction(world.pool, tenant) as connection:
        wanted = Keeping(REQUEST, seen, version, {"stance": stance}, "officer", clock())
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


def test_a_draft_and_a_note_are_no_larger_than_they_need_to_be(world: World) -> None:
    with pytest.raises(errors.CheckViolation):
        kept(world, TROLLHATTAN, "x" * 1_000_001)
    with pytest.raises(errors.CheckViolation):
        noted(world, TROLLHATTAN, "x" * (answer_notes.LONGEST + 1))
