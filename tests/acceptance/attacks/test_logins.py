"""Logins of the database that row-level security would not bind: with them nothing starts."""

import asyncio
import os
import subprocess
from collections.abc import Callable, Iterator

import psycopg
import pytest
from psycopg import sql
from psycopg_pool import PoolTimeout

from samverka_infra.database import (
    DatabaseUnavailable,
    LoginAboveTenancy,
    access_log_pool,
    open_pool,
    projector_connection,
    refuse_unfit,
    single_connection,
    tenant_transaction,
)
from tests.support.callers import FYRBODAL
from tests.support.databases import Database
from tests.support.installation import Installation
from tests.support.prepared import run

SETTINGS = 4
LOGINS = {
    "superuser": ["create role {} login superuser in role samverka_app, samverka_projector"],
    "bypassing": ["create role {} login bypassrls in role samverka_app, samverka_projector"],
    "owner": ["create role {} login in role samverka_app, samverka_projector, samverka_owner"],
    "owner, without inheriting it": ["create role {} login noinherit in role samverka_app, samverka_owner"],
    "owner through another": [
        "create role {}_between in role samverka_owner",
        "create role {} login in role samverka_projector, {}_between",
    ],
    "superuser through another": [
        "create role {}_between superuser",
        "create role {} login in role samverka_app, {}_between",
    ],
}

Login = Callable[[str], str]


@pytest.fixture
def login(running: Installation) -> Iterator[Login]:
    """Makes a login of one kind; returns its name. What was made is gone afterwards."""
    name, made = f"{running.database.name}_login", "select rolname from pg_roles where starts_with(rolname, %s)"
    with psycopg.connect(running.database.admin_url, autocommit=True) as connection:

        def make(kind: str) -> str:
            for statement in LOGINS.get(kind, [kind]):
                connection.execute(statement.replace("{}", name).encode())
            return name

        yield make
        for (role,) in connection.execute(made, [name]).fetchall():
            connection.execute(sql.SQL("drop role {}").format(sql.Identifier(role)))


def as_login(database: Database, name: str) -> str:
    return database.app_url.replace("//samverka_app@", f"//{name}@")


def started(running: Installation, command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return run(command.split(), {**os.environ, **running.environment, **settings})


def assert_told(done: subprocess.CompletedProcess[str], name: str) -> None:
    assert done.returncode == SETTINGS, done.stderr
    assert name in done.stderr
    assert "samverka_app" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("kind", LOGINS)
def test_a_login_above_row_level_security_is_refused_whatever_it_is_above_it_by(
    running: Installation, login: Login, kind: str
) -> None:
    url = as_login(running.database, login(kind))
    with pytest.raises(LoginAboveTenancy):
        refuse_unfit(url)
    with pytest.raises(LoginAboveTenancy), projector_connection(url):
        pass


def test_neither_process_starts_as_such_a_login(running: Installation, login: Login) -> None:
    name = login("superuser")
    url = as_login(running.database, name)
    assert_told(started(running, "serve", SAMVERKA_DATABASE_URL=url), name)
    assert_told(started(running, "project", SAMVERKA_DATABASE_URL=url, SAMVERKA_LANGUAGE="en"), name)
    assert_told(started(running, "project", SAMVERKA_PROJECTOR_DATABASE_URL=url), name)
    with_pages = {"SAMVERKA_IDENTITY_DATABASE_URL": url, "SAMVERKA_KEYCLOAK_WEB_SECRET": "hemligt"}
    assert_told(started(running, "serve", **with_pages), name)


def test_the_server_does_not_start_as_the_owner_of_the_views(running: Installation, login: Login) -> None:
    name = login("create role {} login in role samverka_app, samverka_projector")
    assert_told(started(running, "serve", SAMVERKA_DATABASE_URL=as_login(running.database, name)), name)


@pytest.mark.parametrize("command", [f"matrix --region {FYRBODAL}", f"log --tenant {FYRBODAL}", "projections status"])
def test_no_other_command_works_as_such_a_login_either(running: Installation, login: Login, command: str) -> None:
    name = login("superuser")
    url = as_login(running.database, name)
    done = started(running, command, SAMVERKA_DATABASE_URL=url, SAMVERKA_PROJECTOR_DATABASE_URL=url)
    assert_told(done, name)


def test_a_connection_that_comes_later_is_not_used_either(running: Installation, login: Login) -> None:
    """As when the database was away at the start."""
    with (
        open_pool(as_login(running.database, login("bypassing")), 1) as pool,
        pytest.raises(DatabaseUnavailable),
        tenant_transaction(pool, FYRBODAL),
    ):
        pass


def test_the_access_log_and_the_watch_use_no_such_connection_either(running: Installation, login: Login) -> None:
    url = as_login(running.database, login("superuser"))

    async def ask() -> None:
        async with access_log_pool(url) as pool, pool.connection():
            pass

    with pytest.raises(PoolTimeout):
        asyncio.run(ask())
    with pytest.raises(LoginAboveTenancy), single_connection(url):
        pass
