"""A real PostgreSQL for the tests: one throwaway cluster per test process, one database per test."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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


class Cluster:
    """A cluster whose first database is migrated and serves as the template of the others."""

    def __init__(self, server: EmbeddedServer) -> None:
        self.server = server

    @contextmanager
    def empty_database(self) -> Iterator[Database]:
        """A database without any schema, gone afterwards."""
        with self._database(template="template1") as database:
            yield database

    @contextmanager
    def database(self) -> Iterator[Database]:
        """A migrated database, gone afterwards."""
        with self._database(template=DATABASE) as database:
            yield database

    @contextmanager
    def _database(self, template: str) -> Iterator[Database]:
        name = f"test_{uuid.uuid4().hex}"
        statement = sql.SQL("create database {} template {}")
        self._maintain(statement.format(sql.Identifier(name), sql.Identifier(template)))
        try:
            yield self._named(name)
        finally:
            self._maintain(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))

    def _maintain(self, statement: sql.Composed) -> None:
        with psycopg.connect(_in("postgres", self.server.admin_url), autocommit=True) as connection:
            connection.execute(statement)

    def _named(self, name: str) -> Database:
        server = self.server
        urls = (server.admin_url, server.app_url, server.projector_url, server.identity_url)
        return Database(name, *(_in(name, url) for url in urls))


@contextmanager
def throwaway_cluster(folder: Path) -> Iterator[Cluster]:
    """A cluster in a folder, stopped afterwards; it does not wait for the disk."""
    with EmbeddedServer(folder) as server:
        migrate(server.admin_url)
        server.allow_logins()
        with psycopg.connect(server.admin_url, autocommit=True) as connection:
            connection.execute("alter system set fsync = off")
            connection.execute("select pg_reload_conf()")
        yield Cluster(server)


def _in(database: str, url: str) -> str:
    return url.replace(f"@/{DATABASE}?", f"@/{database}?")
