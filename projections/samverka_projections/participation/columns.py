"""The matrix once more: only what its document says of a cell, and several times as fast.

The database joins no cells here. It hands over the answers to each request, and the parts in each insats, as one text
apiece, and they meet in memory. Each cell says the same as the one of whoever asks for more: a test compares them.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from psycopg import AsyncConnection

from samverka_projections.kernel.as_of import AsOf
from samverka_projections.participation.matrix import EXISTED, REQUESTS, answers, before_the_end, parts

_INSATSER = f"""
select i.insats_id, i.code, d.title, p.priority
from (select * from views.insats_ideas where region_id = %(region_id)s and {EXISTED}) i
join (
    select distinct on (insats_id) insats_id, title from views.insats_descriptions
    where region_id = %(region_id)s and {EXISTED} order by insats_id, place desc
) d on d.insats_id = i.insats_id
left join (
    select distinct on (insats_id) insats_id, priority from views.insats_priorities
    where region_id = %(region_id)s and {EXISTED} order by insats_id, place desc
) p on p.insats_id = i.insats_id
order by i.code, i.insats_id
"""

_REQUESTS = f"""
select insats_id, request_id, unanswered, answers_hidden, array_to_string(recipients, ','),
       (select samverka.current_tenant())
from ({REQUESTS}) q order by position
"""

# Texts with one sign between their parts: arrays, or a row for each, take up to twice as long.
_ANSWERS = """
select request_id, string_agg(municipality_id || ' ' || status ||
    case when late then case when on_behalf then ' LB' else ' L' end when on_behalf then ' B' else ' ' end, ','
)
from ({answers}) a group by request_id
"""

_RESOURCES = before_the_end("' RESOURCES_SET_ASIDE ' || c.hours || ' ' || c.thousand_kronor")

_PARTS = f"""
select insats_id, string_agg(municipality_id || case
        when kind = 'TAKING_PART' then ' TAKING_PART  '
        when valid_to < %(day)s then ' ENDED ' || coalesce(hours || ' ' || thousand_kronor, ' ')
        when kind = 'RESOURCES_SET_ASIDE' then ' RESOURCES_SET_ASIDE ' || hours || ' ' || thousand_kronor
        else coalesce({_RESOURCES}, ' TAKING_PART  ')
    end, ','
)
from ({{parts}}) p group by insats_id
"""

Write = Callable[[str, bool, bool, str, str], bytes]
"""From status, late, on behalf, hours and thousands of kronor to what is wanted of them; no figure is no digits."""


@dataclass(frozen=True)
class Column:
    """An insats, and what was written of each municipality, in the order in which they were named."""

    insats_id: str
    code: str
    title: str
    priority: str | None
    cells: Sequence[bytes]


class _Cell(NamedTuple):
    written: bytes
    late: bool
    on_behalf: bool


_Row = dict[str, _Cell]


class _Request(NamedTuple):
    insats_id: str
    request_id: str
    unanswered: str
    answers_hidden: bool
    recipients: str
    reader: str


class _Answers(dict[str, tuple[str, _Cell]]):
    """From a municipality with its answer, as the database writes them, to both: nearly all occur many times."""

    def __init__(self, write: Write) -> None:
        self._write = write

    def __missing__(self, text: str) -> tuple[str, _Cell]:
        member, status, flags = text.split(" ")
        late, on_behalf = "L" in flags, "B" in flags
        self[text] = found = (member, _Cell(self._write(status, late, on_behalf, "", ""), late, on_behalf))
        return found

    def row(self, text: str | None) -> _Row:
        """All of a request."""
        return dict(map(self.__getitem__, text.split(","))) if text else {}


async def columns(
    connection: AsyncConnection, region_id: str, municipality_ids: Sequence[str], as_of: AsOf, write: Write
) -> list[Column]:
    """All insatser of the region by code, with what stands there for these municipalities."""

    async def ask(query: str) -> list[tuple[Any, ...]]:
        found = await connection.execute(query, as_of.values(region_id=region_id))
        return await found.fetchall()

    insatser = await ask(_INSATSER)
    requests = [_Request(*row) for row in await ask(_REQUESTS)]
    said = dict(await ask(_ANSWERS.format(answers=answers(as_of))))
    taken = dict(await ask(_PARTS.format(parts=parts(as_of))))
    rows = _Rows(municipality_ids, write)
    rows.ask(requests, said)
    return [
        Column(insats_id, code, title, priority, rows.cells(insats_id, taken.get(insats_id)))
        for insats_id, code, title, priority in insatser
    ]


class _Rows:
    """What stands for everybody in each insats."""

    def __init__(self, municipality_ids: Sequence[str], write: Write) -> None:
        self._write = write
        self._municipality_ids = municipality_ids
        self._nobody = dict.fromkeys(municipality_ids, self._without("NOT_ASKED"))
        self._rows: dict[str, _Row] = {}

    def _without(self, status: str) -> _Cell:
        return _Cell(self._write(status, False, False, "", ""), False, False)

    def ask(self, requests: Iterable[_Request], said: dict[str, str]) -> None:
        """In the order in which they were sent: a later one replaces what was before, for whom it was sent to."""
        answers = _Answers(self._write)
        for request in requests:
            row = self._rows.setdefault(request.insats_id, self._nobody.copy())
            row |= self._asked(request, answers.row(said.get(request.request_id)))

    def _asked(self, request: _Request, answered: _Row) -> _Row:
        unanswered = self._without(request.unanswered)
        others = self._without("NOT_DISCLOSED") if request.answers_hidden else unanswered
        row = dict.fromkeys(request.recipients.split(","), others)
        if request.reader in row:
            row[request.reader] = unanswered
        return row | {member: cell for member, cell in answered.items() if member in row}

    def cells(self, insats_id: str, taken: str | None) -> Sequence[bytes]:
        """A part replaces what was said, except in how it was said."""
        row = self._rows.get(insats_id, self._nobody)
        written = {member: cell[0] for member, cell in row.items()}
        if taken:
            written.update(self._parts(row, taken))
        return [written[member] for member in self._municipality_ids]

    def _parts(self, row: _Row, taken: str) -> Iterator[tuple[str, bytes]]:
        nothing, write = self._without("NOT_ASKED"), self._write
        for text in taken.split(","):
            member, status, hours, kronor = text.split(" ")
            _, late, on_behalf = row.get(member, nothing)
            yield member, write(status, late, on_behalf, hours, kronor)
