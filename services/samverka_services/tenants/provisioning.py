"""Bringing Keycloak and the log to what the file says. Every step finds out whether it was done before.

The order makes a run that was cut off safe to run again: the person becomes a member last, so that she is one only
if her mandate is in the log and her invitation was sent.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby
from threading import Event

from keycloak.exceptions import KeycloakError

from samverka_domain.kernel.rules import Refused
from samverka_infra.database import DatabaseUnavailable
from samverka_services.tenants.directory import Directory, Person, unreachable_is_told
from samverka_services.tenants.errors import AnotherAdministrator, DirectoryUnreachable, NotTried, UnknownForbund
from samverka_services.tenants.file import TenantEntry
from samverka_services.tenants.joining import Join
from samverka_services.tenants.registration import Register, Registration

WORKERS = 8
_TOLD = (KeycloakError, DirectoryUnreachable, Refused, DatabaseUnavailable)
"""What can go wrong for one tenant while others have been provided for."""
_ENDS_ALL = (DirectoryUnreachable, DatabaseUnavailable)


class Step(StrEnum):
    """Something that was done, or in a rehearsal would be."""

    PERSON = "person"
    ORGANISATION = "organisation"
    REGISTRATION = "registration"
    INVITATION = "invitation"
    MEMBERSHIP = "membership"
    FORBUND = "forbund"


@dataclass
class TenantOutcome:
    """What was done for one tenant; nothing, if everything had been done before."""

    tenant: TenantEntry
    steps: list[Step] = field(default_factory=list)
    problem: Exception | None = None
    """Why it is not done, or not all of it."""


class Provisioning:
    """Works through tenants, some at a time."""

    def __init__(self, directory: Directory, register: Register, join: Join) -> None:
        self._directory = directory
        self._register = register
        self._join = join
        self._organisations: dict[str, str] = {}
        self._ended = Event()

    def run(self, tenants: Sequence[TenantEntry], done: Callable[[TenantOutcome], None]) -> list[TenantOutcome]:
        """Tell each tenant's outcome when it is known; all of them at the end, with their problems.

        Raises DirectoryUnreachable before anything is done.
        """
        with unreachable_is_told():
            self._organisations = self._directory.organisations()
        outcomes: dict[str, TenantOutcome] = {}
        for outcome in self._side_by_side(_by_person(tenants)):
            outcomes[outcome.tenant.number] = outcome
            done(outcome)
        for outcome in outcomes.values():
            self._let_join(outcome)
        return [outcomes[tenant.number] for tenant in tenants]

    def _let_join(self, outcome: TenantOutcome) -> None:
        """One by one, and last: the förbund may stand after its members in the file."""
        registered = outcome.problem is None or isinstance(outcome.problem, AnotherAdministrator)
        try:
            if registered and self._join(outcome.tenant):
                outcome.steps.append(Step.FORBUND)
        except (Refused, UnknownForbund, DatabaseUnavailable) as error:
            outcome.problem = outcome.problem or error

    def _side_by_side(self, groups: list[list[TenantEntry]]) -> Iterator[TenantOutcome]:
        with ThreadPoolExecutor(WORKERS) as pool:
            try:
                for future in as_completed([pool.submit(self._of_one_person, group) for group in groups]):
                    yield from future.result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise

    def _of_one_person(self, tenants: list[TenantEntry]) -> list[TenantOutcome]:
        outcomes = [TenantOutcome(tenant) for tenant in tenants]
        try:
            self._require_going_on()
            with unreachable_is_told():
                self._provision(outcomes)
        except (*_TOLD, NotTried) as error:
            if isinstance(error, _ENDS_ALL):
                self._ended.set()
            _note_unsolved(outcomes, error)
        return outcomes

    def _require_going_on(self) -> None:
        if self._ended.is_set():
            raise NotTried

    def _provision(self, outcomes: list[TenantOutcome]) -> None:
        person = self._person(outcomes)
        if person.is_new:
            outcomes[0].steps.append(Step.PERSON)
        joining = [(outcome, found) for outcome in outcomes if (found := self._to_join(outcome, person))]
        if joining and person.awaits_actions:
            self._directory.invite(person.person_id)
            joining[0][0].steps.append(Step.INVITATION)
        for outcome, organisation_id in joining:
            self._directory.add_member(organisation_id, person.person_id)
            outcome.steps.append(Step.MEMBERSHIP)

    def _person(self, outcomes: list[TenantOutcome]) -> Person:
        administrator = outcomes[0].tenant.administrator
        was_here = all(outcome.tenant.number in self._organisations for outcome in outcomes)
        known = self._directory.person(administrator.epost) if was_here else None
        return known or self._directory.add_person(administrator)

    def _to_join(self, outcome: TenantOutcome, person: Person) -> str | None:
        """The organisation of which the person is to become a member, when everything before that is done."""
        known = self._organisations.get(outcome.tenant.number)
        organisation_id = known or self._added(outcome)
        if not self._registered(outcome, person) or (known and person.person_id in self._directory.members(known)):
            return None
        return organisation_id

    def _added(self, outcome: TenantOutcome) -> str:
        added = self._directory.add_organisation(outcome.tenant)
        outcome.steps.append(Step.ORGANISATION)
        return added

    def _registered(self, outcome: TenantOutcome, person: Person) -> bool:
        standing = self._register(outcome.tenant, person.person_id)
        if standing is Registration.NEW:
            outcome.steps.append(Step.REGISTRATION)
        if standing is Registration.ANOTHER_ADMINISTRATOR:
            outcome.problem = AnotherAdministrator()
        return outcome.problem is None


def _by_person(tenants: Sequence[TenantEntry]) -> list[list[TenantEntry]]:
    """One who administers several tenants is invited once."""

    def mail(tenant: TenantEntry) -> str:
        return tenant.administrator.epost

    return [list(group) for _, group in groupby(sorted(tenants, key=mail), key=mail)]


def _note_unsolved(outcomes: list[TenantOutcome], problem: Exception) -> None:
    for outcome in outcomes:
        outcome.problem = outcome.problem or problem
