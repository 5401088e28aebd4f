"""Samverka's processes without the seconds that each takes to import everything: forks of one that has done so.

What runs is the same program, with arguments, environment, log and signals of its own. The process that is forked is
this module run by itself, one for each process of tests.
"""

import atexit
import gc
import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from struct import Struct
from tempfile import TemporaryFile
from typing import IO, Any

from tests.support.patience import PATIENCE_SECONDS

_NUMBER = Struct("!i")
_ORDER_BYTES = 1 << 20
ROOT = Path(__file__).parents[2]


class Process:
    """A started program, with as much of subprocess.Popen as tests use."""

    def __init__(self, told: int) -> None:
        self._told = told
        self.pid = self._next_number()
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Its exit code, if it has ended."""
        return self._ended_within(0)

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code. Raises subprocess.TimeoutExpired."""
        code = self._ended_within(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        """Unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a crash would."""
        self.send_signal(signal.SIGKILL)

    def _ended_within(self, seconds: float | None) -> int | None:
        if self.returncode is None and self._is_told_within(seconds):
            self.returncode = self._next_number()
            os.close(self._told)
        return self.returncode

    def _is_told_within(self, seconds: float | None) -> bool:
        watched = select.poll()
        watched.register(self._told, select.POLLIN)
        return bool(watched.poll(None if seconds is None else seconds * 1000))

    def _next_number(self) -> int:
        (number,) = _NUMBER.unpack(os.read(self._told, _NUMBER.size))
        return int(number)


def run(arguments: Sequence[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """`samverka` with these arguments, ended, with what it printed. Raises subprocess.TimeoutExpired."""
    with TemporaryFile() as output, TemporaryFile() as error:
        code = forked(arguments, environment, output, error).wait(PATIENCE_SECONDS)
        return subprocess.CompletedProcess(arguments, code, _text(output), _text(error))


def forked(
    arguments: Sequence[str], environment: Mapping[str, str], output: IO[Any], error: IO[Any] | None = None
) -> Process:
    """`samverka` with these arguments; standard output and error go into files, or both into one."""
    told, telling = os.pipe()
    order = json.dumps({"arguments": ["samverka", *arguments], "environment": dict(environment)})
    socket.send_fds(_prepared(), [order.encode()], [output.fileno(), (error or output).fileno(), telling])
    os.close(telling)
    return Process(told)


def _text(printed: IO[bytes]) -> str:
    printed.seek(0)
    return printed.read().decode()


@cache
def _prepared() -> socket.socket:
    """Where the process that is forked takes its orders; it ends when this end is closed."""
    here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-m", __name__, str(there.fileno())]
    process = subprocess.Popen(command, pass_fds=[there.fileno()], cwd=ROOT)
    there.close()
    atexit.register(process.wait)
    atexit.register(here.close)
    return here


def _take_orders(orders: socket.socket) -> None:
    """Until nobody gives any more."""
    from samverka_services.cli import main

    _import_everything()
    while order := socket.recv_fds(orders, _ORDER_BYTES, 3):
        message, files, *_ = order
        if not message:
            break
        if os.fork() == 0:
            orders.close()
            _start_and_watch(json.loads(message), *files)
            main()
            sys.exit()
        for each in files:
            os.close(each)
        _forget_ended(os.WNOHANG)
    _forget_ended(0)


def _import_everything() -> None:
    """And what is made of it once in every process."""
    from samverka_infra.settings import Settings
    from samverka_services.processes.app import create_app

    for name in ("projector", "server"):
        import_module(f"samverka_services.processes.{name}")
    create_app(Settings(), "")
    gc.collect()
    gc.freeze()


def _start_and_watch(order: dict[str, object], output: int, error: int, telling: int) -> None:
    """Return in a process of its own, and tell of its beginning and end."""
    pid = os.fork()
    if pid == 0:
        os.close(telling)
        _become(order, output, error)
        return
    os.close(output)
    os.close(error)
    os.write(telling, _NUMBER.pack(pid))
    _, status = os.waitpid(pid, 0)
    os.write(telling, _NUMBER.pack(os.waitstatus_to_exitcode(status)))
    os._exit(0)


def _become(order: dict[str, object], output: int, error: int) -> None:
    for given, standard in ((output, 1), (error, 2)):
        os.dup2(given, standard)
        os.close(given)
    arguments, environment = order["arguments"], order["environment"]
    assert isinstance(arguments, list)
    assert isinstance(environment, dict)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = arguments


def _forget_ended(option: int) -> None:
    try:
        while os.waitpid(-1, option)[0]:
            continue
    except ChildProcessError:
        return


if __name__ == "__main__":
    _take_orders(socket.socket(fileno=int(sys.argv[1])))
