"""What a municipality prepares before it answers: the draft of its answer, and notes among colleagues."""

from samverka_infra.alembic_run import run_sql_beside

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    run_sql_beside(__file__)
