"""Which of a förbund's streams are about an insats, for its members too."""

from samverka_infra.alembic_run import run_sql_beside

revision = "0025"
down_revision = "0021"


def upgrade() -> None:
    run_sql_beside(__file__)
