"""What the draft of a changed answer is a change of, what a request's draft keeps of its sending, and contacts' names."""

from samverka_infra.alembic_run import run_sql_beside

revision = "0021"
down_revision = "0016"


def upgrade() -> None:
    run_sql_beside(__file__)
