"""Each build of a view in a schema of its own."""

from samverka_infra.alembic_run import run_sql_beside

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    run_sql_beside(__file__)
