"""Brings a database to the schema that this version of Samverka needs. Forward only.

A migration is a plain SQL file; Alembic keeps the order and the account of what has run. It is imported only when
there is something to run, since most starts find the database as it should be.
"""

from pathlib import Path

import psycopg
from psycopg import Connection

_CURRENT = "select version_num from public.schema_revision"


class OtherSchema(Exception):
    """The database is at another revision than this version of Samverka needs."""

    def __init__(self, found: str | None, needed: str) -> None:
        super().__init__(f"{found}, not {needed}")
        self.found = found or "–"
        self.needed = needed


class DataFromBefore(Exception):
    """The database was made before the first release, by migrations that are no longer there."""


def migrations_folder() -> Path:
    """Beside the package in a checkout, inside it when installed from a wheel."""
    package = Path(__file__).parent
    inside = package / "migrations"
    return inside if inside.exists() else package.parent / "migrations"


def migrate(url: str) -> list[str]:
    """Run what has not run yet, all or nothing; returns the revisions that were applied, oldest first.

    `url` must belong to a role that may create roles and schemas (see README). Raises DataFromBefore.
    """
    current = current_revision(url)
    if current == latest_revision():
        return []
    if current is not None and current < min(_revisions()):
        raise DataFromBefore
    from samverka_infra.alembic_run import run_migrations

    return run_migrations(url, migrations_folder())


def latest_revision() -> str:
    """The revision that this version of Samverka needs."""
    return max(_revisions())


def current_revision(url: str) -> str | None:
    """The revision that the database is at, or None."""
    with psycopg.connect(url) as connection:
        return _revision(connection)


def require_latest(connection: Connection) -> None:
    """Refuse to work with another revision. Raises OtherSchema."""
    found, needed = _revision(connection), latest_revision()
    if found != needed:
        raise OtherSchema(found, needed)


def _revisions() -> list[str]:
    return [path.stem.partition("_")[0] for path in (migrations_folder() / "versions").glob("[0-9]*.sql")]


def _revision(connection: Connection) -> str | None:
    if connection.execute("select to_regclass('public.schema_revision')").fetchone() == (None,):
        return None
    found = connection.execute(_CURRENT).fetchone()
    return str(found[0]) if found else None
