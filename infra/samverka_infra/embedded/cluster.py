"""PostgreSQL's data in a folder: made, guarded, started and stopped. The caller has its turn in the folder."""

import os
import pwd
import shlex
import shutil
import signal
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil

from samverka_infra.embedded.errors import EmbeddedNotStarted, ForeignFolder, SocketPathTooLong
from samverka_infra.embedded.programs import ServerUser, own_name

PORT = 5432
"""Part of the socket's name only."""
_SOCKET = f"/.s.PGSQL.{PORT}"
_LONGEST_SOCKET = 107 if sys.platform == "linux" else 103
_STOP_SECONDS = 60.0
_LOOK_SECONDS = 0.01
_RETRIES, _RETRY_SECONDS = 100, 0.1
_MAKER_BEFORE = "pgserver"
"""The user that root's server ran as before it had one of its own."""
_HBA = "# Written by Samverka at each start.\nlocal all all peer map=samverka\n"
_VERSION = "PG_VERSION"
_MAKING, _MADE = "samverka.making", "samverka.made"
"""Folders that a cluster is made in, and is taken from when it is whole."""


class DataFolder:
    """One cluster. Its folder is closed to everybody but the server's user, and holds the socket too."""

    def __init__(self, folder: Path, user: ServerUser) -> None:
        self._folder = folder
        self._user = user
        self._pid_file = folder / "postmaster.pid"
        self._mark = f"samverka.folder={folder}"

    def start(self, opened: int) -> None:
        """Start the server unless it runs; `opened` is the folder.

        Raises ForeignFolder, ProgramsOutOfReach, EmbeddedNotStarted.
        """
        running = self._postmaster()
        if running is not None and self._mark in running.cmdline():
            return
        if running is not None:  # by a version that let everybody in
            self._stop(running)
        self._take_over(opened)
        if not (self._folder / _VERSION).exists():
            self._make()
        self._let_in_only_us()
        self._launch()

    def stop(self) -> None:
        """Stop the server if it runs."""
        running = self._postmaster()
        if running is not None:
            self._stop(running)

    def _postmaster(self) -> psutil.Process | None:
        """The process that the folder names, if it really is one that serves this folder."""
        try:
            process = psutil.Process(self._pid())
            return process if {self._mark, str(self._folder)} & {*process.cmdline()} else None
        except (OSError, ValueError, psutil.Error):
            return None

    def _pid(self) -> int:
        return int(self._pid_file.read_text(encoding="utf-8").partition("\n")[0])

    def _stop(self, running: psutil.Process) -> None:
        for how in (signal.SIGINT, signal.SIGQUIT):
            with suppress(psutil.NoSuchProcess):
                running.send_signal(how)
            deadline = time.monotonic() + _STOP_SECONDS
            while self._postmaster() is not None:
                if time.monotonic() > deadline:
                    break
                time.sleep(_LOOK_SECONDS)
            else:
                return

    def _take_over(self, opened: int) -> None:
        """See that the folder is the server's user's and closed to all others."""
        owner = os.fstat(opened).st_uid
        if owner != self._user.uid:
            if os.geteuid() != 0 or not (_is_before(owner) or (owner == 0 and not os.listdir(opened))):
                raise ForeignFolder(str(self._folder))
            _hand_over(opened, self._user)
        os.fchmod(opened, 0o700)

    def _make(self) -> None:
        """Make a cluster; one that was cut off is made anew, or completed."""
        made = self._folder / _MADE
        if not made.exists():
            self._initialise(self._folder / _MAKING)
            (self._folder / _MAKING).rename(made)
        for path in sorted(made.iterdir(), key=lambda path: path.name == _VERSION):  # it stands for the whole
            path.rename(self._folder / path.name)
        made.rmdir()

    def _initialise(self, making: Path) -> None:
        if making.exists():
            shutil.rmtree(making)
        if any(self._folder.iterdir()):
            raise ForeignFolder(str(self._folder))
        options = ("-U", "postgres", "--auth=peer", "--encoding=utf8", "--no-instructions")
        making.mkdir(mode=0o700)
        os.chown(making, self._user.uid, self._user.gid)
        done = self._user.run(making, "initdb", *options)
        if done.returncode:
            raise EmbeddedNotStarted(done.stderr.strip())

    def _let_in_only_us(self) -> None:
        # Root is let in as every role of the database, and so is the one who runs Samverka without being root.
        self._write("pg_hba.conf", _HBA)
        self._write("pg_ident.conf", f'samverka "{own_name()}" all\n')

    def _write(self, name: str, text: str) -> None:
        path = self._folder / name
        if path.read_text(encoding="utf-8") == text:
            return
        opened, unfinished = tempfile.mkstemp(dir=self._folder)
        with os.fdopen(opened, "w", encoding="utf-8") as file:
            file.write(text)
            os.fchown(opened, self._user.uid, self._user.gid)
        Path(unfinished).replace(path)

    def _launch(self) -> None:
        crashed = self._pid_file.exists()
        if crashed:
            self._forget_other_process()
        for _ in range(_RETRIES if crashed else 1):  # until the processes of the one that crashed have noticed
            if self._user.run(self._folder, "pg_ctl", *self._options(), "start").returncode == 0:
                return
            time.sleep(_RETRY_SECONDS)
        raise EmbeddedNotStarted(str(self._folder / "log"))

    def _forget_other_process(self) -> None:
        """Where a number that the server had is another process's now, PostgreSQL would believe that it runs."""
        with suppress(ValueError):
            if psutil.pid_exists(self._pid()):
                self._pid_file.unlink()

    def _options(self) -> list[str]:
        settings = (
            "listen_addresses=",
            "unix_socket_directories=.",
            "unix_socket_permissions=0700",
            f"port={PORT}",
            self._mark,
        )
        return ["-w", "-l", "log", "-o", shlex.join(part for setting in settings for part in ("-c", setting))]


def refuse_long(folder: Path) -> None:
    """A Unix socket's path has a hundred bytes or so. Raises SocketPathTooLong."""
    longest = _LONGEST_SOCKET - len(_SOCKET)
    if len(os.fsencode(folder)) > longest:
        raise SocketPathTooLong(folder, longest)


def _is_before(uid: int) -> bool:
    with suppress(KeyError):
        return pwd.getpwuid(uid).pw_name == _MAKER_BEFORE
    return False


def _hand_over(opened: int, user: ServerUser) -> None:
    for _, folders, files, here in os.fwalk(".", dir_fd=opened):
        for name in (*folders, *files):
            os.chown(name, user.uid, user.gid, dir_fd=here, follow_symlinks=False)
    os.fchown(opened, user.uid, user.gid)
