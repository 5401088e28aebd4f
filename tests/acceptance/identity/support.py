"""A Keycloak to test against, with a mail server and a client that only tests have."""

import json
import os
import re
import subprocess
import threading
import time
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
from keycloak import KeycloakAdmin
from pydantic import SecretStr

from samverka_infra.embedded import PROGRAMS
from samverka_infra.identity_provider.database import own_database
from samverka_infra.identity_provider.distribution import prepared
from samverka_infra.identity_provider.secrets import Secrets
from samverka_infra.identity_provider.server import ADMIN, KeycloakServer, Places
from samverka_infra.identity_provider.settings import REALM, KeycloakSettings
from samverka_services.kernel.timing import new_id
from samverka_services.login.issuer_keys import IssuerKeys
from samverka_services.login.tokens import Expected, Scope, TokenVerifier
from samverka_services.tenants.directory import Directory
from samverka_services.tenants.file import TenantEntry
from samverka_services.tenants.joining import joining
from samverka_services.tenants.provisioning import Provisioning, TenantOutcome
from samverka_services.tenants.registration import registering
from tests.acceptance.identity.browser import Login
from tests.support.databases import Cluster
from tests.support.installation import free_port
from tests.support.mailbox import Mailbox, text_of
from tests.support.patience import PATIENCE_SECONDS
from tests.support.world import World

TEST_CLIENT = "samverka-test"
ADMIN_SECONDS = 20.0
"""As long as the administrator stays logged in, well within the minute that her token holds."""
PASSWORD = "ett-långt-lösenord-5"
_SCOPES = {
    "defaultClientScopes": ["basic", "acr", "samverka-api", *Scope],
    "optionalClientScopes": ["organization"],
}


def link_in(mail: EmailMessage) -> str:
    links = re.findall(r"https?://\S+", text_of(mail))
    return str(next((link for link in links if "action-token" in link), links[0]))


@dataclass
class Identity:
    """The running Keycloak and how tests talk to it."""

    settings: KeycloakSettings
    secrets: Secrets
    server: KeycloakServer
    mailbox: Mailbox
    test_clients: set[str] = field(default_factory=set)
    """Which tests have added, whichever ran before."""
    _numbers: list[int] = field(default_factory=lambda: [0])
    _since: float = -ADMIN_SECONDS
    """When the administrator logged in, by a clock that only goes on."""

    @property
    def admin(self) -> KeycloakAdmin:
        """Keycloak's own administrator, in the realm."""
        if time.monotonic() > self._since + ADMIN_SECONDS:
            self._admin = self._logged_in()
            self._since = time.monotonic()
        return self._admin

    def _logged_in(self) -> KeycloakAdmin:
        found = KeycloakAdmin(
            server_url=self.settings.address,
            username=ADMIN,
            password=self.secrets.admin_password,
            realm_name=REALM,
            user_realm_name="master",
        )
        found.connection.get_token()
        return found

    def administer(self, method: str, path: str, body: Any = None, realm: str = f"/{REALM}") -> httpx.Response:
        """What Keycloak's own pages for administrators send."""
        tokens = self.admin.connection.token
        assert tokens
        address = f"{self.settings.address}/admin/realms{realm}/{path}".rstrip("/")
        headers = {"Authorization": f"Bearer {tokens['access_token']}"}
        return httpx.request(method, address, json=body, headers=headers, timeout=PATIENCE_SECONDS).raise_for_status()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Keycloak is stopped, and started again afterwards."""
        self.server.stop()
        try:
            yield
        finally:
            self.server.start()
            self._since = -ADMIN_SECONDS

    def directory(self) -> Directory:
        return Directory(self.settings.address, self.secrets.provisioning_secret)

    def verifier(self, client: str = TEST_CLIENT) -> TokenVerifier:
        """As Samverka makes one from its settings."""
        expected = Expected(self.settings.issuer, "samverka-api", frozenset({client}))
        return TokenVerifier(expected, IssuerKeys(self.settings.issuer, None))

    def provision(self, world: World, tenants: list[TenantEntry]) -> list[TenantOutcome]:
        register, join = registering(world.log, new_id), joining(world.log)
        return Provisioning(self.directory(), register, join).run(tenants, lambda _outcome: None)

    def tenant(self, mail: str | None = None) -> TenantEntry:
        """A tenant that no other test knows, and unless it is told otherwise an administrator of its own."""
        self._numbers[0] += 1
        number = organisationsnummer(self._numbers[0])
        person = {"namn": "Anna Exempel", "epost": mail or f"anna@{number}.exempel.se"}
        values = {"organisationsnummer": number, "namn": f"Exempelbolaget {number} AB", "slag": "BOLAG"}
        return TenantEntry.model_validate({**values, "administrator": person})

    def person(self, mail: str, *tenants: TenantEntry) -> str:
        """Somebody with a password, member of these tenants' organisations; returns her id."""
        credentials = [{"type": "password", "value": PASSWORD, "temporary": False}]
        names = {"username": mail, "email": mail, "firstName": "Bo", "lastName": "Exempel"}
        person_id = self.admin.create_user(
            {**names, "enabled": True, "emailVerified": True, "credentials": credentials}
        )
        known = self.directory().organisations()
        for tenant in tenants:
            organisation_id = known.get(tenant.number) or self.directory().add_organisation(tenant)
            self.directory().add_member(organisation_id, person_id)
        return person_id

    def give_second_factor(self, person_id: str, secret: str) -> None:
        """An app that shows one-time codes of this secret."""
        otp = '{"subType": "totp", "digits": 6, "counter": 0, "period": 30, "algorithm": "HmacSHA1"}'
        credential = {"type": "otp", "secretData": json.dumps({"value": secret}), "credentialData": otp}
        self.admin.update_user(person_id, {"credentials": [credential]})

    def token(self, mail: str, scope: str, client: str = TEST_CLIENT) -> str:
        """An access token for a name and password, which only the tests' own client may ask for."""
        person = {"username": mail, "password": PASSWORD, "scope": scope}
        answer = self.ask_for_token(grant_type="password", client_id=client, **person)
        return str(answer.raise_for_status().json()["access_token"])

    def ask_for_token(self, **data: str) -> httpx.Response:
        return httpx.post(
            f"{self.settings.issuer}/protocol/openid-connect/token", data=data, timeout=PATIENCE_SECONDS
        )

    def revoke_token(self, refresh_token: str, client: str = TEST_CLIENT) -> None:
        """As a client does when its user logs out."""
        data = {"client_id": client, "token": refresh_token}
        httpx.post(f"{self.settings.issuer}/protocol/openid-connect/revoke", data=data).raise_for_status()

    def login(self) -> Login:
        callback = f"{self.settings.web_address}/auth/callback"
        return Login(self.settings.issuer, "samverka-web", self.secrets.web_secret, callback)

    def add_test_client(self, client: str, **differing: Any) -> None:
        self.test_clients.add(client)
        settings = {"publicClient": True, "directAccessGrantsEnabled": True, "standardFlowEnabled": False}
        self.admin.create_client({"clientId": client, "fullScopeAllowed": False, **settings, **_SCOPES, **differing})


@contextmanager
def running_identity(cluster: Cluster, folder: Path) -> Iterator[Identity]:
    """Keycloak with the realm, its data in the tests' cluster."""
    mailbox = Mailbox()
    port, management_port = free_port(), free_port()
    settings = KeycloakSettings(
        address=f"http://localhost:{port}",  # passkeys are made for a name, not for a number
        port=port,
        management_port=management_port,
        smtp_port=mailbox.port,
        web_address=f"http://127.0.0.1:{free_port()}",
        provisioning_secret=SecretStr("bara-för-testerna"),
    )
    secrets = Secrets("admin-i-testerna", "webben-i-testerna", "bara-för-testerna", "vakten-i-testerna")
    places = Places(prepared(settings.cache_dir, print), folder, own_database(cluster.server.admin_url))
    server = KeycloakServer(places, settings, secrets)
    _have_tables(server, places, settings.cache_dir / f"{places.home.name}.tests.dump")
    with mailbox.open(), server:
        identity = Identity(settings, secrets, server, mailbox)
        identity.add_test_client(TEST_CLIENT)
        yield identity


def _have_tables(server: KeycloakServer, places: Places, dump: Path) -> None:
    """Keycloak's tables are made once and kept in the cache: that is half of a first start. The realm is not."""
    if dump.exists():
        _run_program("pg_restore", "--no-owner", f"--dbname={places.database_url}", str(dump))
        return
    server.start()
    server.stop()
    unfinished = dump.with_suffix(f".{os.getpid()}")
    _run_program("pg_dump", "--format=custom", f"--dbname={places.database_url}", f"--file={unfinished}")
    unfinished.rename(dump)


def _run_program(name: str, *arguments: str) -> None:
    subprocess.run([PROGRAMS / name, *arguments], check=True)


def claims_of(token: str) -> dict[str, Any]:
    """What a token says, unverified."""
    found: dict[str, Any] = json.loads(urlsafe_b64decode(token.split(".")[1] + "=="))
    return found


def organisationsnummer(index: int) -> str:
    """A number with the right check digit."""
    digits = f"559{index:06}"
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return digits + str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def at_mail(number: int, mailbox: Mailbox, act: Callable[[], None]) -> threading.Event:
    """Do something when the n-th mail from now arrives; the mail is not answered before it is done."""
    done, awaited = threading.Event(), len(mailbox.mails) + number

    def look() -> None:
        if len(mailbox.mails) == awaited:
            act()
            done.set()

    mailbox.on_mail = look
    return done
