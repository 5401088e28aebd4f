"""Keycloak's settings, all from the environment (`SAMVERKA_KEYCLOAK_…`)."""

from pathlib import Path

from platformdirs import user_cache_path
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "SAMVERKA_KEYCLOAK_"
REALM = "samverka"

# Without a path: cookies and addresses are of the whole host. Over http browsers take such cookies from here only.
_WITH_TLS_OR_AT_HOME = r"^(https://[^/?#\s]+|http://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?)$"


class KeycloakSettings(BaseSettings):
    """Where Keycloak is and how it is reached; and, for one that Samverka starts, how it runs."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    address: str = Field("http://127.0.0.1:8323", description="Where people and Samverka reach Keycloak")
    port: int = Field(8323, ge=1, le=65535, description="Port on which a Keycloak started here listens")
    management_port: int = Field(8324, ge=1, le=65535, description="Port of its health endpoint")
    cache_dir: Path = Field(
        default_factory=lambda: user_cache_path("samverka") / "keycloak",
        description="Folder of the fetched and built distribution",
    )
    database_url: SecretStr | None = Field(
        None, description="PostgreSQL database of Keycloak's own, as its owner; unset: in the embedded server"
    )
    heap_megabytes: int = Field(512, ge=256, description="Most heap of a Keycloak started here")
    web_address: str = Field(
        "http://127.0.0.1:8321",
        pattern=_WITH_TLS_OR_AT_HOME,
        description="Where people reach Samverka, for login and logout: https://…, or http:// on this machine",
    )
    web_client: str = Field("samverka-web", description="The client of Samverka's pages")
    admin_password: SecretStr | None = Field(
        None, description="Of the first administrator (admin) of Keycloak itself; unset: made at the first start"
    )
    web_secret: SecretStr | None = Field(None, description="Of client samverka-web; unset: made at the first start")
    provisioning_secret: SecretStr | None = Field(
        None, description="Of client samverka-provisioning; unset: made at the first start"
    )
    watch_secret: SecretStr | None = Field(
        None, description="Of client samverka-watch; unset: made at the first start. Without it nothing is watched"
    )
    smtp_host: str = Field("127.0.0.1", description="Mail server for invitations")
    smtp_port: int = Field(25, ge=1, le=65535, description="Its port")
    smtp_from: str = Field("samverka@localhost.localdomain", description="Sender of invitations")
    smtp_starttls: bool = Field(False, description="Whether the mail server must be spoken to with STARTTLS")
    smtp_user: str = Field("", description="Login at the mail server; empty: none")
    smtp_password: SecretStr = Field(SecretStr(""), description="Password at the mail server")

    @property
    def issuer(self) -> str:
        """As it stands in tokens."""
        return f"{self.address}/realms/{REALM}"
