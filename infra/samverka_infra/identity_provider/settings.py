"""Keycloak's settings, all from the environment (`SAMVERKA_KEYCLOAK_…`)."""

from pathlib import Path

from platformdirs import user_cache_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "SAMVERKA_KEYCLOAK_"
REALM = "samverka"
WEB_CLIENT = "samverka-web"

# Without a path: cookies and addresses are of the whole host. Over http browsers take such cookies from here only.
_WITH_TLS_OR_AT_HOME = r"^(https://[^/?#\s]+|http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?)$"


class KeycloakSettings(BaseSettings):
    """Where Keycloak is and how it is reached; and, for one that Samverka starts, how it runs. The catalogue of texts
    says what each means."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    address: str = "http://127.0.0.1:8323"
    port: int = Field(8323, ge=1, le=65535)
    management_port: int = Field(8324, ge=1, le=65535)
    cache_dir: Path = Field(default_factory=lambda: user_cache_path("samverka") / "keycloak")
    database_url: SecretStr | None = None
    heap_megabytes: int = Field(512, ge=256)
    web_address: str = Field("http://127.0.0.1:8321", pattern=_WITH_TLS_OR_AT_HOME)
    web_client: str = WEB_CLIENT
    admin_password: SecretStr | None = None
    web_secret: SecretStr | None = None
    provisioning_secret: SecretStr | None = None
    watch_secret: SecretStr | None = None
    smtp_host: str = "127.0.0.1"
    smtp_port: int = Field(25, ge=1, le=65535)
    smtp_from: str = "samverka@localhost.localdomain"
    smtp_starttls: bool = False
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")

    @property
    def issuer(self) -> str:
        """As it stands in tokens."""
        return f"{self.address}/realms/{REALM}"
