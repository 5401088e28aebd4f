"""Days and moments, as they are written on a command line."""

from datetime import date, datetime
from typing import TypeVar

import typer

from samverka_domain.kernel.calendar import EARLIEST, LATEST
from samverka_services.catalogue import field_message
from samverka_services.cli.common import language

AnyDay = TypeVar("AnyDay", date, datetime)


def day(given: str) -> date:
    """A day, as 2026-11-23. Raises BadParameter."""
    try:
        return possible(date.fromisoformat(given))
    except ValueError as error:
        raise typer.BadParameter(field_message(language(), "day-malformed", {})) from error


def possible(day: AnyDay) -> AnyDay:
    """The day or moment, if it is one that can be asked about. Raises BadParameter."""
    if not EARLIEST.year <= day.year <= LATEST.year:
        bounds = {"earliest": EARLIEST, "latest": LATEST}
        raise typer.BadParameter(field_message(language(), "day-out-of-range", bounds))
    return day
