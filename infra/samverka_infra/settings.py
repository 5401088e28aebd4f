"""Settings, all from the environment (`SAMVERKA_…`); `samverka settings` lists them with their source."""

import os
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_data_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "SAMVERKA_"
_RATE = r"^[1-9][0-9]{0,6} per [1-9][0-9]{0,3} (second|minute|hour)s?$"


class Environment(StrEnum):
    """Where this installation runs; production refuses what only suits a trial."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Settings(BaseSettings):
    """One installation's settings. A secret is never printed."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    environment: Environment = Field(Environment.DEVELOPMENT, description="development or production")
    data_dir: Path = Field(
        default_factory=lambda: user_data_path("samverka"),
        description="Folder of the embedded PostgreSQL and the demonstration's files",
    )
    database_url: SecretStr | None = Field(
        None, description="PostgreSQL for commands and queries, as a login in role samverka_app; unset: embedded"
    )
    projector_database_url: SecretStr | None = Field(
        None, description="PostgreSQL for the projector, as a login in role samverka_projector"
    )
    migration_database_url: SecretStr | None = Field(
        None, description="PostgreSQL for `samverka migrate`, as a login that may create roles and schemas"
    )
    host: str = Field("127.0.0.1", description="Address on which the server listens")
    port: int = Field(8321, ge=1, le=65535, description="Port on which the server listens")
    issuer: str = Field("http://127.0.0.1:8322", description="OIDC issuer whose tokens are accepted")
    jwks_url: str | None = Field(None, description="Where the issuer's keys are; unset: found by discovery")
    audience: str = Field("samverka-api", description="The audience that a token must be meant for")
    authorized_parties: str = Field(
        "samverka-web,samverka-cli,samverka-machine-*",
        description="Clients (azp) whose tokens are accepted, by comma; * at the end: all that begin so",
    )
    cursor_secret: SecretStr | None = Field(
        None, description="Signs page cursors; the same in all processes. Unset: made at start (one process)"
    )
    pool_size: int = Field(8, ge=1, le=100, description="Most database connections of each kind per process")
    rate_queries_per_person: str = Field("100 per 5 seconds", pattern=_RATE, description="Most queries of one person")
    rate_queries_per_tenant: str = Field(
        "1000 per 5 seconds", pattern=_RATE, description="Most queries of one organisation's people together"
    )
    rate_commands_per_person: str = Field(
        "50 per 5 seconds", pattern=_RATE, description="Most commands of one person"
    )
    rate_commands_per_tenant: str = Field(
        "250 per 5 seconds", pattern=_RATE, description="Most commands of one organisation's people together"
    )
    rate_strangers_per_address: str = Field(
        "100 per 10 seconds",
        pattern=_RATE,
        description="Most refused tokens from one address until it is told to wait",
    )
    rate_at_once_per_person: int = Field(
        3, ge=1, description="Most queries, and most commands, of one person that use the database at once"
    )
    rate_at_once_per_tenant: int = Field(
        5, ge=1, description="The same of one organisation; one connection of the pool is always left to others"
    )
    rate_trusted_proxies: int = Field(
        0, ge=0, le=10, description="Proxies before the server that add to X-Forwarded-For; 0: the header is not read"
    )
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="Least severe level logged")
    language: Literal["sv", "en"] = Field("sv", description="Language of the command line's output: sv or en")

    def secret(self, name: str) -> str | None:
        """The plain value of a secret setting, or None if it is unset."""
        value: SecretStr | None = getattr(self, name)
        return value.get_secret_value() if value else None


def settings_with_source(*chosen: BaseSettings) -> list[dict[str, Any]]:
    """Each setting with its value (secrets masked), where the value came from, and what it is for."""
    return [
        {
            "name": variable,
            "value": _shown(getattr(settings, name)),
            "source": "environment" if variable in os.environ else "default",
            "description": field.description,
        }
        for settings in chosen
        for name, field in type(settings).model_fields.items()
        for variable in [variable_of(type(settings), name)]
    ]


def variable_of(kind: type[BaseSettings], name: str) -> str:
    """The environment variable of a setting."""
    return f"{kind.model_config['env_prefix']}{name}".upper()


def _shown(value: object) -> str:
    if value is None:
        return ""
    return "********" if isinstance(value, SecretStr) else str(value)
