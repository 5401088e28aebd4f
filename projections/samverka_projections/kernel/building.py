"""What a projection is: tables of facts, and for each kind of event the rows that it becomes.

Rows are only added (decision record 9). Each carries its place in the log, when it was recorded, on which day it
took effect, and who may see it; row-level security is the same for all tables and made here.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from psycopg import Connection, Cursor, sql

from samverka_domain.kernel.aggregate import Audience, DomainEvent
from samverka_domain.kernel.calendar import local_day
from samverka_infra.event_log.rows import RecordedEvent

SCHEMA = "views"

Row = tuple[str, tuple[Any, ...]]
"""The name of a table, and the values of its own columns in their order."""

Fold = Callable[[Any, RecordedEvent], Iterable[Row]]
"""From an event and its place in the log to rows."""

_COMMON = (
    ("position", "bigint not null"),
    ("recorded_at", "timestamptz not null"),
    ("effective_on", "date not null"),
    ("version", "integer not null"),
    ("tenant_id", "text not null"),
    ("region_id", "text"),
    ("addressed_to", "text"),
    ("opens_at", "timestamptz"),
)

# In the order in which it is most often true: what comes after is not looked at, and there are thousands of rows.
_VISIBLE = """
    region_id = (select samverka.current_tenant())
    or (opens_at <= now() and region_id = any ((select samverka.my_regions())::text[]))
    or tenant_id = (select samverka.current_tenant())
    or addressed_to = (select samverka.current_tenant())
"""

_PROTECTIONS = (
    "alter table {} enable row level security",
    "create policy projector_writes on {} to samverka_projector using (true) with check (true)",
    f"create policy tenant_reads on {{}} for select to samverka_app using ({_VISIBLE})",
)


@dataclass(frozen=True)
class Table:
    """A table of facts: its own columns with their types, and the keys by which it is asked."""

    name: str
    columns: tuple[tuple[str, str], ...]
    keys: tuple[tuple[str, ...], ...]

    @property
    def all_columns(self) -> tuple[tuple[str, str], ...]:
        """The common columns and its own."""
        return _COMMON + self.columns

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all columns."""
        return tuple(name for name, _ in self.all_columns)

    @property
    def shape(self) -> tuple[tuple[str, str], ...]:
        """All columns with their bare types."""
        return tuple((name, kind.removesuffix(" not null")) for name, kind in self.all_columns)


@dataclass(frozen=True)
class Projection:
    """One view of the log. A change of tables or folds needs a new version."""

    name: str
    version: int
    tables: tuple[Table, ...]
    feeds: Mapping[type[DomainEvent], Fold]
    settle: Callable[["Writer", list[RecordedEvent] | None], None] | None = None
    """What is worked out from all events of a page when its rows have been added, or from all rows at once (None)."""

    @property
    def types(self) -> list[str]:
        """The names of the events that feed it."""
        return [event_class.type_name for event_class in self.feeds]


@dataclass(frozen=True)
class Build:
    """One filling of a projection's tables; a rebuild makes a new one beside the one that is asked."""

    projection: Projection
    number: int

    def table_name(self, table: str) -> str:
        """The table of this build."""
        return f"{table}_v{self.projection.version}_{self.number}"

    def table_names(self) -> list[str]:
        """All tables of this build."""
        return [self.table_name(table.name) for table in self.projection.tables]


class Writer:
    """Writes the rows of one build within the projector's transaction."""

    def __init__(self, build: Build, cursor: Cursor, *, live: bool) -> None:
        self._build = build
        self._live = live
        self.cursor = cursor

    def table(self, name: str) -> sql.Identifier:
        """A table of this build, for SQL."""
        return sql.Identifier(SCHEMA, self._build.table_name(name))

    def write(self, page: list[RecordedEvent]) -> None:
        """Fold a page of events into rows, and add them."""
        projection = self._build.projection
        rows = _rows(projection, page)
        for table in projection.tables:
            if rows[table.name]:
                self._insert(table, rows[table.name]) if self._live else self._copy(table, rows[table.name])

    def settle(self, page: list[RecordedEvent] | None) -> None:
        """Work out what rests on more than one event: for a page that was added, or for all (None)."""
        if self._build.projection.settle is not None:
            self._build.projection.settle(self, page)

    def _insert(self, table: Table, rows: list[tuple[Any, ...]]) -> None:
        """A few rows into a table that is asked meanwhile. PostgreSQL refuses COPY where policies bind the owner."""
        columns = sql.SQL(", ").join(map(sql.Identifier, table.names))
        shape = sql.SQL(", ").join(
            sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(kind)) for name, kind in table.shape
        )
        statement = sql.SQL("insert into {0} ({1}) select {1} from json_to_recordset(%s) as rows ({2})")
        names = table.names
        documents = [dict(zip(names, row, strict=True)) for row in rows]
        query = statement.format(self.table(table.name), columns, shape)
        self.cursor.execute(query, [msgspec.json.encode(documents).decode()])

    def _copy(self, table: Table, rows: list[tuple[Any, ...]]) -> None:
        """Many rows into a table that nobody asks yet."""
        columns = sql.SQL(", ").join(map(sql.Identifier, table.names))
        with self.cursor.copy(sql.SQL("copy {} ({}) from stdin").format(self.table(table.name), columns)) as copy:
            for row in rows:
                copy.write_row([_as_text(value) if type(value) is msgspec.Raw else value for value in row])


def _as_text(value: msgspec.Raw) -> str:
    return bytes(value).decode()


def _rows(projection: Projection, page: list[RecordedEvent]) -> dict[str, list[tuple[Any, ...]]]:
    rows: dict[str, list[tuple[Any, ...]]] = {table.name: [] for table in projection.tables}
    for recorded in page:
        fold = projection.feeds.get(type(recorded.event))
        if fold is not None:
            common = _common(recorded)
            for name, values in fold(recorded.event, recorded):
                rows[name].append(common + values)
    return rows


def as_json(value: object) -> msgspec.Raw:
    """A value for a jsonb column."""
    return msgspec.Raw(msgspec.json.encode(value))


def create_tables(connection: Connection, build: Build) -> None:
    """Make a build's tables, secured, for the projector alone to fill."""
    for table in build.projection.tables:
        _create_table(connection, sql.Identifier(SCHEMA, build.table_name(table.name)), table)


def finish_tables(connection: Connection, build: Build) -> None:
    """Make ready for readers what has been filled. Keys come last, and the owner is bound by the policies as well."""
    for table in build.projection.tables:
        name = sql.Identifier(SCHEMA, build.table_name(table.name))
        for key in table.keys:
            columns = sql.SQL(", ").join(map(sql.Identifier, key))
            connection.execute(sql.SQL("create index on {} ({})").format(name, columns))
        connection.execute(sql.SQL("alter table {} force row level security").format(name))
        keyed = sql.SQL(", ").join(map(sql.Identifier, sorted({column for key in table.keys for column in key})))
        connection.execute(sql.SQL("analyze {} ({})").format(name, keyed))


def tidy_tables(connection: Connection, build: Build) -> None:
    """Let go of what settling has left behind; outside of a transaction."""
    for table in build.projection.tables:
        connection.execute(sql.SQL("vacuum {}").format(sql.Identifier(SCHEMA, build.table_name(table.name))))


def drop_tables(connection: Connection, tables: Iterable[str]) -> None:
    """Remove the tables of a build that is no longer asked."""
    for table in tables:
        connection.execute(sql.SQL("drop table if exists {} cascade").format(sql.Identifier(SCHEMA, table)))


def point_views(connection: Connection, build: Build) -> None:
    """Let the names that queries use mean this build, in one moment."""
    for table in build.projection.tables:
        view = sql.Identifier(SCHEMA, table.name)
        source = sql.Identifier(SCHEMA, build.table_name(table.name))
        connection.execute(sql.SQL("drop view if exists {}").format(view))
        statement = "create view {} with (security_invoker = true) as select * from {}"
        connection.execute(sql.SQL(statement).format(view, source))
        connection.execute(sql.SQL("grant select on {}, {} to samverka_app").format(view, source))


def _create_table(connection: Connection, name: sql.Identifier, table: Table) -> None:
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(column), sql.SQL(_stored(kind))) for column, kind in table.all_columns
    )
    connection.execute(sql.SQL("create table {} ({})").format(name, columns))
    for statement in _PROTECTIONS:
        connection.execute(sql.SQL(statement).format(name))


def _stored(kind: str) -> str:
    """Texts are ids, codes and reasons: compared byte by byte, which is several times faster than by a language."""
    name, space, rest = kind.partition(" ")
    return f'{name} collate "C"{space}{rest}' if name in {"text", "text[]"} else kind


def _common(recorded: RecordedEvent) -> tuple[Any, ...]:
    event = recorded.event
    shared = event.audience is not Audience.PRIVATE
    opens_at = recorded.recorded_at if event.audience is Audience.TO_REGION else None
    return (
        recorded.position,
        recorded.recorded_at,
        effective_on(recorded),
        event.originator_version,
        recorded.tenant_id,
        getattr(event, "region_id", None) if shared else None,
        getattr(event, "addressed_to", None),
        opens_at,
    )


def effective_on(recorded: RecordedEvent) -> date:
    """The day of the decision, or else the day of recording in Sweden."""
    decision = getattr(recorded.event, "decision", None)
    return decision.decided_on if decision else local_day(recorded.recorded_at)


def key_of(stream_id: str) -> str:
    """The id in a stream's name: `insats:<id>`."""
    return stream_id.split(":", 1)[1]
