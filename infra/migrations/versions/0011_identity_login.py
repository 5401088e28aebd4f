"""A login of its own for who is logged in and who no longer is: that of commands and queries only asks."""

from samverka_infra.alembic_run import run_sql_beside

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    run_sql_beside(__file__)
