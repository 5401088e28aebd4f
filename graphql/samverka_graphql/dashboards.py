"""Trusted documents: named queries that come with Samverka, and the fast path of the largest one.

The matrix of a large region is ten thousand cells. Resolving them field by field takes most of a second; here the
database writes the cells as JSON and the bytes pass through. The answer is the same, and a test holds the two to it.
"""

from collections import OrderedDict
from functools import cache
from pathlib import Path
from typing import Any

import orjson
from psycopg import AsyncConnection

from samverka_graphql.regions import MOST_INSATSER
from samverka_projections import insatser, organisations, participation_matrix
from samverka_projections.as_of import AsOf

MATRIX = "participation_matrix"
MOST_BYTES = 32_000_000
"""Of answers kept in memory by one process: some fifteen of the largest."""


@cache
def documents() -> dict[str, str]:
    """The trusted documents by name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(_folder().glob("*.graphql"))}


def name_of(query: str) -> str | None:
    """The name of a document that is trusted by its exact text."""
    return next((name for name, text in documents().items() if text.strip() == query.strip()), None)


class Cache:
    """The latest answers; the position in the key makes an answer invalid exactly when something has changed."""

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[Any, ...], bytes] = OrderedDict()
        self._size = 0

    def get(self, key: tuple[Any, ...]) -> bytes | None:
        """An answer that still holds."""
        return self._answers.get(key)

    def put(self, key: tuple[Any, ...], answer: bytes) -> None:
        """Keep an answer, and let the oldest go."""
        self._forget(key)
        self._answers[key] = answer
        self._size += len(answer)
        while self._size > MOST_BYTES:
            self._forget(next(iter(self._answers)))

    def _forget(self, key: tuple[Any, ...]) -> None:
        self._size -= len(self._answers.pop(key, b""))


async def matrix_answer(connection: AsyncConnection, region_id: str, as_of: AsOf) -> bytes:
    """The answer to the matrix document, as bytes of JSON."""
    region = await organisations.region(connection, region_id, as_of)
    if region is None:
        return b'{"data":{"region":null}}'
    members = await organisations.members(connection, region_id, as_of)
    rows = await insatser.insatser(connection, region_id, as_of, limit=MOST_INSATSER)
    cells = await participation_matrix.matrix_cells_json(connection, region_id, as_of)
    head = orjson.dumps({"id": region.region_id, "name": region.name, "position": as_of.position})
    municipalities = orjson.dumps(
        [{"id": row.member_id, "name": row.name, "kommunkod": row.kommunkod} for row in members if row.kommunkod]
    )
    columns = orjson.dumps(
        [{"id": row.insats_id, "code": row.code, "title": row.title, "priority": row.priority} for row in rows]
    )
    return b"".join(
        (
            b'{"data":{"region":',
            head[:-1],
            b',"participationMatrix":{"municipalities":',
            municipalities,
            b',"insatser":',
            columns,
            b',"cells":',
            cells,
            b"}}}}",
        )
    )


def _folder() -> Path:
    package = Path(__file__).parent
    inside = package / "dashboards"
    return inside if inside.exists() else package.parent / "dashboards"
