"""Three contracts that are committed and compared: the database schema, the REST API and the GraphQL schema."""

import json
import subprocess
from itertools import groupby
from pathlib import Path

from samverka_graphql.kernel.schema import sdl
from samverka_infra.embedded import PROGRAMS
from samverka_infra.settings import Settings
from samverka_services.processes.app import create_app

ROOT = Path(__file__).parents[2]
SCHEMA_SQL = ROOT / "infra/migrations/schema.sql"
OPENAPI_JSON = ROOT / "services/openapi.json"
SCHEMA_GRAPHQL = ROOT / "graphql/schema.graphql"

_NOISE = ("--", "SET ", "SELECT pg_catalog.set_config", "\\")


def schema_sql(url: str) -> str:
    """Tables, functions, policies and grants of Samverka's schemas as PostgreSQL writes them down."""
    command = [
        str(PROGRAMS / "pg_dump"),
        "--schema-only",
        "--schema=samverka",
        "--schema=identity",
        "--schema=views",
        url,
    ]
    dumped = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    kept = [line for line in dumped.splitlines() if not line.startswith(_NOISE)]
    squeezed = [line for filled, lines in groupby(kept, key=bool) for line in (lines if filled else [""])]
    return "\n".join(squeezed).strip() + "\n"


def openapi_json() -> str:
    """The REST API's OpenAPI document."""
    document = create_app(Settings(), "postgresql://unused").openapi()
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def schema_graphql() -> str:
    """The GraphQL schema in its own language."""
    return sdl()


def openapi_paths() -> list[tuple[str, str]]:
    """Method and address of every operation that the API really has."""
    paths = json.loads(openapi_json())["paths"]
    return [(method.upper(), path) for path, operations in paths.items() for method in operations]
