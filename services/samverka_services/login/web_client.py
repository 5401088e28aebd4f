"""What the web pages are at the identity provider, and where people reach them."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from samverka_infra.identity_provider.secrets import FOLDER, web_secret
from samverka_infra.identity_provider.settings import KeycloakSettings
from samverka_infra.settings import Settings

CALLBACK = "/auth/callback"


@dataclass(frozen=True)
class WebClient:
    """The client of the issuer; addresses are built from the settings, never from what a request names as host."""

    client_id: str
    secret: str
    issuer: str
    address: str

    @property
    def callback(self) -> str:
        """Where the provider sends people back with a code."""
        return self.address + CALLBACK

    @property
    def after_logout(self) -> str:
        """Where the provider sends people who have logged out."""
        return self.address + "/"

    @property
    def issuer_origin(self) -> str:
        """Where forms may lead besides here."""
        parts = urlsplit(self.issuer)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def encrypted(self) -> bool:
        """Whether people come by TLS."""
        return self.address.startswith("https:")


def web_client(settings: Settings, keycloak: KeycloakSettings) -> WebClient | None:
    """By the settings; None where no secret is set and no Keycloak has been started here."""
    secret = web_secret(keycloak, settings.data_dir / FOLDER)
    if secret is None:
        return None
    return WebClient(keycloak.web_client, secret, settings.issuer, keycloak.web_address)
