"""The embedded server as a context manager around the time in which it is needed."""

import os
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

from samverka_infra.embedded.cluster import PORT, DataFolder, refuse_long
from samverka_infra.embedded.errors import ForeignFolder
from samverka_infra.embedded.locking import hold, is_held, turn
from samverka_infra.embedded.programs import server_user

DATABASE = "samverka"
_LOGINS = ("samverka_app", "samverka_projector", "samverka_identity")


class EmbeddedServer:
    """The server of a data folder, shared by all who have entered; the last to leave stops it.

    Who was killed is no longer counted. Entering raises SocketPathTooLong, ForeignFolder, NoServerUser,
    ProgramsOutOfReach, EmbeddedNotStarted.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._used = self._folder / "PG_VERSION"
        self._use: int | None = None

    def __enter__(self) -> Self:
        refuse_long(self._folder)
        self._user = server_user()
        self._data = DataFolder(self._folder, self._user)
        self._folder.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            self._folder.mkdir(mode=0o700)
        if not self._folder.is_dir() or not os.access(self._folder, os.R_OK | os.X_OK):
            raise ForeignFolder(str(self._folder))
        with turn(self._folder) as opened:
            self._data.start(opened)
            self._use = hold(self._used)
            try:
                _create_database(self._url("postgres", "postgres"))
            except BaseException:
                self._leave()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with turn(self._folder):
            self._leave()

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

    @property
    def identity_url(self) -> str:
        """For who is logged in and who no longer is, as samverka_identity."""
        return self._url("samverka_identity")

    def allow_logins(self) -> None:
        """Let the roles that the migrations made log in; only who runs Samverka may be one of them."""
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            for role in _LOGINS:
                connection.execute(sql.SQL("alter role {} login").format(sql.Identifier(role)))

    def _url(self, user: str, database: str = DATABASE) -> str:
        # The client asks the operating system, too: nobody else's server is believed to be this one.
        parts = {"host": str(self._folder), "port": PORT, "requirepeer": self._user.name}
        return f"postgresql://{user}@/{database}?{urlencode(parts, quote_via=quote, safe='')}"

    def _leave(self) -> None:
        assert self._use is not None
        os.close(self._use)
        self._use = None
        if not is_held(self._used):
            self._data.stop()


def _create_database(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        known = connection.execute("select from pg_database where datname = %s", [DATABASE]).fetchone()
        if known is None:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(DATABASE)))
