"""What PostgreSQL's own catalogue says of tables, views and functions."""

from dataclasses import dataclass

import psycopg
from psycopg.rows import class_row

BUILDS = "views\\_%"
"""The schemas of all builds of the views."""

_TABLES = """
select format('%%I.%%I', n.nspname, c.relname) as name, c.relrowsecurity as secured, c.relforcerowsecurity as forced,
       pg_get_userbyid(c.relowner) as owner,
       array(select polname::text from pg_policy where polrelid = c.oid order by 1) as policies,
       array(select attname::text from pg_attribute where attrelid = c.oid and attnum > 0 order by attnum) as columns
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname like %s and c.relkind = 'r' order by 1
"""

_VIEWS = """
select format('%%I.%%I', n.nspname, c.relname) as name, c.relkind::text as kind,
       coalesce('security_invoker=true' = any (c.reloptions), false) as security_invoker
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname like %s and c.relkind in ('v', 'm') order by 1
"""

_KEYS = """
select i.indrelid::regclass::text as table, array(
    select a.attname::text from unnest(i.indkey) with ordinality k(attnum, place)
    join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum order by place
) as columns
from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
where n.nspname like %s order by 1, 2
"""

_FUNCTIONS = """
select p.proname::text as name, p.prosecdef as definer, p.proconfig::text[] as config,
       p.prosqlbody is not null as bound,
       has_function_privilege('public', p.oid, 'execute') as public
from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname like %s order by 1
"""


@dataclass(frozen=True)
class TableFact:
    """A table and its row-level security."""

    name: str
    secured: bool
    forced: bool
    owner: str
    policies: list[str]
    columns: list[str]


@dataclass(frozen=True)
class ViewFact:
    """A view; `kind` is v, or m for a materialised one."""

    name: str
    kind: str
    security_invoker: bool


@dataclass(frozen=True)
class KeyFact:
    """An index and its columns in order."""

    table: str
    columns: list[str]


@dataclass(frozen=True)
class FunctionFact:
    """A function, whether it runs as its owner, is bound when made, and whether everybody may call it."""

    name: str
    definer: bool
    config: list[str] | None
    bound: bool
    public: bool


def tables(url: str, schema: str) -> list[TableFact]:
    """The tables of the schemas of this name; `%` stands for any characters."""
    with psycopg.connect(url, row_factory=class_row(TableFact)) as connection:
        return connection.execute(_TABLES, [schema]).fetchall()


def views(url: str, schema: str) -> list[ViewFact]:
    """The views of such schemas."""
    with psycopg.connect(url, row_factory=class_row(ViewFact)) as connection:
        return connection.execute(_VIEWS, [schema]).fetchall()


def keys(url: str, schema: str) -> list[KeyFact]:
    """The indexes of such schemas."""
    with psycopg.connect(url, row_factory=class_row(KeyFact)) as connection:
        return connection.execute(_KEYS, [schema]).fetchall()


def functions(url: str, schema: str) -> list[FunctionFact]:
    """The functions of such schemas."""
    with psycopg.connect(url, row_factory=class_row(FunctionFact)) as connection:
        return connection.execute(_FUNCTIONS, [schema]).fetchall()
