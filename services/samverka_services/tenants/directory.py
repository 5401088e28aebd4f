"""What Keycloak knows of organisations and people, asked and told through its administration."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from keycloak import KeycloakAdmin
from keycloak.exceptions import (
    KeycloakAuthenticationError,
    KeycloakConnectionError,
    KeycloakError,
    KeycloakOperationError,
    KeycloakPostError,
)

from samverka_infra.identity_provider.realm import NUMBER
from samverka_infra.identity_provider.settings import REALM, WEB_CLIENT
from samverka_services.tenants.errors import (
    DirectoryRefused,
    DirectoryUnreachable,
    UnknownOrganisation,
    UnknownPerson,
)
from samverka_services.tenants.file import Administrator, TenantEntry

CLIENT = "samverka-provisioning"
KOMMUNKOD = "kommunkod"
_FIRST_ACTIONS = ("UPDATE_PASSWORD",)
CONFLICT = 409
_MISSING = 404
_NO_MEMBER = 400


@dataclass(frozen=True)
class Person:
    """Somebody in Keycloak; her id is the one that mandates name."""

    person_id: str
    awaits_actions: bool
    """Whether she has yet to choose a password."""
    is_new: bool = False


def alias(number: str) -> str:
    """An organisation's name in tokens and scopes."""
    return f"se-{number}"


class Directory:
    """May be used from many threads: each has a connection of its own."""

    def __init__(self, address: str, secret: str) -> None:
        self._address = address
        self._secret = secret
        self._local = threading.local()

    def organisations(self) -> dict[str, str]:
        """Organisationsnummer → id of all organisations that have one."""
        found = self._admin.get_organizations({"briefRepresentation": "false"})
        return {number: str(known["id"]) for known in found for number in known.get("attributes", {}).get(NUMBER, ())}

    def organisation(self, number: str) -> str:
        """The id of one organisation. Raises UnknownOrganisation."""
        found = self._admin.get_organizations({"q": f"{NUMBER}:{number}"})
        if not found:
            raise UnknownOrganisation(number)
        return str(found[0]["id"])

    def members(self, organisation_id: str) -> set[str]:
        """Ids of an organisation's people."""
        found = self._admin.get_organization_members(organisation_id, {"briefRepresentation": "true"})
        return {str(member["id"]) for member in found}

    def person(self, mail: str) -> Person | None:
        """Who has this mail address."""
        found = self._admin.get_users({"email": mail, "exact": "true", "first": 0, "max": 1})
        return Person(str(found[0]["id"]), bool(found[0].get("requiredActions"))) if found else None

    def person_id(self, person: str) -> str:
        """Of a mail address; an id is its own. Raises UnknownPerson."""
        if "@" not in person:
            return person
        found = self.person(person.strip().lower())
        if found is None:
            raise UnknownPerson(person)
        return found.person_id

    def add_organisation(self, tenant: TenantEntry) -> str:
        """Make an organisation; returns its id."""
        made = self._admin.create_organization(_organisation(tenant))
        assert made is not None
        return made

    def add_person(self, administrator: Administrator) -> Person:
        """Make a person who has yet to choose a password, or find her."""
        try:
            return Person(self._admin.create_user(_user(administrator)), awaits_actions=True, is_new=True)
        except KeycloakPostError as error:
            found = self.person(administrator.epost) if error.response_code == CONFLICT else None
            if found is None:
                raise
            return found

    def invite(self, person_id: str) -> None:
        """Send a mail with a link to what she has to do before the first login; its last page leads to Samverka."""
        self._admin.send_update_account(person_id, list(_FIRST_ACTIONS), client_id=WEB_CLIENT)

    def add_member(self, organisation_id: str, person_id: str) -> None:
        """Let her act for the organisation."""
        self._admin.organization_user_add(person_id, organisation_id)

    def remove_member(self, organisation_id: str, person_id: str) -> bool:
        """Let her act for the organisation no more; False if she could not."""
        try:
            self._admin.organization_user_remove(person_id, organisation_id)
        except KeycloakError as error:
            if error.response_code not in (_MISSING, _NO_MEMBER):
                raise
            return False
        return True

    @property
    def _admin(self) -> KeycloakAdmin:
        if not hasattr(self._local, "admin"):
            self._local.admin = KeycloakAdmin(
                server_url=self._address, client_id=CLIENT, client_secret_key=self._secret, realm_name=REALM
            )
        admin: KeycloakAdmin = self._local.admin
        return admin


class Rehearsal(Directory):
    """Asks as the other does, and changes nothing."""

    def add_organisation(self, tenant: TenantEntry) -> str:
        """Nothing."""
        return f"new {tenant.number}"

    def add_person(self, administrator: Administrator) -> Person:
        """Find her, or nobody."""
        return self.person(administrator.epost) or Person("new", awaits_actions=True, is_new=True)

    def invite(self, person_id: str) -> None:
        """Nothing."""

    def add_member(self, organisation_id: str, person_id: str) -> None:
        """Nothing."""


@contextmanager
def unreachable_is_told() -> Iterator[None]:
    """Raises DirectoryUnreachable where Keycloak is away or does not know the client that asks."""
    try:
        yield
    except KeycloakConnectionError as error:
        raise DirectoryUnreachable from error
    except KeycloakAuthenticationError as error:
        raise DirectoryUnreachable(said_by(error)) from error


@contextmanager
def refusals_are_told() -> Iterator[None]:
    """Raises DirectoryRefused or DirectoryUnreachable with what Keycloak gave as the reason."""
    with unreachable_is_told():
        try:
            yield
        except KeycloakOperationError as error:
            raise DirectoryRefused(said_by(error)) from error


def said_by(error: KeycloakError) -> str:
    """What Keycloak gave as the reason."""
    try:
        body = json.loads(error.response_body or b"")
    except ValueError:
        return str(error)
    said = body.get("errorMessage") or body.get("error_description") or body.get("error")
    return str(said or error)


def _organisation(tenant: TenantEntry) -> dict[str, Any]:
    attributes = {NUMBER: [tenant.number]} | ({KOMMUNKOD: [tenant.kommunkod]} if tenant.kommunkod else {})
    return {"name": tenant.namn, "alias": alias(tenant.number), "enabled": True, "attributes": attributes}


def _user(administrator: Administrator) -> dict[str, Any]:
    first, _, last = administrator.namn.strip().rpartition(" ")
    return {
        "username": administrator.epost,
        "email": administrator.epost,
        "firstName": first or last,
        "lastName": last if first else "",
        "enabled": True,
        "requiredActions": list(_FIRST_ACTIONS),
    }
