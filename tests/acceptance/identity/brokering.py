"""What the tests of municipalities' own logins share, whichever way the municipality speaks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from tests.acceptance.identity.municipality import Municipality, OnMessage, Wanderer, ignore
from tests.acceptance.identity.support import PASSWORD, Identity

REFUSED = "Vi ber om ursäkt"

M = TypeVar("M", bound=Municipality)


def own(identity: Identity, kind: type[M], **differing: Any) -> M:
    """A municipality that no other test knows; it is not open yet."""
    tenant = identity.tenant()
    organisation_id = identity.directory().add_organisation(tenant)
    return kind(identity, tenant, organisation_id, f"kommun-{tenant.number}.exempel.se", **differing)


@contextmanager
def opened(*municipalities: M) -> Iterator[tuple[M, ...]]:
    for municipality in municipalities:
        municipality.open()
    yield municipalities
    for municipality in municipalities:
        municipality.close()


class Visit:
    """A login that begins with a mail address at Samverka and goes where Keycloak leads."""

    def __init__(
        self, identity: Identity, mail: str, scope: str = "openid organization", on_message: OnMessage = ignore
    ) -> None:
        self.identity = identity
        self.wanderer, self.login = Wanderer(identity.settings.address, on_message), identity.login()
        self.login.begin(self.wanderer, scope)
        self.wanderer.submit(username=mail)

    def at_the_municipality(self, name: str) -> Wanderer:
        self.wanderer.submit(username=name, password=PASSWORD)
        return self.wanderer

    def token(self) -> str:
        return str(self.login.finish(self.wanderer)["access_token"])


def refuse_address(visit: Visit, mail: str) -> None:
    """The address that the provider told is shown to be corrected, and not accepted however often it is sent."""
    for _ in range(2):
        assert visit.wanderer.form.fields["email"] == mail
        visit.wanderer.submit(email=mail, firstName="Mallory", lastName="Exempel")
        assert visit.wanderer.answer.is_success


def people_with(identity: Identity, mail: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = identity.administer("GET", f"users?email={mail}&exact=true").json()
    return found


def providers_of(identity: Identity, person_id: str) -> list[str]:
    found = identity.administer("GET", f"users/{person_id}/federated-identity").json()
    return [link["identityProvider"] for link in found]
