"""Everybody who may knock, for the authorization matrix: who they are and what they hold."""

import time
from dataclasses import dataclass, field

import psycopg

from samverka_domain.kernel.decision import Body
from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_infra import credentials
from samverka_services.demo import people
from samverka_services.kernel.timing import clock, new_id
from samverka_services.login.tokens import Scope
from tests.support.installation import Installation, fyrbodal
from tests.support.world import GOTEBORG, GOTEBORGSREGIONEN, TROLLHATTAN, UDDEVALLA

FYRBODAL = fyrbodal()
KOMMUN, FORBUND = OrganisationKind.KOMMUN, OrganisationKind.KOMMUNALFORBUND
AUDITOR, FORMER, MACHINE = "exempel-revisor-1488", "exempel-tidigare-1488", "exempel-maskin-1488"
PROJECT_LEADER = "exempel-projektledare"
FUND, FUNDS_ADMINISTRATOR, FUNDS_READER = "2021009994", "exempel-fondens-administrator", "exempel-fondens-lasare"
_NAMING = ("insatsId", "funderId", "insats_id", "funder_id")
"""What names an insats in an address, to whoever may read that it does."""
_NAMING_TO_MEMBERS = (
    *_NAMING,
    *("documentId", "groupId", "meetingId", "document_id", "group_id", "meeting_id", "request_id"),
)
"""Also something of that very insats."""


@dataclass(frozen=True)
class Knocker:
    """A caller: person, organisation, and what she holds there today."""

    name: str
    person: str
    organisation: str
    kind: OrganisationKind
    holds: frozenset[Role | Body] = field(default_factory=frozenset)
    scopes: tuple[Scope, ...] = tuple(Scope)
    leads: frozenset[Role] = field(default_factory=frozenset)
    """What she holds in one insats of Fyrbodal, and nowhere else."""

    def holds_at(self, address: str) -> frozenset[Role | Body]:
        """What she holds where an address names that insats, or does not."""
        naming = _NAMING_TO_MEMBERS if self.in_region else _NAMING
        names_it = any(f"{{{name}}}" in address for name in naming)
        return self.holds | self.leads if names_it else self.holds

    def token(self, running: Installation) -> str:
        """A token of hers."""
        return running.issuer.token(self.person, self.organisation, 600, self.scopes)

    @property
    def in_region(self) -> bool:
        """Whether she belongs to Fyrbodal."""
        return self.organisation not in {GOTEBORG, GOTEBORGSREGIONEN, FUND}


def _held(*holds: Role | Body) -> frozenset[Role | Body]:
    return frozenset(holds)


KNOCKERS = (
    Knocker("own officer", people.officer("1488"), TROLLHATTAN, KOMMUN, _held(Role.OFFICER)),
    Knocker("own decider", people.director("1488"), TROLLHATTAN, KOMMUN, _held(Body.KOMMUNLEDNING)),
    Knocker("own auditor", AUDITOR, TROLLHATTAN, KOMMUN, _held(Role.AUDITOR)),
    Knocker("own administrator", people.FIRST_ADMINISTRATOR, TROLLHATTAN, KOMMUN, _held(Role.ADMINISTRATOR)),
    Knocker("mandate has ended", FORMER, TROLLHATTAN, KOMMUN),
    Knocker("operator", "operator", TROLLHATTAN, KOMMUN),
    Knocker("machine that reads", MACHINE, TROLLHATTAN, KOMMUN, _held(Role.AUDITOR), (Scope.READ,)),
    Knocker("other municipality", people.officer("1485"), UDDEVALLA, KOMMUN, _held(Role.OFFICER)),
    Knocker("municipality elsewhere", "officer", GOTEBORG, KOMMUN, _held(Role.OFFICER)),
    Knocker("förbund", people.LEADER, FYRBODAL, FORBUND, _held(Role.PROCESS_LEADER, Role.REGISTRAR)),
    Knocker("e-råd", people.CHAIR, FYRBODAL, FORBUND, _held(Body.E_RAD)),
    Knocker("project leader", PROJECT_LEADER, FYRBODAL, FORBUND, leads=frozenset({Role.PROJECT_LEADER})),
    Knocker(
        "funder's reader",
        FUNDS_READER,
        FUND,
        OrganisationKind.MYNDIGHET,
        leads=frozenset({Role.FUNDER_READER}),
    ),
    Knocker(
        "funder's administrator", FUNDS_ADMINISTRATOR, FUND, OrganisationKind.MYNDIGHET, _held(Role.ADMINISTRATOR)
    ),
    Knocker("förbund elsewhere", "leader", GOTEBORGSREGIONEN, FORBUND, _held(Role.PROCESS_LEADER, Role.REGISTRAR)),
)

SEATS = {
    FYRBODAL: {
        "E_RAD": people.CHAIR,
        "FORBUNDSLEDNING": people.MANAGER,
        "KOMMUNDIREKTORER": people.DIRECTOR,
    },
    GOTEBORGSREGIONEN: dict.fromkeys(("E_RAD", "FORBUNDSLEDNING", "KOMMUNDIREKTORER"), "chair"),
    TROLLHATTAN: {"KOMMUNLEDNING": people.director("1488")},
    UDDEVALLA: {"KOMMUNLEDNING": people.director("1485")},
    GOTEBORG: {"KOMMUNLEDNING": "director"},
    FUND: {},
}
"""Who sits in which body, by organisation."""


def bad_tokens(running: Installation) -> dict[str, tuple[str | None, int, str]]:
    """Tokens that open nothing, with the status and code of their refusal."""
    expired = running.token(people.LEADER, FYRBODAL, lifetime_seconds=-60)
    return {
        "no token": (None, 401, "unauthenticated"),
        "expired": (expired, 401, "unauthenticated"),
        "no organisation": (_without_organisation(running), 403, "no-organisation"),
        "revoked": (_revoked(running), 401, "revoked"),
        "client without scope": (running.issuer.token(people.LEADER, FYRBODAL, scopes=()), 403, "scope-missing"),
    }


def _without_organisation(running: Installation) -> str:
    now = int(time.time())
    claims: dict[str, object] = {"iss": running.issuer.issuer, "aud": "samverka-api", "azp": "samverka-demo"}
    return running.issuer.sign(claims | {"typ": "Bearer", "sub": "anna", "iat": now, "exp": now + 600})


def _revoked(running: Installation) -> str:
    session = new_id()
    token = running.issuer.token(people.LEADER, FYRBODAL, session=session)
    with psycopg.connect(running.database.identity_url) as connection:
        credentials.revoke(connection, [credentials.session(session)], clock())
    return token
