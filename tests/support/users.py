"""Programs run as other users of this machine; only root can, so the tests that need it run as root alone."""

import os
import pwd
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.patience import PATIENCE_SECONDS

OTHERS = ["nobody", "daemon"] if os.geteuid() == 0 else []
"""Who else there is to be."""
_DROP = """
import os, pwd, sys
import psycopg, samverka_infra.embedded
found = pwd.getpwnam(sys.argv[1])
os.setgroups([]), os.setgid(found.pw_gid), os.setuid(found.pw_uid)
"""


def run_as(user: str, *command: str | Path) -> subprocess.CompletedProcess[str]:
    """A program as somebody else."""
    return subprocess.run(
        command, check=False, capture_output=True, text=True, timeout=PATIENCE_SECONDS, cwd="/", **as_user(user)
    )


def as_user(user: str) -> dict[str, Any]:
    """What makes a subprocess somebody else's."""
    found = pwd.getpwnam(user)
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


def python(source: str, *arguments: str | Path, user: str | None = None, **more: Any) -> subprocess.Popen[str]:
    """Python of the project, which may become somebody else when it has loaded what that user cannot read."""
    begin, first = (_DROP, user) if user else ("import sys", "")
    command = [sys.executable, "-c", f"{begin}\n{source}", first, *map(str, arguments)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, **more)
