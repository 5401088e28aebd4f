"""Who is no longer believed, who is logged in, and who has read what."""

from samverka_infra.alembic_run import run_sql_beside

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    run_sql_beside(__file__)
