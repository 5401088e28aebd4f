"""Which organisation has a kommunkod."""

from samverka_infra.alembic_run import run_sql_beside

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    run_sql_beside(__file__)
