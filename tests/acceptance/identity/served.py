"""Samverka as it is served to people: the story's region, with a Keycloak in which its people log in."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import psycopg

from samverka_domain.kernel.decision import Body
from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_infra import credentials
from samverka_services.commands.mandates import GiveMandate
from samverka_services.commands.organisations import RenameOrganisation
from samverka_services.demo import people
from samverka_services.kernel.timing import clock
from samverka_services.tenants.file import TenantEntry
from tests.acceptance.identity.support import Identity
from tests.support.databases import Cluster, Database
from tests.support.installation import Running, fyrbodal, play_story, started
from tests.support.world import GOTEBORG, TROLLHATTAN, UDDEVALLA, empty_world

FYRBODAL = fyrbodal()
NAMES = {
    FYRBODAL: "Fyrbodals kommunalförbund",
    TROLLHATTAN: "Trollhättan",
    UDDEVALLA: "Uddevalla",
    GOTEBORG: "Göteborg",
}
_KINDS = {
    FYRBODAL: (OrganisationKind.KOMMUNALFORBUND, None),
    TROLLHATTAN: (OrganisationKind.KOMMUN, "1488"),
    UDDEVALLA: (OrganisationKind.KOMMUN, "1485"),
    GOTEBORG: (OrganisationKind.KOMMUN, "1480"),
}
_DECIDERS = {
    FYRBODAL: (Body.FORBUNDSLEDNING, people.MANAGER),
    TROLLHATTAN: (Body.KOMMUNLEDNING, people.director("1488")),
    UDDEVALLA: (Body.KOMMUNLEDNING, people.director("1485")),
    GOTEBORG: (Body.KOMMUNLEDNING, "director"),
}
TEST_API_CLIENT = "samverka-test-api"
"""Gives tokens for a name and password; only the tests have it."""
_SCOPES = ["basic", "acr", "samverka-api", "samverka:read", "samverka:write"]
_ADMINISTRATORS = {GOTEBORG: "administrator"}


@dataclass(frozen=True)
class Person:
    """Somebody with an account."""

    mail: str
    person_id: str


@dataclass
class Served(Running):
    """The running parts, with Keycloak as their issuer."""

    identity: Identity = field(kw_only=True)

    def person(self, name: str, holds: Mapping[str, Role | Body | None], *, second_factor: bool = False) -> Person:
        """Somebody who belongs to these organisations and holds this in them; None is no mandate."""
        mail = f"{name}@webben.exempel.se"
        person_id = self.identity.person(mail, *(_entry(number) for number in holds))
        if not second_factor:
            admin = self.identity.admin
            admin.assign_realm_roles(person_id, [admin.get_realm_role("without-second-factor")])
        for number, held in holds.items():
            if held is not None:
                self.give(person_id, number, held)
        return Person(mail, person_id)

    def give(self, person_id: str, number: str, holds: Role | Body) -> None:
        """A mandate, from now on."""
        with empty_world(self.database) as world:
            world.now = clock()
            body, decider = _DECIDERS[number]
            decision = world.decision(body, decider, on=date(2026, 1, 15))
            command = GiveMandate(person_id=person_id, holds=holds, valid_from=date(2020, 1, 1), decision=decision)
            administrator = _ADMINISTRATORS.get(number, people.FIRST_ADMINISTRATOR)
            world.do(administrator, number, command, key=f"{person_id} {number} {holds}")

    def rename(self, number: str, name: str, version: int = 1) -> None:
        """An organisation calls itself differently from now on."""
        with empty_world(self.database) as world:
            world.now = clock()
            administrator = _ADMINISTRATORS.get(number, people.FIRST_ADMINISTRATOR)
            world.do(administrator, number, RenameOrganisation(name=name), key=f"rename {name}", version=version)

    def revoke(self, *subjects: str, at: datetime) -> None:
        """As whoever hears of it does."""
        with psycopg.connect(self.database.identity_url) as connection:
            credentials.revoke(connection, subjects, at)

    @contextmanager
    def another_process(self, port: int) -> Iterator[str]:
        """A second server on the same database; people reach both by the same address, as behind a balancer."""
        other = Served(
            self.database,
            f"http://127.0.0.1:{port}",
            self.folder,
            {**self.environment, "SAMVERKA_PORT": str(port)},
            identity=self.identity,
        )
        other.start("serve")
        try:
            other.wait_until_ready()
            yield other.address
        finally:
            other.stop("serve")


def _entry(number: str) -> TenantEntry:
    kind, kommunkod = _KINDS[number]
    person = {"namn": "Anna Exempel", "epost": f"anna@{number}.exempel.se"}
    values = {"organisationsnummer": number, "namn": NAMES[number], "slag": kind, "kommunkod": kommunkod}
    return TenantEntry.model_validate({**values, "administrator": person})


@contextmanager
def serving(identity: Identity, cluster: Cluster, folder: Path) -> Iterator[Served]:
    """Server and projector, where Keycloak sends people back to."""
    with cluster.database(play_story) as database:
        identity.add_test_client(TEST_API_CLIENT, defaultClientScopes=_SCOPES)
        served = Served(
            database,
            identity.settings.web_address,
            folder,
            _environment(identity, database, folder),
            identity=identity,
        )
        with started(served):
            yield served


def _environment(identity: Identity, database: Database, folder: Path) -> dict[str, str]:
    return {
        "SAMVERKA_DATA_DIR": str(folder),
        "SAMVERKA_DATABASE_URL": database.app_url,
        "SAMVERKA_PROJECTOR_DATABASE_URL": database.projector_url,
        "SAMVERKA_IDENTITY_DATABASE_URL": database.identity_url,
        "SAMVERKA_ISSUER": identity.settings.issuer,
        "SAMVERKA_AUTHORIZED_PARTIES": f"samverka-web,samverka-cli,{TEST_API_CLIENT}",
        "SAMVERKA_PORT": identity.settings.web_address.rpartition(":")[2],
        "SAMVERKA_KEYCLOAK_WEB_ADDRESS": identity.settings.web_address,
        "SAMVERKA_KEYCLOAK_WEB_SECRET": identity.secrets.web_secret,
    }
