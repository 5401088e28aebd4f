"""Files are read by their organisation, and by those who may read an event that names them; the database decides."""

import asyncio
import hashlib
from datetime import timedelta

import psycopg
import pytest
from psycopg import errors

from samverka_domain.attachments import NamedFile
from samverka_domain.gates import DocumentKind, Outcome
from samverka_domain.kernel.rules import Rule
from samverka_infra import files
from samverka_infra.database import tenant_transaction
from samverka_services.commands.documents import BeginDocument, ChangeAttachments
from tests.integration.projections.test_documents import WHOLE, ask_trollhattan, decide, write
from tests.support.files import PDF, PNG
from tests.support.world import (
    FYRBODAL,
    GOTEBORG,
    GOTEBORGSREGIONEN,
    LEADER,
    TROLLHATTAN,
    UDDEVALLA,
    World,
)
from tests.unit.support import refused

EVERYBODY = (FYRBODAL, TROLLHATTAN, UDDEVALLA, GOTEBORG, GOTEBORGSREGIONEN)
SUM = hashlib.sha256(PDF).hexdigest()


def keep(world: World, tenant: str, content: bytes = PDF) -> None:
    with tenant_transaction(world.pool, tenant) as connection:
        files.keep(connection, "PDF", content, world.now)


def readers(world: World) -> set[str]:
    async def read(tenant: str) -> bytes | None:
        async with await psycopg.AsyncConnection.connect(world.database.app_url) as connection:
            await connection.execute("select set_config('app.tenant_id', %s, true)", [tenant])
            return await files.read(connection, FYRBODAL, SUM)

    return {tenant for tenant in EVERYBODY if asyncio.run(read(tenant)) == PDF}


@pytest.fixture
def document_id(world: World) -> str:
    """A directive with a file in its second working copy."""
    insats_id, kind = world.insats(), DocumentKind.PRE_STUDY_DIRECTIVE
    document_id = world.do(LEADER, FYRBODAL, BeginDocument(insats_id=insats_id, kind=kind, title="Direktiv")).id
    write(world, document_id, 1, **WHOLE)
    keep(world, FYRBODAL)
    assert readers(world) == {FYRBODAL}
    named = (NamedFile("kalkyl.pdf", SUM),)
    command = ChangeAttachments(document_id=document_id, attachments=named, change="Kalkylen")
    world.do(LEADER, FYRBODAL, command, version=2)
    return document_id


def test_a_file_is_read_as_far_as_the_versions_that_name_it(world: World, document_id: str) -> None:
    assert readers(world) == {FYRBODAL}
    ask_trollhattan(world, document_id, 3)
    assert readers(world) == {FYRBODAL, TROLLHATTAN}


def test_the_files_of_a_whole_version_are_the_regions(world: World, document_id: str) -> None:
    decide(world, document_id, Outcome.APPROVED, "0.2")
    assert readers(world) == {FYRBODAL, TROLLHATTAN, UDDEVALLA}


def test_nobody_writes_or_deletes_a_file_of_another_or_one_that_is_named(world: World, document_id: str) -> None:
    assert document_id
    insert = "insert into samverka.files values (%s, sha256(%s), 'PDF', %s, now())"
    with tenant_transaction(world.pool, UDDEVALLA) as connection:
        assert connection.execute("delete from samverka.files").rowcount == 0
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute(insert, [FYRBODAL, PNG, PNG])
    for tenant, statement, error in (
        (FYRBODAL, "delete from samverka.files", errors.ForeignKeyViolation),
        (FYRBODAL, "update samverka.files set content = 'x'", errors.InsufficientPrivilege),
        (FYRBODAL, "delete from samverka.attached_files", errors.InsufficientPrivilege),
        (
            UDDEVALLA,
            f"insert into samverka.attached_files values ('{FYRBODAL}', '', 1)",
            errors.InsufficientPrivilege,
        ),
    ):
        with pytest.raises(error), tenant_transaction(world.pool, tenant) as connection:
            connection.execute(statement.encode())
    assert readers(world) == {FYRBODAL}


def test_what_no_version_names_is_deleted_after_a_day(world: World, document_id: str) -> None:
    assert document_id
    keep(world, FYRBODAL, PNG)
    world.now += timedelta(days=2)
    keep(world, FYRBODAL, PDF + b"\n%%EOF")
    with tenant_transaction(world.pool, FYRBODAL) as connection:
        found = files.own(connection, [hashlib.sha256(each).hexdigest() for each in (PDF, PNG)])
    assert list(found) == [SUM]


def test_a_file_of_another_organisation_cannot_be_named(world: World, document_id: str) -> None:
    """Its sum alone opens nothing."""
    keep(world, GOTEBORGSREGIONEN, PNG)
    named = (NamedFile("bild.png", hashlib.sha256(PNG).hexdigest()),)
    command = ChangeAttachments(document_id=document_id, attachments=named, change="Nytt")
    with refused(Rule.FILE_NOT_RECEIVED):
        world.do(LEADER, FYRBODAL, command, version=3)
