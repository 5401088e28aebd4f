"""Rows of calendars are their tenant's alone, decided by the database; no secret is among them."""

import pytest
from psycopg import errors

from samverka_infra import calendars
from samverka_infra.database import tenant_transaction
from samverka_services.kernel.timing import clock
from tests.support.world import TROLLHATTAN, UDDEVALLA, World

SEEN = "select tenant_id, person_id from samverka.calendars"


def test_a_tenant_sees_ends_and_makes_its_own_alone(world: World) -> None:
    secret = calendars.new_secret(TROLLHATTAN)
    with tenant_transaction(world.pool, TROLLHATTAN) as connection:
        calendars.keep(connection, "officer", secret, clock())
    with tenant_transaction(world.pool, UDDEVALLA) as connection:
        assert connection.execute(SEEN).fetchall() == []
        calendars.forget(connection, "officer")
        calendars.forget_secret(connection, secret)
    with tenant_transaction(world.pool, TROLLHATTAN) as connection:
        assert connection.execute(SEEN).fetchall() == [(TROLLHATTAN, "officer")]
    with (
        pytest.raises(errors.InsufficientPrivilege, match="row-level security"),
        tenant_transaction(world.pool, UDDEVALLA) as connection,
    ):
        connection.execute("insert into samverka.calendars values (%s, 'x', sha256('x'), now())", [TROLLHATTAN])


def test_a_secret_is_kept_nowhere_and_ending_an_old_one_leaves_the_new(world: World) -> None:
    old, new = calendars.new_secret(TROLLHATTAN), calendars.new_secret(TROLLHATTAN)
    with tenant_transaction(world.pool, TROLLHATTAN) as connection:
        calendars.keep(connection, "officer", old, clock())
        calendars.keep(connection, "officer", new, clock())
        calendars.forget_secret(connection, old)
        rows = connection.execute("select * from samverka.calendars").fetchall()
    assert len(rows) == 1
    assert new not in str(rows)


@pytest.mark.parametrize("wrong", ["", "x", "2120001546-", f"2120001546-{'x' * 44}", f"212000-1546-{'x' * 43}"])
def test_what_is_no_secret_is_looked_for_nowhere(wrong: str) -> None:
    assert calendars.tenant_of(wrong) is None
    assert calendars.tenant_of(calendars.new_secret(TROLLHATTAN)) == TROLLHATTAN
