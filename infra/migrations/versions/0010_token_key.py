"""Places in the log: the key of the tokens by which they leave the system, and which of them a moment names."""

from samverka_infra.alembic_run import run_sql_beside

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    run_sql_beside(__file__)
