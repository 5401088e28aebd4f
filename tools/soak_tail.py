"""Writers in processes of their own, and a reader that follows the log from its beginning while they write."""

import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier, Event

from tools.large_region import Region
from tools.soak_commands import Writer, writers
from tools.trial import STARTING_SECONDS, Trial

from samverka_infra.database import open_pool, projector_connection
from samverka_infra.event_log import reader
from samverka_infra.event_log.unit_of_work import EventLog
from samverka_services.commands.kernel.context import Caller
from samverka_services.commands.kernel.executor import CommandExecutor
from samverka_services.commands.kernel.registry import COMMANDS
from samverka_services.kernel.timing import new_id

_LOOK_SECONDS = 0.002

Seen = tuple[int, str]
"""A position and the key of the command that recorded it."""


@dataclass(frozen=True)
class Tailing:
    """What the writers were told, and what the reader saw meanwhile."""

    acknowledged: list[Seen]
    seen: list[Seen]
    head: int
    rows: int
    """In the log when all was over."""
    seconds: float

    @property
    def missed(self) -> int:
        """Positions that the reader did not see, or not with the command that was acknowledged there."""
        positions = set(range(1, self.head + 1)) - {position for position, _ in self.seen}
        return len(positions | {position for position, _ in set(self.acknowledged) - set(self.seen)})

    @property
    def doubled(self) -> int:
        """What the reader saw more than once."""
        return len(self.seen) - len({position for position, _ in self.seen})

    @property
    def disordered(self) -> int:
        """How often the reader saw a position after a higher one, or the same again."""
        return sum(later <= earlier for (earlier, _), (later, _) in pairwise(self.seen))

    @property
    def gaps(self) -> int:
        """Positions up to the head that the log does not have."""
        return self.head - self.rows

    @property
    def holds(self) -> bool:
        """Whether all is as it must be."""
        return not (self.missed or self.doubled or self.disordered or self.gaps)


def run(here: Trial, region: Region, commands: int, seed: int) -> Tailing:
    """Each writer in a process, with as many commands."""
    chosen, context = writers(region, commands, seed), get_context("spawn")
    start, written = context.Barrier(len(chosen) + 2), context.Event()
    with ProcessPoolExecutor(len(chosen) + 1, context, _begin, (start, written)) as processes:
        tail = processes.submit(_tail, here.databases.projector)
        writing = [processes.submit(_write, here.databases.app, writer) for writer in chosen]
        try:
            start.wait(STARTING_SECONDS)
            started = time.monotonic()
            acknowledged = [one for written_by in writing for one in written_by.result()]
            seconds = time.monotonic() - started
        finally:
            written.set()
        return Tailing(acknowledged, tail.result(), *_head_and_rows(here), seconds)


def _begin(start: Barrier, written: Event) -> None:
    global _start, _written
    _start, _written = start, written


_start: Barrier
"""Where all processes wait for each other; each has its own name for it."""
_written: Event
"""Set when the writers are done."""


def _write(url: str, writer: Writer) -> list[Seen]:
    with open_pool(url, 1) as pool:
        executor = CommandExecutor(EventLog(pool), COMMANDS, new_id)
        _start.wait(STARTING_SECONDS)
        return [*_carried_out(executor, writer)]


def _carried_out(executor: CommandExecutor, writer: Writer) -> Iterator[Seen]:
    caller = Caller(writer.person_id, writer.tenant_id, "soak")
    for step in writer.steps:
        outcome = executor.execute(step.command, caller, key=step.key, expected_version=step.seen)
        yield outcome.position, step.key


def _tail(url: str) -> list[Seen]:
    seen: list[Seen] = []
    with projector_connection(url) as connection:
        _start.wait(STARTING_SECONDS)
        while True:
            over = _written.wait(_LOOK_SECONDS)
            found = reader.page(connection, seen[-1][0] if seen else 0, reader.head(connection))
            seen += [(event.position, event.command_id) for event in found]
            if over and not found:
                return seen


def _head_and_rows(here: Trial) -> tuple[int, int]:
    with projector_connection(here.databases.projector) as connection:
        found = connection.execute("select count(*) from samverka.events").fetchone()
        assert found is not None
        return reader.head(connection), int(found[0])
