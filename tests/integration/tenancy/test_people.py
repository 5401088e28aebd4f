"""What people are called is told to their own organisation alone, decided by the database, and can be deleted."""

import asyncio
from datetime import UTC, datetime

import psycopg
import pytest
from psycopg import errors

from samverka_infra import people
from samverka_infra.database import tenant_transaction
from samverka_infra.people import Person
from samverka_services.kernel.timing import new_id
from samverka_services.tenants.registration import registering
from tests.integration.tenants.test_memberships_of_the_file import LYSEKIL
from tests.support.world import FYRBODAL, OFFICER, TROLLHATTAN, UDDEVALLA, World

ULLA = Person(OFFICER, "Ulla Exempel", "ulla@trollhattan.example")


def known(world: World, tenant: str) -> dict[str, Person]:
    async def read() -> dict[str, Person]:
        async with await psycopg.AsyncConnection.connect(world.database.app_url) as connection:
            await connection.execute("select set_config('app.tenant_id', %s, true)", [tenant])
            return await people.of_tenant(connection)

    return asyncio.run(read())


def keep(world: World, person: Person, tenant: str = TROLLHATTAN) -> None:
    with tenant_transaction(world.pool, tenant) as connection:
        people.keep(connection, person)


def test_nobody_else_reads_changes_deletes_or_writes_them(world: World) -> None:
    keep(world, ULLA)
    for other in (UDDEVALLA, FYRBODAL):
        assert known(world, other) == {}
        with tenant_transaction(world.pool, other) as connection:
            people.forget(connection, OFFICER)
            people.name_again(connection, Person(OFFICER, "En annan"))
            people.forget(connection, OFFICER)
            with pytest.raises(errors.InsufficientPrivilege, match="row-level security"), connection.transaction():
                connection.execute("insert into samverka.people values (%s, 'x', 'x', 'x')", [TROLLHATTAN])
    assert known(world, TROLLHATTAN) == {OFFICER: ULLA}


@pytest.mark.parametrize("login", ["projector_url", "identity_url"])
def test_the_other_logins_of_samverka_reach_no_names(world: World, login: str) -> None:
    with (
        psycopg.connect(getattr(world.database, login)) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute("select name from samverka.people")


def test_a_login_keeps_what_it_does_not_say(world: World) -> None:
    keep(world, ULLA)
    at = datetime(2026, 3, 4, 10, tzinfo=UTC)
    keep(world, Person(OFFICER, "Ulla Berg", logged_in_at=at))
    assert known(world, TROLLHATTAN) == {OFFICER: Person(OFFICER, "Ulla Berg", ULLA.mail, at)}


def test_who_wants_no_name_kept_has_none_after_her_next_login_until_she_asks_for_it(world: World) -> None:
    keep(world, ULLA)
    with tenant_transaction(world.pool, TROLLHATTAN) as connection:
        people.unname(connection, OFFICER)
    keep(world, ULLA)
    assert known(world, TROLLHATTAN) == {OFFICER: Person(OFFICER, "", unnamed=True)}
    with tenant_transaction(world.pool, TROLLHATTAN) as connection:
        people.name_again(connection, ULLA)
    assert known(world, TROLLHATTAN) == {OFFICER: ULLA}


def test_provisioning_keeps_what_the_file_calls_the_administrator(world: World) -> None:
    registering(world.log, new_id)(LYSEKIL, "exempel-administrator")
    administrator = LYSEKIL.administrator
    expected = Person("exempel-administrator", administrator.namn, administrator.epost)
    assert known(world, LYSEKIL.number) == {"exempel-administrator": expected}
    with psycopg.connect(world.database.projector_url) as connection:
        log = str(connection.execute("select e::text from samverka.events e").fetchall())
    assert administrator.epost not in log
