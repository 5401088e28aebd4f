"""What is sent by mail to whom, how each wants it, and how far the log has been read for it."""

from samverka_infra.alembic_run import run_sql_beside

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    run_sql_beside(__file__)
