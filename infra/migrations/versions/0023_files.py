"""The bytes of the files that belong to versions of documents, and which events name them."""

from samverka_infra.alembic_run import run_sql_beside

revision = "0023"
down_revision = "0021"


def upgrade() -> None:
    run_sql_beside(__file__)
