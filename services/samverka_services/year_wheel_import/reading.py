"""A file of days: read whole, or what is wrong on which line."""

from collections.abc import Iterator

from samverka_domain.kernel.limits import require_fitting
from samverka_domain.kernel.rules import Refused
from samverka_domain.year_wheel import OwnDay
from samverka_services.catalogue import text
from samverka_services.kernel.file_mistakes import Mistake
from samverka_services.year_wheel_import.csv_lines import csv_days
from samverka_services.year_wheel_import.found import MOST_DAYS, FoundDay, NotRead
from samverka_services.year_wheel_import.ical import ical_days


def days_of(written: str, body: str, language: str) -> tuple[list[OwnDay], list[Mistake]]:
    """All its days, or its mistakes; what is called `body` is said once for the whole file where it is not empty."""
    reading = _Reading(language)
    is_calendar = written.lstrip().upper().startswith("BEGIN:VCALENDAR")
    days = list(reading.days((ical_days if is_calendar else csv_days)(written, body, language)))
    if not reading.mistakes and not 0 < len(days) <= MOST_DAYS:
        reading.note(0, "", "file-empty" if not days else "file-too-long")
    return ([], reading.mistakes) if reading.mistakes else (days, [])


class _Reading:
    """What is found to be wrong on the way."""

    def __init__(self, language: str) -> None:
        self.mistakes: list[Mistake] = []
        self._language = language

    def days(self, found: Iterator[FoundDay | NotRead]) -> Iterator[OwnDay]:
        """Those that can be kept."""
        for each in found:
            if isinstance(each, NotRead):
                self.note(each.line, each.field, each.code)
            elif self._fits(each):
                yield each.day

    def note(self, line: int, field: str, code: str) -> None:
        """A mistake of the file's own kinds."""
        self.mistakes.append(Mistake(line, field, text(f"web.year-wheel.{code}", self._language, most=MOST_DAYS)))

    def _fits(self, found: FoundDay) -> bool:
        try:
            require_fitting(found.day)
        except Refused as refused:
            message = text(f"rule.{refused.rule}.detail", self._language, **refused.params)
            self.mistakes.append(Mistake(found.line, "", message.strip()))
            return False
        return True
