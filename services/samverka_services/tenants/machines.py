"""Other systems' clients in Keycloak: each acts for one tenant, and may be used for what it was given."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from keycloak.exceptions import KeycloakError, KeycloakPostError

from samverka_infra.credentials import client_key
from samverka_infra.identity_provider.realm import MachineTenant, machine_client
from samverka_infra.machines import client_id
from samverka_services.login.tokens import Scope
from samverka_services.tenants.directory import CONFLICT, Directory, alias
from samverka_services.tenants.errors import UnknownMachine

_SECRET_BYTES = 32
_MISSING = 404


@dataclass(frozen=True)
class Machine:
    """A machine's client; its secret is known here only when it was made."""

    client_id: str
    person_id: str
    """Under which mandates are given."""
    secret: str | None = field(default=None, repr=False)


class Machines(Directory):
    """Makes machines' clients, changes and removes them. Raises KeycloakError where Keycloak refuses."""

    def ensure(self, number: str, name: str, scopes: Iterable[Scope]) -> Machine:
        """Make the client, or find it and see to its scopes. Raises UnknownOrganisation."""
        found = client_id(number, name)
        tenant = MachineTenant(alias(number), number, self.organisation(number))
        secret = secrets.token_urlsafe(_SECRET_BYTES)
        try:
            self._admin.create_client({"id": client_key(found), **machine_client(found, secret, tenant, scopes)})
        except KeycloakPostError as error:
            if error.response_code != CONFLICT:
                raise
            self._have_scopes(found, set(scopes))
            return Machine(found, self._account(found))
        return Machine(found, self._account(found), secret)

    def rotate(self, number: str, name: str) -> Machine:
        """A new secret; the old one is good for nothing from then on. Raises UnknownMachine."""
        found = client_id(number, name)
        try:
            made = self._admin.generate_client_secrets(client_key(found))
        except KeycloakError as error:
            raise _named(error, found) from error
        return Machine(found, self._account(found), str(made["value"]))

    def remove(self, number: str, name: str) -> None:
        """Delete the client. Raises UnknownMachine."""
        found = client_id(number, name)
        try:
            self._admin.delete_client(client_key(found))
        except KeycloakError as error:
            raise _named(error, found) from error

    def _account(self, found: str) -> str:
        return str(self._admin.get_client_service_account_user(client_key(found))["id"])

    def _have_scopes(self, found: str, wanted: set[Scope]) -> None:
        key, ids = client_key(found), {scope["name"]: scope["id"] for scope in self._admin.get_client_scopes()}
        granted = {scope["name"] for scope in self._admin.get_client_default_client_scopes(key)}
        for scope in Scope:
            if scope in wanted and scope not in granted:
                self._admin.add_client_default_client_scope(key, ids[scope], _binding(key, ids[scope]))
            if scope not in wanted and scope in granted:
                self._admin.delete_client_default_client_scope(key, ids[scope])


def _binding(key: str, scope_id: str) -> dict[str, Any]:
    return {"realm": "", "client": key, "clientScopeId": scope_id}


def _named(error: KeycloakError, found: str) -> Exception:
    return UnknownMachine(found) if error.response_code == _MISSING else error
