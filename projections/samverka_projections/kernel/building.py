"""Builds of a projection: its tables, in a schema of their own, made, filled and made ready for readers.

Rows are only added (decision record 9), and what is filled in afterwards says nothing that they do not say (see
`settling`). Row-level security is the same for all tables and made here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from psycopg import Connection, Cursor, sql

from samverka_infra.event_log.rows import RecordedEvent
from samverka_projections.kernel.as_of import ADDRESSED_TO_ME, MINE, OF_MY_REGION
from samverka_projections.kernel.fact import JSON, Fact, FactColumn, columns, written
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.rows import restating, rows_of
from samverka_projections.kernel.settling import settle_corrections, settle_replaced

# In the order in which it is most often true: what comes after is not looked at, and there are thousands of rows.
_VISIBLE = f"""
    {OF_MY_REGION}
    or (
        (opens_at = recorded_at or opens_at <= (select moment from samverka.views_shown))
        and region_id = any ((select samverka.my_regions_shown())::text[])
    )
    or {MINE}
    or {ADDRESSED_TO_ME}
"""

_PROTECTIONS = (
    "alter table {} enable row level security",
    "create policy projector_writes on {} to samverka_projector using (true) with check (true)",
    f"create policy tenant_reads on {{}} for select to samverka_app using ({_VISIBLE})",
)
_FUNDER_READS = """
    create policy funder_reads on {} for select to samverka_app using (
        position in (select r.position from samverka.reports_to_funders r)
    )
"""
"""Beside it, for facts that are reports: in a transaction that reads as a funder."""


@dataclass(frozen=True)
class Build:
    """One filling of a projection's tables; a rebuild makes a new one beside the one that is asked."""

    projection: Projection
    number: int

    @property
    def schema(self) -> str:
        """The schema in which its tables lie."""
        return f"views_{self.projection.name}_v{self.projection.version}_{self.number}"

    def table(self, kind: type[Fact]) -> sql.Identifier:
        """The table of a kind of fact in this build, for SQL."""
        return sql.Identifier(self.schema, kind.table)


class Writer:
    """Writes the rows of one build within the projector's transaction."""

    def __init__(self, build: Build, cursor: Cursor, *, live: bool) -> None:
        self._build = build
        self._live = live
        self.cursor = cursor

    def table(self, kind: type[Fact]) -> sql.Identifier:
        """A table of this build, for SQL."""
        return self._build.table(kind)

    def write(self, page: list[RecordedEvent]) -> None:
        """Fold a page of events into rows, and add them."""
        rows = rows_of(self._build.projection, page, restating(self.cursor.connection))
        for kind, found in rows.items():
            if found:
                self._insert(kind, found) if self._live else self._copy(kind, found)

    def settle(self, page: list[RecordedEvent] | None) -> None:
        """Work out what rests on more than one event: for a page that was added, or for all (None)."""
        for kind in self._build.projection.facts:
            settle_corrections(self.cursor, self.table(kind), page)
            settle_replaced(self.cursor, kind, self.table(kind), page)
        if self._build.projection.settle is not None:
            self._build.projection.settle(self, page)

    def _insert(self, kind: type[Fact], rows: list[list[Any]]) -> None:
        """A few rows into a table that is asked meanwhile. PostgreSQL refuses COPY where policies bind the owner."""
        shape = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(column.name), sql.SQL(column.kind)) for column in written(kind)
        )
        statement = sql.SQL("insert into {0} ({1}) select {1} from json_to_recordset(%s) as rows ({2})")
        documents = [_document(written(kind), row) for row in rows]
        query = statement.format(self.table(kind), _names(kind), shape)
        self.cursor.execute(query, [msgspec.json.encode(documents).decode()])

    def _copy(self, kind: type[Fact], rows: list[list[Any]]) -> None:
        """Many rows into a table that nobody asks yet."""
        statement = sql.SQL("copy {} ({}) from stdin (format binary)").format(self.table(kind), _names(kind))
        with self.cursor.copy(statement) as copy:
            copy.set_types([_as_copied(column) for column in written(kind)])
            for row in rows:
                copy.write_row(row)


def _names(kind: type[Fact]) -> sql.Composed:
    return _listed(column.name for column in written(kind))


def _as_copied(column: FactColumn) -> str:
    """JSON is text already."""
    return "text" if column.kind == JSON else column.kind


def _document(of: tuple[FactColumn, ...], row: list[Any]) -> dict[str, Any]:
    return {
        column.name: msgspec.Raw(value.encode()) if column.kind == JSON and value is not None else value
        for column, value in zip(of, row, strict=True)
    }


def create_tables(connection: Connection, build: Build) -> None:
    """Make a build's tables, secured, for the projector alone to fill."""
    connection.execute("select samverka.create_build_schema(%s)", [build.schema])
    for kind in build.projection.facts:
        _create_table(connection, build.table(kind), columns(kind))
        if kind.reports:
            connection.execute(sql.SQL(_FUNDER_READS).format(build.table(kind)))


def finish_tables(connection: Connection, build: Build) -> None:
    """Make ready for readers what has been filled. Keys come last, and the owner is bound by the policies as well."""
    for kind in build.projection.facts:
        name = build.table(kind)
        for key in kind.keys:
            connection.execute(sql.SQL("create index on {} ({})").format(name, _listed(key)))
        connection.execute(sql.SQL("alter table {} force row level security").format(name))
        keyed = _listed(sorted({column for key in kind.keys for column in key}))
        connection.execute(sql.SQL("analyze {} ({})").format(name, keyed))
    for granted in ("usage on schema {}", "select on all tables in schema {}"):
        connection.execute(sql.SQL(f"grant {granted} to samverka_app").format(sql.Identifier(build.schema)))


def empty_tables(connection: Connection, build: Build) -> None:
    """Take out all rows of a build that nobody reads yet."""
    for kind in build.projection.facts:
        connection.execute(sql.SQL("truncate {}").format(build.table(kind)))


def tidy_tables(connection: Connection, build: Build) -> None:
    """Let go of what settling has left behind; outside of a transaction."""
    for kind in build.projection.facts:
        connection.execute(sql.SQL("vacuum {}").format(build.table(kind)))


def drop_tables(connection: Connection, schema: str) -> None:
    """Remove a build, of whichever projection and version, by its schema."""
    connection.execute(sql.SQL("drop schema if exists {} cascade").format(sql.Identifier(schema)))


def _create_table(connection: Connection, name: sql.Identifier, of: tuple[FactColumn, ...]) -> None:
    stored = sql.SQL(", ").join(sql.SQL("{} {}").format(sql.Identifier(each.name), _stored(each)) for each in of)
    connection.execute(sql.SQL("create table {} ({})").format(name, stored))
    for statement in _PROTECTIONS:
        connection.execute(sql.SQL(statement).format(name))


def _stored(column: FactColumn) -> sql.SQL:
    """Texts are ids, codes and reasons: compared byte by byte, which is several times faster than by a language."""
    by_bytes = ' collate "C"' if column.kind in {"text", "text[]"} else ""
    return sql.SQL(f"{column.kind}{by_bytes}{'' if column.nullable else ' not null'}")


def _listed(names: Iterable[str]) -> sql.Composed:
    return sql.SQL(", ").join([sql.Identifier(name) for name in names])
