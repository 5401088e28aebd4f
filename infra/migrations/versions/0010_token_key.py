"""The key of the tokens by which places in the log leave the system."""

from samverka_infra.alembic_run import run_sql_beside

revision = "0010"
down_revision = "0006"


def upgrade() -> None:
    run_sql_beside(__file__)
