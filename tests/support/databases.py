"""A real PostgreSQL for the tests: one throwaway cluster per test process, one database per test."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg
from psycopg import sql

from samverka_infra.embedded import DATABASE, EmbeddedServer
from samverka_infra.migrate import migrate


@dataclass(frozen=True)
class Database:
    """The addresses of one database, by role."""

    name: str
    admin_url: str
    app_url: str
    projector_url: str
    identity_url: str
    made: object = None
    """What its filling returned."""


Filling = Callable[[Database], object]
"""Puts into a migrated database what many tests begin with; it leaves no connection open."""


class Cluster:
    """A cluster whose first database is migrated and serves as the template of the others."""

    def __init__(self, server: EmbeddedServer) -> None:
        self.server = server
        self._filled: dict[Filling, Database] = {}

    @contextmanager
    def empty_database(self) -> Iterator[Database]:
        """A database without any schema, gone afterwards."""
        with self._database(template="template1") as database:
            yield database

    @contextmanager
    def database(self, filling: Filling | None = None) -> Iterator[Database]:
        """A migrated database, gone afterwards; with a filling, the copy of one that was filled so."""
        filled = self._template(filling) if filling else self._named(DATABASE)
        with self._database(template=filled.name) as database:
            yield replace(database, made=filled.made)

    @contextmanager
    def _database(self, template: str) -> Iterator[Database]:
        database = self._copied(template)
        try:
            yield database
        finally:
            self._maintain(sql.SQL("drop database {} with (force)").format(sql.Identifier(database.name)))

    def _template(self, filling: Filling) -> Database:
        if filling not in self._filled:
            database = self._copied(DATABASE)
            self._filled[filling] = replace(database, made=filling(database))
        return self._filled[filling]

    def _copied(self, template: str) -> Database:
        name = f"test_{uuid.uuid4().hex}"
        # As files: what comes of a crash does not matter here, and a log of each copied page would cost more.
        statement = sql.SQL("create database {} template {} strategy file_copy")
        self._maintain(statement.format(sql.Identifier(name), sql.Identifier(template)))
        return self._named(name)

    def _maintain(self, statement: sql.Composed) -> None:
        with psycopg.connect(_in("postgres", self.server.admin_url), autocommit=True) as connection:
            connection.execute(statement)

    def _named(self, name: str) -> Database:
        server = self.server
        urls = (server.admin_url, server.app_url, server.projector_url, server.identity_url)
        return Database(name, *(_in(name, url) for url in urls))


_FOR_NO_DISK = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")
"""What a cluster does without that nobody needs after a crash."""


@contextmanager
def throwaway_cluster(folder: Path) -> Iterator[Cluster]:
    """A cluster in a folder, stopped afterwards; it does not wait for the disk."""
    with EmbeddedServer(folder) as server:
        migrate(server.admin_url)
        server.allow_logins()
        with psycopg.connect(server.admin_url, autocommit=True) as connection:
            for setting in _FOR_NO_DISK:
                connection.execute(f"alter system set {setting}")
            connection.execute("select pg_reload_conf()")
        yield Cluster(server)


def _in(database: str, url: str) -> str:
    return url.replace(f"@/{DATABASE}?", f"@/{database}?")
