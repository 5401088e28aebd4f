"""A file of insatser that are under way: read whole, or what is wrong on which line and in which column."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from samverka_domain.answers import Stance
from samverka_domain.gates import GATES, DocumentKind, Gate, Outcome
from samverka_domain.ideas import Idea, Origin
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.limits import require_fitting
from samverka_domain.kernel.rules import Refused
from samverka_domain.resources import YearHours, YearMoney
from samverka_domain.steps import Act, StartsWith, Step
from samverka_domain.takeover_rules import contradictions
from samverka_domain.takeovers import PastAct, PastAnswer, PastDecision, PastDocument, PastPart, TakeOver
from samverka_services.catalogue import LANGUAGES, text, word
from samverka_services.kernel.file_mistakes import Mistake
from samverka_services.takeover_import.columns import CODE, ROW, RowKind, column_of, heading
from samverka_services.takeover_import.workbook import NotAWorkbook, Numbered, rows_of_workbook

PACKED = "PK\x03\x04"
"""With which a workbook begins; it comes as a text of which each sign is a byte."""
MOST_LINES, MOST_INSATSER = 2_000, 100
_HEADINGS_WITHIN = 20
_EXCELS_FIRST_DAY = date(1899, 12, 30)
_DELIMITERS = (";", "\t", ",")
_COLUMN_OF = {
    **dict.fromkeys(("gate", "act", "kind"), "what"),
    **dict.fromkeys(("decided_on", "done_on", "approved_on", "answered_on", "since"), "day"),
    "stance": "outcome",
    "municipality_id": "municipality",
    "money": "thousand-kronor",
}
"""By what a field is called, where its column is called otherwise."""
AnyWord = TypeVar("AnyWord", bound=StrEnum)


@dataclass(frozen=True)
class PastInsats:
    """An insats as the file tells it, and which line and column each part of it stands in."""

    idea: Idea
    taken: TakeOver
    places: Mapping[str, tuple[int, str]]

    def place_of(self, pointer: str) -> tuple[int, str]:
        """The nearest line and column to what a refusal points at."""
        known = [place for place in self.places if f"{pointer}/".startswith(f"{place}/")]
        return self.places[max(known, key=len)]


def entries_of(
    written: str, members: Mapping[str, str], today: date, language: str
) -> tuple[list[PastInsats], list[Mistake]]:
    """All insatser, or the mistakes; `members` are municipalities by kommunkod and by name in small letters."""
    reading = TakeoverReading(members, language)
    entries = list(reading.entries(written))
    for entry in entries:
        reading.judge(entry, today)
    if not entries and not reading.mistakes:
        reading.note(0, "", "file-empty")
    return ([], reading.mistakes) if reading.mistakes else (entries, [])


@dataclass
class _Line:
    """A line of the file."""

    number: int
    said: Mapping[str, str]


@dataclass
class TakeoverReading:
    """What is found to be wrong on the way."""

    members: Mapping[str, str]
    language: str
    mistakes: list[Mistake] = field(default_factory=list)

    def note(self, line: int, column: str, text_code: str, **params: Any) -> None:
        """A mistake of the file's own kinds."""
        called = heading(column, self.language) if column else ""
        said = {"most": MOST_LINES, "insatser": MOST_INSATSER, **params}
        self.mistakes.append(Mistake(line, called, text(f"web.takeover-file.{text_code}", self.language, **said)))

    def entries(self, written: str) -> Iterator[PastInsats]:
        """Those of which every cell can be read."""
        by_code: dict[str, list[_Line]] = {}
        for line in self._lines(written):
            by_code.setdefault(line.said.get(CODE, ""), []).append(line)
        if len(by_code) > MOST_INSATSER:
            self.note(0, "", "file-too-long")
            return
        for code, lines in by_code.items():
            before = len(self.mistakes)
            entry = _Gathering(self, code).entry(lines)
            if entry is not None and len(self.mistakes) == before:
                yield entry

    def judge(self, entry: PastInsats, today: date) -> None:
        """All of an insats that is outside its limits, or does not fit together."""
        for below, value in (("", entry.idea), ("/taken", entry.taken)):
            try:
                require_fitting(value)
            except Refused as refused:
                self.refused(entry, refused, below)
        for wrong in contradictions(entry.taken, today):
            pointer = "/taken" + "".join(f"/{_camel(step)}" for step in wrong.path)
            line, column = entry.place_of(pointer)
            self.mistakes.append(Mistake(line, column, word(wrong.what, self.language)))

    def refused(self, entry: PastInsats, refused: Refused, below: str = "") -> None:
        """What a rule says, at its place."""
        line, column = entry.place_of(below + str(refused.params.get("pointer", "")))
        message = text(f"rule.{refused.rule}.detail", self.language, **refused.params)
        self.mistakes.append(Mistake(line, column, message.strip()))

    def _lines(self, written: str) -> Iterator[_Line]:
        try:
            rows = _rows(written)
        except NotAWorkbook:
            self.note(0, "", "workbook-unreadable")
            return
        at = next(
            (index for index, (_, row) in enumerate(rows[:_HEADINGS_WITHIN]) if _names(row) >= {ROW, CODE}), None
        )
        if at is None:
            self.note(1, "", "headings-missing", row=heading(ROW, self.language), code=heading(CODE, self.language))
            return
        if len(rows) > MOST_LINES:
            self.note(0, "", "file-too-long")
            return
        columns = [column_of(cell) for cell in rows[at][1]]
        for number, row in rows[at + 1 :]:
            said = {name: cell.strip() for name, cell in zip(columns, row, strict=False) if name and cell.strip()}
            if said:
                yield _Line(number, said)


@dataclass
class _Gathering:
    """The lines of one insats, put together."""

    reading: TakeoverReading
    code: str
    places: dict[str, tuple[int, str]] = field(default_factory=dict)
    found: dict[str, list[Any]] = field(default_factory=dict)

    def entry(self, lines: Sequence[_Line]) -> PastInsats | None:
        if not self.code:
            self.reading.note(lines[0].number, CODE, "cell-missing")
            return None
        kinds = [(self._one_of(line, ROW, RowKind), line) for line in lines]
        heads = [line for kind, line in kinds if kind is RowKind.INSATS]
        if len(heads) != 1:
            at = heads[1] if heads else lines[0]
            self.reading.note(at.number, ROW, "insats-not-once", code=self.code)
            return None
        for kind, line in kinds:
            self._add(kind, line)
        return self._of_head(heads[0])

    def _add(self, kind: RowKind | None, line: _Line) -> None:
        said: dict[str, Any]
        match kind:
            case RowKind.DECISION:
                said = {"gate": self._gate(line), "outcome": self._one_of(line, "outcome", Outcome)}
                said |= {"body": self._one_of(line, "body", Body), "decided_on": self._day(line)}
                self._keep("decisions", line, PastDecision, said | self._record(line))
            case RowKind.ACT:
                self._keep(
                    "acts", line, PastAct, {"act": self._one_of(line, "what", Act), "done_on": self._day(line)}
                )
            case RowKind.DOCUMENT:
                said = {"kind": self._one_of(line, "what", DocumentKind), "approved_on": self._day(line)}
                said |= {"number": self._text(line, "number"), "title": self._text(line, "title")}
                self._keep("documents", line, PastDocument, said | self._record(line))
            case RowKind.ANSWER:
                said = {"stance": self._one_of(line, "outcome", Stance), "answered_on": self._day(line)}
                self._keep("answers", line, PastAnswer, said | self._member(line))
            case RowKind.PART:
                self._part(line)

    def _part(self, line: _Line) -> None:
        """Of a municipality that stands there already, one more year."""
        who, since = self._member(line), self._day(line)
        year, hours, money = (self._number(line, name) for name in ("year", "hours", "thousand-kronor"))
        of_hours = (YearHours(year, hours),) if year and hours else ()
        of_money = (YearMoney(year, money),) if year and money else ()
        parts = self.found.setdefault("parts", [])
        for index, part in enumerate(parts):
            if part.municipality_id == who["municipality_id"] and part.since == since:
                parts[index] = replace(part, hours=(*part.hours, *of_hours), money=(*part.money, *of_money))
                return
        self._keep("parts", line, PastPart, {**who, "since": since, "hours": of_hours, "money": of_money})

    def _of_head(self, line: _Line) -> PastInsats | None:
        title, step, since = self._text(line, "title"), self._one_of(line, "what", Step), self._day(line)
        path = self._one_of(line, "path", StartsWith)
        origin = self._one_of(line, "origin", Origin) if "origin" in line.said else Origin.OFFICIAL
        steers = [self._one_of(line, name, Body) if name in line.said else None for name in ("pre-study", "project")]
        stopped_at = self._one_of(line, "stopped-at", Step) if "stopped-at" in line.said else None
        review_on = self._day(line, "review-on") if "review-on" in line.said else None
        if title is None or step is None or since is None or path is None or origin is None:
            return None
        idea = Idea(code=self.code, title=title, origin=origin, starts_with=path)
        lists = {name: tuple(each) for name, each in self.found.items()}
        taken = TakeOver(
            step=step,
            since=since,
            path=path,
            stopped_at=stopped_at,
            review_on=review_on,
            pre_study_steered_by=steers[0],
            project_steered_by=steers[1],
            **lists,
        )
        return PastInsats(idea, taken, {**self._of_cells(line), **self.places})

    def _of_cells(self, line: _Line) -> dict[str, tuple[int, str]]:
        cells = {
            "": CODE,
            "/title": "title",
            "/startsWith": "path",
            "/origin": "origin",
            "/taken": "what",
            "/taken/since": "day",
            "/taken/stoppedAt": "stopped-at",
            "/taken/reviewOn": "review-on",
            "/taken/preStudySteeredBy": "pre-study",
            "/taken/projectSteeredBy": "project",
        }
        return {pointer: (line.number, heading(column, self.reading.language)) for pointer, column in cells.items()}

    def _keep(self, name: str, line: _Line, kind: type, said: Mapping[str, Any]) -> None:
        """One more of a list, if all of it could be read."""
        if None not in said.values():
            listed = self.found.setdefault(name, [])
            place = f"/taken/{name}/{len(listed)}"
            self.places[place] = (line.number, heading(ROW, self.reading.language))
            self.places |= {f"{place}/{_camel(each)}": self._column_of(each, line) for each in said}
            listed.append(kind(**said))

    def _column_of(self, name: str, line: _Line) -> tuple[int, str]:
        column = _COLUMN_OF.get(name, name.replace("_", "-"))
        return line.number, heading(column, self.reading.language)

    def _record(self, line: _Line) -> dict[str, str | None]:
        return {"record_number": self._text(line, "record-number")}

    def _member(self, line: _Line) -> dict[str, str | None]:
        written = self._text(line, "municipality")
        found = self.reading.members.get(written.casefold()) if written else None
        if written and found is None:
            self.reading.note(line.number, "municipality", "municipality-unknown", written=written)
        return {"municipality_id": found}

    def _gate(self, line: _Line) -> Gate | None:
        written = line.said.get("what", "").casefold()
        by_label = {rule.label.casefold(): gate for gate, rule in GATES.items()}
        return by_label.get(written) or self._one_of(line, "what", Gate)

    def _one_of(self, line: _Line, column: str, kind: type[AnyWord]) -> AnyWord | None:
        """By its word in either language, or by its code."""
        written = self._text(line, column)
        if written is None:
            return None
        known = {each.casefold(): each for each in kind}
        known |= {word(each, language).casefold(): each for each in kind for language in LANGUAGES}
        found = known.get(written.casefold())
        if found is None:
            self.reading.note(line.number, column, "word-unknown", written=written)
        return found

    def _text(self, line: _Line, column: str) -> str | None:
        written = line.said.get(column)
        if written is None:
            self.reading.note(line.number, column, "cell-missing")
        return written

    def _day(self, line: _Line, column: str = "day") -> date | None:
        written = self._text(line, column)
        if written is None:
            return None
        try:
            return _as_day(written)
        except (ValueError, OverflowError):
            self.reading.note(line.number, column, "day-unreadable", written=written)
            return None

    def _number(self, line: _Line, column: str) -> int | None:
        written = line.said.get(column, "").replace(" ", "").replace("\u00a0", "").removesuffix(".0")
        if written and not (written.isascii() and written.isdigit() and len(written) <= 9):
            self.reading.note(line.number, column, "number-unreadable", written=written)
            return None
        return int(written) if written else None


def _rows(written: str) -> list[Numbered]:
    if written.startswith(PACKED):
        return rows_of_workbook(written.encode("latin-1"))
    lines = written.removeprefix("\ufeff").splitlines()
    delimiter = max(_DELIMITERS, key=(lines[0] if lines else "").count)
    rows = csv.reader(lines, delimiter=delimiter)
    return [(rows.line_num, row) for row in rows]


def _names(row: Sequence[str]) -> set[str]:
    return {name for cell in row if (name := column_of(cell))}


def _as_day(written: str) -> date:
    """As it is written, or as Excel counts days."""
    if written.replace(".0", "").isdigit():
        return _EXCELS_FIRST_DAY + timedelta(days=int(float(written)))
    return date.fromisoformat(written[:10])


def _camel(step: str | int) -> str:
    first, *rest = str(step).split("_")
    return first + "".join(each.capitalize() for each in rest)
