"""What people are called, and whom a municipality names for its förbund."""

from samverka_infra.alembic_run import run_sql_beside

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    run_sql_beside(__file__)
