"""Brings a database to the schema that this version of Samverka needs. Forward only.

A migration is a plain SQL file; Alembic keeps the order and the account of what has run.
"""

from pathlib import Path

from alembic import command, op
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.pool import NullPool

_LOCK = 7316291840
"""Two processes that start at once must not migrate at once."""


def migrations_folder() -> Path:
    """Beside the package in a checkout, inside it when installed from a wheel."""
    package = Path(__file__).parent
    inside = package / "migrations"
    return inside if inside.exists() else package.parent / "migrations"


def migrate(url: str) -> list[str]:
    """Run what has not run yet, all or nothing; returns the revisions that were applied, oldest first.

    `url` must belong to a role that may create roles and schemas (see README).
    """
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with engine.begin() as connection:
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        before = _applied(connection)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        return _revisions_after(before)


def latest_revision() -> str:
    """The revision that this version of Samverka needs."""
    revision = ScriptDirectory.from_config(_config()).get_current_head()
    assert revision is not None
    return revision


def run_sql_beside(revision_file: str) -> None:
    """Run the SQL file that has the revision's name."""
    sql = Path(revision_file).with_suffix(".sql").read_text(encoding="utf-8")
    cursor = op.get_bind().connection.cursor()
    cursor.execute(sql)
    cursor.close()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    config.set_main_option("path_separator", "os")
    return config


def _applied(connection: Connection) -> str | None:
    context = MigrationContext.configure(
        connection, opts={"version_table": "schema_revision", "version_table_schema": "public"}
    )
    return context.get_current_revision()


def _revisions_after(before: str | None) -> list[str]:
    scripts = ScriptDirectory.from_config(_config())
    walked = [script.revision for script in scripts.walk_revisions(before or "base", "heads")]
    return [revision for revision in reversed(walked) if revision != before]
