"""Those who attack, and a server of their own that runs as in production."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from samverka_services.demo import people
from tests.acceptance.attacks.forging import KeyServer, claims_of, key_server, published_keys
from tests.support.callers import FYRBODAL
from tests.support.installation import OFFICER, Installation, free_port, request_headers
from tests.support.patience import PATIENCE_SECONDS
from tests.support.world import GOTEBORGSREGIONEN, TROLLHATTAN

PUBLIC_ISSUER = "https://login.exempel.se/realms/samverka"


@dataclass
class Kept(Installation):
    """An installation that is spoken to over connections that are kept: many requests in little time."""

    http: httpx.Client = field(default_factory=httpx.Client)

    def send(
        self,
        method: str,
        path: str,
        token: str | None = None,
        body: Any = None,
        *,
        key: str | None = None,
        version: int | None = None,
        headers: dict[str, str] | None = None,
        content: bytes | None = None,
    ) -> httpx.Response:
        """One request; a command gets a key of its own unless one is given."""
        sent = request_headers(token, key, version) | (headers or {})
        return self.http.request(method, f"{self.address}{path}", json=body, content=content, headers=sent)


@dataclass
class Public(Kept):
    """One whose issuer has an address as production asks for, though it signs with the same key."""

    def token(self, person: str, organisation: str, lifetime_seconds: int = 600) -> str:
        """An access token of that address."""
        claims = claims_of(super().token(person, organisation, lifetime_seconds))
        return self.issuer.sign(claims | {"iss": PUBLIC_ISSUER})


@pytest.fixture(scope="session")
def http(running: Kept) -> httpx.Client:
    """The client itself, which adds nothing to what it is given."""
    return running.http


@pytest.fixture(scope="session")
def running(running: Installation) -> Iterator[Kept]:
    """The installation that all acceptance tests share."""
    with httpx.Client(base_url=running.address, timeout=PATIENCE_SECONDS) as client:
        yield Kept(**vars(running), http=client)


@pytest.fixture
def leader(running: Installation) -> str:
    """A process leader of Fyrbodal: an insider who may do much."""
    return running.token(people.LEADER, FYRBODAL)


@pytest.fixture
def officer(running: Installation) -> str:
    """An officer of Trollhättan."""
    return running.token(OFFICER, TROLLHATTAN)


@pytest.fixture
def stranger(running: Installation) -> str:
    """A process leader of another region."""
    return running.token("leader", GOTEBORGSREGIONEN)


@dataclass(frozen=True)
class Production:
    """A server on the same database with the settings of production, and the address where it finds keys."""

    server: Installation
    keys: KeyServer


@pytest.fixture(scope="session")
def production(running: Kept, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Production]:
    """Accepts the same issuer's tokens; the keys come from a server that counts."""
    folder, port = tmp_path_factory.mktemp("production"), free_port()
    with key_server(published_keys(running)) as keys:
        changes = {
            "SAMVERKA_ENVIRONMENT": "production",
            "SAMVERKA_ISSUER": PUBLIC_ISSUER,
            "SAMVERKA_DATA_DIR": str(folder),
            "SAMVERKA_PORT": str(port),
            "SAMVERKA_JWKS_URL": keys.address,
        }
        environment = running.environment | changes
        address = f"http://127.0.0.1:{port}"
        server = Public(running.database, address, folder, environment, issuer=running.issuer, http=running.http)
        server.start("serve")
        try:
            server.wait_until_ready()
            yield Production(server, keys)
        finally:
            server.stop("serve")
