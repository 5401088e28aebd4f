"""Write the committed contracts anew: infra/migrations/schema.sql, services/openapi.json, graphql/schema.graphql."""

import tempfile
from pathlib import Path

from tests.support import snapshots
from tests.support.databases import throwaway_cluster


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, throwaway_cluster(Path(folder) / "postgres") as cluster:
        snapshots.SCHEMA_SQL.write_text(snapshots.schema_sql(cluster.server.admin_url), encoding="utf-8")
    snapshots.OPENAPI_JSON.write_text(snapshots.openapi_json(), encoding="utf-8")
    snapshots.SCHEMA_GRAPHQL.write_text(snapshots.schema_graphql(), encoding="utf-8")


main()
