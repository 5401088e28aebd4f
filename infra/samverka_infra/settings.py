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
    """One installation's settings; what each means is in the catalogue of texts. A secret is never printed."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    environment: Environment = Environment.DEVELOPMENT
    data_dir: Path = Field(default_factory=lambda: user_data_path("samverka"))
    database_url: SecretStr | None = None
    projector_database_url: SecretStr | None = None
    identity_database_url: SecretStr | None = None
    migration_database_url: SecretStr | None = None
    host: str = "127.0.0.1"
    port: int = Field(8321, ge=1, le=65535)
    example_people: Path | None = None
    contact_email: str | None = Field(None, pattern=r"^[^@\s]+@[^@\s]+$")
    issuer: str = "http://127.0.0.1:8322"
    jwks_url: str | None = None
    audience: str = "samverka-api"
    authorized_parties: str = "samverka-web,samverka-cli,samverka-machine-*"
    pool_size: int = Field(8, ge=1, le=100)
    rate_queries_per_person: str = Field("100 per 5 seconds", pattern=_RATE)
    rate_queries_per_tenant: str = Field("1000 per 5 seconds", pattern=_RATE)
    rate_commands_per_person: str = Field("50 per 5 seconds", pattern=_RATE)
    rate_commands_per_tenant: str = Field("250 per 5 seconds", pattern=_RATE)
    rate_strangers_per_address: str = Field("100 per 10 seconds", pattern=_RATE)
    rate_at_once_per_person: int = Field(3, ge=1)
    rate_at_once_per_tenant: int = Field(5, ge=1)
    rate_trusted_proxies: int = Field(0, ge=0, le=10)
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    language: Literal["sv", "en"] = "sv"

    def secret(self, name: str) -> str | None:
        """The plain value of a secret setting, or None if it is unset."""
        value: SecretStr | None = getattr(self, name)
        return value.get_secret_value() if value else None


def settings_with_source(*chosen: BaseSettings) -> list[dict[str, Any]]:
    """Each setting with its value (secrets masked) and where the value came from."""
    return [
        {
            "name": variable,
            "value": _shown(getattr(settings, name)),
            "source": "environment" if variable in os.environ else "default",
        }
        for settings in chosen
        for name in type(settings).model_fields
        for variable in [variable_of(type(settings), name)]
    ]


def variable_of(kind: type[BaseSettings], name: str) -> str:
    """The environment variable of a setting."""
    return f"{kind.model_config['env_prefix']}{name}".upper()


def _shown(value: object) -> str:
    if value is None:
        return ""
    return "********" if isinstance(value, SecretStr) else str(value)
