"""Running a program that ends with its starter, however the starter ended."""

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

_KEEP = 'exec 3<&0; "$@" 3<&- </dev/null & kept=$!; (cat <&3 >/dev/null; kill $kept) 2>/dev/null & wait $kept'
"""A shell that waits for the program, while another waits for the starter's end of the pipe to close."""


def start(command: Sequence[str], environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start a program, and a shell that ends it when the pipe from this process closes."""
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603 — our own arguments
            ["/bin/sh", "-c", _KEEP, "sh", *command],
            env={**os.environ, **environment},
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def stop(keeper: subprocess.Popen[bytes], patience_seconds: float) -> None:
    """End the program in good order, or after a while by force."""
    assert keeper.stdin is not None
    keeper.stdin.close()
    try:
        keeper.wait(patience_seconds)
    except subprocess.TimeoutExpired:
        os.killpg(keeper.pid, signal.SIGKILL)
        keeper.wait()
