"""Which of a förbund's streams are about an insats."""

from samverka_infra.alembic_run import run_sql_beside

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    run_sql_beside(__file__)
