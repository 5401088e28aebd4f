"""The event log."""

from samverka_infra.alembic_run import run_sql_beside

revision = "0004"
down_revision = None


def upgrade() -> None:
    run_sql_beside(__file__)
