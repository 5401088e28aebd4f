"""Running migrations with Alembic."""

from pathlib import Path

from alembic import command, op
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.pool import NullPool

from samverka_infra.turns import Turn


def run_migrations(url: str, folder: Path) -> list[str]:
    """Run the revisions of a folder that have not run, in one transaction; returns them, oldest first."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    config = Config()
    config.set_main_option("script_location", str(folder))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        # Two processes that start at once must not migrate at once.
        connection.execute(text("select pg_advisory_xact_lock(:lock)"), {"lock": Turn.MIGRATING})
        before = _applied(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        return _revisions_after(config, before)


def run_sql_beside(revision_file: str) -> None:
    """Run the SQL file that has the revision's name."""
    sql = Path(revision_file).with_suffix(".sql").read_text(encoding="utf-8")
    cursor = op.get_bind().connection.cursor()
    cursor.execute(sql)
    cursor.close()


def _applied(connection: Connection) -> str | None:
    options = {"version_table": "schema_revision", "version_table_schema": "public"}
    return MigrationContext.configure(connection, opts=options).get_current_revision()


def _revisions_after(config: Config, before: str | None) -> list[str]:
    walked = ScriptDirectory.from_config(config).walk_revisions(before or "base", "heads")
    return [script.revision for script in reversed(list(walked)) if script.revision != before]
