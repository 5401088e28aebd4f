"""How days, moments and figures stand on a page: as Swedes write them, or as their English readers do."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from samverka_domain.kernel.calendar import STOCKHOLM, last_day_before, local_day
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.rules import Rule
from samverka_services.catalogue import text, texts, word
from samverka_services.downloads.deciders import decider

_WEEK = 7
_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}
_KILOBYTE, _MEGABYTE = 1 << 10, 1 << 20
_NARROW = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Writing:
    """For a reader of one language, on a day."""

    language: str
    today: date

    def text(self, key: str, /, **params: Any) -> str:
        """A text of the pages by its key."""
        return text(f"web.{key}", self.language, **params)

    def label(self, place: str) -> str:
        """What the field at a place is called: by its own name, and that of what it is part of where that matters."""
        return self.known_label(place) or place.rpartition("/")[2]

    def known_label(self, place: str) -> str:
        """What a form calls the field at a place; empty if no form has it."""
        return self._said("label", place)

    def help(self, place: str) -> str:
        """What there is to know about the field at a place; empty if nothing is said."""
        return self._said("help", place)

    def _said(self, section: str, place: str) -> str:
        names = [step for step in place.split("/") if step and not step.isdigit()]
        known = texts(self.language)["web"][section]
        found = next((name for name in ("-".join(names[-2:]), *names[-1:]) if name in known), None)
        return "" if found is None else self.text(f"{section}.{found}")

    def event(self, kind: str) -> str:
        """What a kind of event is called, by its name in the log."""
        return text(f"event.{kind}", self.language)

    def rule(self, rule: Rule, /, **params: Any) -> str:
        """What is told of a broken rule."""
        return text(f"rule.{rule}.detail", self.language, **params).strip()

    def value(self, value: Any) -> Any:
        """A value as it stands in a sentence; whatever is no day stays as it is."""
        return self.day(value) if isinstance(value, date) and not isinstance(value, datetime) else value

    def day(self, day: date) -> str:
        """As in "18 december 2026"."""
        return self.text("day.whole", day=day.day, month=self._month(day), year=day.year)

    def long_day(self, day: date) -> str:
        """As in "fredag 18 december 2026"."""
        return self.text("day.with-weekday", weekday=self.text(f"weekday.{day.isoweekday()}"), day=self.day(day))

    def short_day(self, day: date) -> str:
        """As in "18 dec"; with its year if it is another than this."""
        month = self.text(f"month-short.{day.month}")
        key = "day.short" if day.year == self.today.year else "day.short-year"
        return self.text(key, day=day.day, month=month, year=day.year)

    def week(self, day: date) -> str:
        """As in "vecka 48"."""
        return self.text("day.week", week=day.isocalendar().week)

    def moment(self, moment: datetime) -> str:
        """As in "27 november 2026 kl. 10.15"; midnight is the end of the day before."""
        local = moment.astimezone(STOCKHOLM)
        day, hour = (local.date(), f"{local:%H}") if local.time() != time() else (last_day_before(moment), "24")
        return self.text("day.moment", day=self.day(day), hour=hour, minute=f"{local:%M}")

    def recently(self, moment: datetime) -> str:
        """As in "i dag 09.12", "i går", "25 nov"."""
        local = moment.astimezone(STOCKHOLM)
        ago = (self.today - local.date()).days
        if ago == 0:
            return self.text("day.today-at", hour=f"{local:%H}", minute=f"{local:%M}")
        return self.text("day.yesterday") if ago == 1 else self.short_day(local.date())

    def since(self, day: date) -> str:
        """As in "i går", "i tisdags", "20 nov"."""
        ago = (self.today - day).days
        if 0 < ago < _WEEK:
            return self.text("distance.yesterday" if ago == 1 else f"since-weekday.{day.isoweekday()}")
        return self.short_day(day)

    def last_day(self, closes_at: datetime) -> date:
        """The last day before a moment at which something closes."""
        return last_day_before(closes_at)

    def local_day(self, moment: datetime) -> date:
        """Its day in Sweden."""
        return local_day(moment)

    def distance(self, day: date) -> str:
        """As in "om 3 veckor", "i morgon", "7 dagar sen"."""
        ahead = (day - self.today).days
        if ahead in _NEAR:
            return self.text(f"distance.{_NEAR[ahead]}")
        weeks = round(abs(ahead) / _WEEK)
        if ahead < 0:
            return self.text("distance.days-late", count=-ahead)
        return (
            self.text("distance.days", count=ahead) if ahead < 2 * _WEEK else self.text("distance.weeks", count=weeks)
        )

    def number(self, number: float) -> str:
        """With thousands set apart, and the comma of the language."""
        whole = f"{number:,}".replace(",", _NARROW)
        return whole.replace(".", self.text("figure.decimal-sign"))

    def hours(self, hours: int) -> str:
        """As in "1 120 h"."""
        return f"{self.number(hours)}{_NARROW}h"

    def money(self, thousand_kronor: int) -> str:
        """As in "305 tkr"."""
        return f"{self.number(thousand_kronor)}{_NARROW}{self.text('figure.thousand-kronor')}"

    def size(self, count: int) -> str:
        """Of a file of so many bytes, as in "1,2 MB"."""
        if count >= _MEGABYTE:
            return f"{self.number(round(count / _MEGABYTE, 1))}{_NARROW}MB"
        return f"{self.number(max(1, round(count / _KILOBYTE)))}{_NARROW}kB"

    def decider(self, decision: Decision) -> str:
        """The body, and the authority that decided in its place."""
        return capital(decider(decision, self.language))

    def word(self, value: StrEnum) -> str:
        """What a value of a domain's list is called."""
        return word(value, self.language)

    def _month(self, day: date) -> str:
        return self.text(f"month.{day.month}")

    def days_from(self, count: int) -> date:
        """So many days from today."""
        return self.today + timedelta(days=count)


def capital(said: str) -> str:
    """With a capital letter at the beginning."""
    return said[:1].upper() + said[1:]
