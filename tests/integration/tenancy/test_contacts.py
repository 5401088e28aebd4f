"""A municipality's contact is told to the förbunds of which it is a member today, and to nobody else."""

import asyncio
from datetime import timedelta

import psycopg
import pytest
from psycopg import errors

from samverka_domain.kernel.decision import Body
from samverka_infra import contacts
from samverka_infra.contacts import Contact
from samverka_infra.database import tenant_transaction
from samverka_services.commands.joining import LeaveForbund
from tests.support.world import (
    DIRECTOR,
    FYRBODAL,
    GOTEBORG,
    GOTEBORGSREGIONEN,
    OFFICER,
    TROLLHATTAN,
    UDDEVALLA,
    World,
)

EVA = Contact(TROLLHATTAN, "Eva Exempel", "eva@trollhattan.example", "0520-49 50 00")
EVERYBODY = [TROLLHATTAN, UDDEVALLA, GOTEBORG]


def told(world: World, tenant: str) -> dict[str, Contact]:
    async def read() -> dict[str, Contact]:
        async with await psycopg.AsyncConnection.connect(world.database.app_url) as connection:
            await connection.execute("select set_config('app.tenant_id', %s, true)", [tenant])
            return await contacts.find(connection, EVERYBODY)

    return asyncio.run(read())


@pytest.fixture
def named(world: World) -> World:
    with tenant_transaction(world.pool, TROLLHATTAN) as connection:
        contacts.keep(connection, EVA)
    return world


def test_the_municipality_and_its_forbund_are_told_and_no_other(named: World) -> None:
    for tenant in (TROLLHATTAN, FYRBODAL):
        assert told(named, tenant) == {TROLLHATTAN: EVA}
    for tenant in (UDDEVALLA, GOTEBORG, GOTEBORGSREGIONEN):
        assert told(named, tenant) == {}


def test_a_forbund_that_has_only_invited_is_told_nothing(named: World) -> None:
    named.invite(GOTEBORGSREGIONEN, TROLLHATTAN)
    assert told(named, GOTEBORGSREGIONEN) == {}


def test_a_forbund_that_the_municipality_has_left_is_told_no_more(named: World) -> None:
    decision = named.decision(Body.KOMMUNLEDNING, DIRECTOR)
    leaves = LeaveForbund(forbund=FYRBODAL, valid_to=named.now.date(), decision=decision)
    named.do(OFFICER, TROLLHATTAN, leaves, version=1)
    assert told(named, FYRBODAL) == {TROLLHATTAN: EVA}, "to the end of its last day"
    named.now += timedelta(days=1)
    assert told(named, FYRBODAL) == {}


def test_nobody_else_writes_changes_or_deletes_it(named: World) -> None:
    for other in (FYRBODAL, UDDEVALLA):
        with tenant_transaction(named.pool, other) as connection:
            contacts.forget(connection)
            connection.execute("update samverka.contacts set name = 'En annan'")
            connection.execute("delete from samverka.contacts")
            with pytest.raises(errors.InsufficientPrivilege, match="row-level security"), connection.transaction():
                connection.execute("insert into samverka.contacts values (%s, 'x', 'x', 'x')", [GOTEBORG])
    assert told(named, TROLLHATTAN) == {TROLLHATTAN: EVA}


def test_what_is_taken_away_is_gone(named: World) -> None:
    with tenant_transaction(named.pool, TROLLHATTAN) as connection:
        contacts.forget(connection)
    with psycopg.connect(named.database.admin_url) as connection:
        assert connection.execute("select count(*) from samverka.contacts").fetchone() == (0,)


@pytest.mark.parametrize("login", ["projector_url", "identity_url"])
def test_the_other_logins_of_samverka_reach_no_contact(named: World, login: str) -> None:
    with (
        psycopg.connect(getattr(named.database, login)) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute("select name from samverka.contacts")
