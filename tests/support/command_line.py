"""The command line as people and scripts meet it: a process of its own, in an installation's environment."""

import io
import json
import os
import subprocess
import sys
from typing import Any

import pytest

from samverka_services.cli import main
from tests.support.installation import Running
from tests.support.prepared import run

OK, REFUSED, USAGE, UNAVAILABLE, SETTINGS = range(5)

Done = subprocess.CompletedProcess[str]


WIDTH = "400"
"""Of the terminal, unless a test asks how a narrower one is used: in that of its starter, a title may be broken."""


def samverka(running: Running, *arguments: str, **settings: str | None) -> Done:
    """One command in the installation's environment, changed by these settings (None: not set)."""
    changed = {**os.environ, "COLUMNS": WIDTH, **running.environment, **settings}
    return run(arguments, {name: value for name, value in changed.items() if value is not None})


def in_this_process(running: Running, *arguments: str, **settings: str) -> Done:
    """The same without a process of its own, which takes seconds; for what needs only the database."""
    out, err = io.BytesIO(), io.BytesIO()
    here = {"argv": ["samverka", *arguments], "stdout": _stream(out), "stderr": _stream(err)}
    code = OK
    with pytest.MonkeyPatch.context() as changed:
        for name, value in {"COLUMNS": WIDTH, **running.environment, **settings}.items():
            changed.setenv(name, value)
        for name, to in here.items():
            changed.setattr(sys, name, to)
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or OK)
    return Done(arguments, code, out.getvalue().decode(), err.getvalue().decode())


def _stream(into: io.BytesIO) -> io.TextIOWrapper:
    return io.TextIOWrapper(into, encoding="utf-8", newline="", write_through=True)


def printed(done: Done) -> str:
    """What a command printed that is expected to succeed."""
    assert done.returncode == OK, done.stderr
    return done.stdout


def document(running: Running, *arguments: str, **settings: str | None) -> Any:
    """Its JSON."""
    return json.loads(printed(samverka(running, *arguments, "--json", **settings)))


def assert_told(done: Done, code: int, *words: str) -> None:
    """The command failed with this code and said so on standard error, with these words and without a trace."""
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert [word for word in words if word not in done.stderr] == [], done.stderr
