"""Letting others in at the worst moment: between a command's reading and its append, on the real log."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from samverka_infra.event_log.recorder import Appended
from samverka_infra.event_log.unit_of_work import EventLog, UnitOfWork


class RacingLog(EventLog):
    """Before the first append of a unit of work, what the others do is done and committed."""

    def __init__(self, log: EventLog, others: Callable[[], object]) -> None:
        super().__init__(log._pool)
        self._others: Callable[[], object] | None = others
        self.attempts = 0

    @contextmanager
    def unit_of_work(self, tenant_id: str) -> Iterator[UnitOfWork]:
        """The real one, with a save that lets the others in first."""
        with super().unit_of_work(tenant_id) as work:
            self.attempts += 1
            save = work.save

            def save_after_others(*aggregates: Any, **circumstances: Any) -> Appended:
                self._let_in()
                return save(*aggregates, **circumstances)

            work.save = save_after_others  # type: ignore[method-assign]
            yield work

    def _let_in(self) -> None:
        others, self._others = self._others, None
        if others is not None:
            others()
