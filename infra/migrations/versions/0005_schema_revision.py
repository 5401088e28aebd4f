"""Who may read which revision the database is at."""

from samverka_infra.alembic_run import run_sql_beside

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    run_sql_beside(__file__)
