"""An organisation's own days are its alone, decided by the database; a day is entered once."""

import asyncio
from datetime import date

import psycopg
import pytest
from psycopg import errors

from samverka_domain.year_wheel import OwnDay, OwnDayKind
from samverka_infra import year_wheel
from samverka_infra.database import tenant_transaction
from samverka_infra.year_wheel import KeptDay
from samverka_services.kernel.timing import clock, new_id
from tests.support.world import FYRBODAL, TROLLHATTAN, UDDEVALLA, World

KS = OwnDay("Kommunstyrelsen", date(2027, 1, 13), date(2027, 1, 6), "Exempel")


def keep(world: World, *days: OwnDay) -> None:
    with tenant_transaction(world.pool, TROLLHATTAN) as connection:
        for day in days:
            year_wheel.keep(connection, new_id(), day, clock())


def kept(world: World, tenant: str = TROLLHATTAN) -> list[KeptDay]:
    async def read() -> list[KeptDay]:
        async with await psycopg.AsyncConnection.connect(world.database.app_url) as connection:
            await connection.execute("select set_config('app.tenant_id', %s, true)", [tenant])
            return await year_wheel.between(connection, date(2027, 1, 1), date(2027, 12, 31))

    return asyncio.run(read())


def test_nobody_else_reads_changes_deletes_or_writes_them(world: World) -> None:
    keep(world, KS)
    (own,) = kept(world)
    for other in (UDDEVALLA, FYRBODAL):
        assert kept(world, other) == []
        with tenant_transaction(world.pool, other) as connection:
            year_wheel.forget(connection, [own.day_id])
            connection.execute("update samverka.year_wheel set note = 'x'")
            with pytest.raises(errors.InsufficientPrivilege, match="row-level security"), connection.transaction():
                connection.execute(
                    "insert into samverka.year_wheel values (%s, 'x', 'MEETING', 'x', now(), null, '', now())",
                    [TROLLHATTAN],
                )
    assert [each.day for each in kept(world)] == [KS]


@pytest.mark.parametrize("login", ["projector_url", "identity_url"])
def test_the_other_logins_of_samverka_reach_no_days(world: World, login: str) -> None:
    with (
        psycopg.connect(getattr(world.database, login)) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute("select body from samverka.year_wheel")


def test_the_same_body_on_the_same_day_is_one_entry_that_says_what_was_said_last(world: World) -> None:
    keep(world, KS)
    (first,) = kept(world)
    changed = OwnDay(KS.body, KS.held_on, note="Inställt", kind=OwnDayKind.BUDGET)
    keep(world, changed)
    (found,) = kept(world)
    assert (found.day, found.day_id) == (changed, first.day_id)


def test_days_come_in_their_order_and_those_that_are_forgotten_are_gone(world: World) -> None:
    later = OwnDay("Ledningsgrupp", date(2027, 12, 31))
    keep(world, later, KS, OwnDay("KS", date(2028, 1, 1)))
    found = kept(world)
    assert [each.day for each in found] == [KS, later]
    with tenant_transaction(world.pool, TROLLHATTAN) as connection:
        year_wheel.forget(connection, [found[0].day_id])
    assert [each.day for each in kept(world)] == [later]
