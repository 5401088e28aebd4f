"""Days and deadlines as a Swedish authority counts them."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
"""Of days and moments about which it can be asked what was true or known."""

_AN_INSTANT = timedelta(microseconds=1)


def local_day(moment: datetime) -> date:
    """The calendar day in Sweden at this moment (`moment` must carry an offset)."""
    return moment.astimezone(STOCKHOLM).date()


def end_of_day(day: date) -> datetime:
    """The first moment after `day` in Sweden, also when the clocks change that night."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=STOCKHOLM)


@lru_cache(maxsize=10_000)
def last_day_before(moment: datetime) -> date:
    """The last day in Sweden on which there is time left before `moment`; of the end of a day, that day."""
    return local_day(moment - _AN_INSTANT)
