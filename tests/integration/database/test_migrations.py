"""Migrations: they add up to the schema that is written down, run once, and run again without harm."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from samverka_infra.migrate import DataFromBefore, current_revision, latest_revision, migrate
from tests.support.databases import Cluster, Database
from tests.support.snapshots import SCHEMA_SQL, schema_sql


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[Database]:
    with cluster.empty_database() as found:
        yield found


def test_the_migrations_add_up_to_the_schema(empty: Database) -> None:
    migrate(empty.admin_url)
    assert schema_sql(empty.admin_url) == SCHEMA_SQL.read_text(encoding="utf-8"), "make snapshots writes it anew"


def test_what_has_run_does_not_run_again(empty: Database) -> None:
    assert migrate(empty.admin_url)[-1] == latest_revision()
    assert migrate(empty.admin_url) == []
    assert current_revision(empty.admin_url) == latest_revision()


def test_data_from_before_the_first_release_is_told_from_what_can_be_upgraded(empty: Database) -> None:
    migrate(empty.admin_url)
    with psycopg.connect(empty.admin_url) as connection:
        connection.execute("update public.schema_revision set version_num = '0003'")
    with pytest.raises(DataFromBefore):
        migrate(empty.admin_url)
    assert current_revision(empty.admin_url) == "0003"


def test_two_processes_that_start_at_once_migrate_once(empty: Database) -> None:
    with ThreadPoolExecutor(2) as threads:
        applied = list(threads.map(migrate, [empty.admin_url] * 2))
    assert min(len(revisions) for revisions in applied) == 0
    assert current_revision(empty.admin_url) == latest_revision()


def test_a_migration_that_fails_leaves_nothing(empty: Database) -> None:
    with psycopg.connect(empty.admin_url) as connection:
        connection.execute("create schema views")
    with pytest.raises(Exception, match="views"):
        migrate(empty.admin_url)
    assert current_revision(empty.admin_url) is None
    with psycopg.connect(empty.admin_url) as connection:
        assert connection.execute("select to_regclass('samverka.events')").fetchone() == (None,)
