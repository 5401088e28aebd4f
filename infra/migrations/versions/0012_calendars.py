"""Addresses by which people subscribe to their organisation's deadlines."""

from samverka_infra.alembic_run import run_sql_beside

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    run_sql_beside(__file__)
