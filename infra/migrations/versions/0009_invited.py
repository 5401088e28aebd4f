"""Whom administrators have invited: names and addresses, until they are needed no more."""

from samverka_infra.alembic_run import run_sql_beside

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    run_sql_beside(__file__)
