"""Trusted documents: named queries that come with Samverka, and the fast path of the largest one.

The matrix of a large region is ten thousand cells. Resolving them field by field takes most of a second; here
they are put together from pieces of JSON that occur again and again. The answer is the same, and a test holds the
two to it.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import cache
from operator import add, mod
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from psycopg import AsyncConnection

from samverka_domain.participation import NOTHING_SAID, Standing, Status
from samverka_projections import memberships as memberships_view
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.memberships import MemberOnDay
from samverka_projections.participation import columns as columns_view
from samverka_projections.participation.columns import Column, Named
from samverka_projections.participation.standings import Making

MATRIX = "participation_matrix"
MOST_INSATSER = 1000
"""In one matrix."""
MOST_BYTES = 32_000_000
"""Of answers kept in memory by one process: some fifteen of the largest."""


@cache
def documents() -> dict[str, str]:
    """The trusted documents by name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(_folder().glob("*.graphql"))}


def name_of(query: str) -> str | None:
    """The name of a document that is trusted by its exact text."""
    return next((name for name, text in documents().items() if text.strip() == query.strip()), None)


class Answer(NamedTuple):
    """An answer, and the tag that it has as long as it says the same."""

    body: bytes
    etag: str

    @classmethod
    def of(cls, body: bytes, token: str) -> "Answer":
        """Two answers that differ in their token alone say the same."""
        said = body.replace(token.encode(), b"", 1)
        return cls(body, f'"{hashlib.sha256(said).hexdigest()[:32]}"')


class Cache:
    """The latest answers; position and builds in the key make one invalid exactly when something has changed."""

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[Any, ...], Answer] = OrderedDict()
        self._size = 0

    def get(self, key: tuple[Any, ...]) -> Answer | None:
        """An answer that still holds."""
        return self._answers.get(key)

    def put(self, key: tuple[Any, ...], answer: Answer) -> None:
        """Keep an answer, and let the oldest go."""
        self._forget(key)
        self._answers[key] = answer
        self._size += len(answer.body)
        while self._size > MOST_BYTES:
            self._forget(next(iter(self._answers)))

    def _forget(self, key: tuple[Any, ...]) -> None:
        self._size -= len(self._answers.pop(key, _NOTHING).body)


_NOTHING = Answer(b"", "")


async def matrix_answer(connection: AsyncConnection, region_id: str, as_of: AsOf, token: str) -> bytes:
    """The answer to the matrix document, as bytes of JSON; `token` is that of the place in time."""
    region = await memberships_view.region(connection, region_id, as_of)
    if region is None:
        return b'{"data":{"region":null}}'
    belonging = await memberships_view.members_of_all_times(connection, region_id, as_of)
    columns = await columns_view.columns(connection, region_id, belonging, as_of, _WRITING)
    rows = columns_view.rows_of(belonging, {each for column in columns for each in column.municipality_ids})
    head = orjson.dumps({"id": region.region_id, "name": region.name, "token": token})
    return b"".join(
        (
            b'{"data":{"region":',
            head[:-1],
            b',"participationMatrix":{"municipalities":',
            orjson.dumps([_municipality(row) for row in rows]),
            b',"insatser":',
            orjson.dumps([_insats(column.insats) for column in columns[:MOST_INSATSER]]),
            b',"cells":[',
            ",".join(_cells(columns)).encode(),
            b"]}}}}",
        )
    )


def _json(value: str | bool) -> str:
    return orjson.dumps(value).decode()


def _municipality(row: MemberOnDay) -> dict[str, str | bool | None]:
    last_day = row.valid_to.isoformat() if row.valid_to else None
    named = {"id": row.member_id, "name": row.name, "kommunkod": row.kommunkod}
    return {**named, "hasLeft": row.has_left, "validTo": last_day, "notConnected": row.not_connected}


def _insats(head: Named) -> dict[str, str | None]:
    return {"id": head.insats_id, "code": head.code, "title": head.title, "priority": head.priority}


def _cells(columns: list[Column[str]]) -> Iterator[str]:
    """One insats at a time. What begins a cell is written once for all in which it is the same."""
    ids: Sequence[str] = ()
    middles: list[str] = []
    for column in columns:
        if column.municipality_ids is not ids:
            ids, middles = column.municipality_ids, list(map(_json, column.municipality_ids))
        begin = f'{{"insatsId":{_json(column.insats.insats_id)},"municipalityId":'
        if column.cells:
            yield begin + f",{begin}".join(map(add, middles, column.cells))


def _end(standing: Standing) -> str:
    """The rest of a cell, with places for figures where resources are set aside."""
    answer = standing.answer or NOTHING_SAID
    figures = "%s" if standing.status is Status.RESOURCES_SET_ASIDE else "null"
    declined = f'"declinedPart":{_json(standing.declined_part)}'
    flags = f'{declined},"late":{_json(answer.late)},"onBehalf":{_json(answer.on_behalf)}'
    return f',"status":"{standing.status}",{flags},"hours":{figures},"thousandKronor":{figures}}}'


_WRITING = Making(_end, mod)


def _folder() -> Path:
    package = Path(__file__).parents[1]
    inside = package / "dashboards"
    return inside if inside.exists() else package.parent / "dashboards"
