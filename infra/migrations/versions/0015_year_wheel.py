"""An organisation's own meeting days, and the days of its budget work."""

from samverka_infra.alembic_run import run_sql_beside

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    run_sql_beside(__file__)
