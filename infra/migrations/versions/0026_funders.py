"""Which organisations fund which insatser, and which events report to them."""

from samverka_infra.alembic_run import run_sql_beside

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    run_sql_beside(__file__)
