"""What the log calls insatser, organisations, requests, networks and groups, and which of them people mean."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from psycopg import Connection

from samverka_domain.belonging import MemberDescription
from samverka_domain.insatser import Insats
from samverka_domain.kernel.aggregate import DomainEvent
from samverka_domain.kernel.identifiers import organisation_number
from samverka_domain.kernel.rules import Refused
from samverka_domain.memberships import Kommunalforbund
from samverka_domain.networks import Network
from samverka_domain.organisations import Organisation
from samverka_domain.plans import same_code
from samverka_domain.requests import InterestRequest
from samverka_domain.steering import SteeringGroup
from samverka_infra.event_log import reader
from samverka_infra.event_log.rows import RecordedEvent, Row, recorded_event
from samverka_projections.kernel.rows import key_of
from samverka_projections.kernel.set_aside import is_a_rows
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.municipalities import names_by_kommunkod

_LAST = 2**63 - 1
_NAMING: tuple[type[DomainEvent], ...] = (
    Organisation.Registered,
    Organisation.Renamed,
    Kommunalforbund.MemberInvited,
    Kommunalforbund.MemberDescribed,
    Kommunalforbund.Corrected,
    Network.Formed,
    Network.Renamed,
    Insats.IdeaReceived,
    Insats.Described,
    InterestRequest.Drafted,
    InterestRequest.Revised,
    InterestRequest.Sent,
    SteeringGroup.Formed,
    SteeringGroup.Composed,
)


class Ambiguous(Exception):
    """Several things are called so; `ids` says which."""

    def __init__(self, given: str, ids: Iterable[str]) -> None:
        super().__init__(given)
        self.given = given
        self.ids = sorted(ids)


@dataclass
class Names:
    """By id, what things are called now; and what else the organisations are and were called."""

    now: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    """Of insatser, by id."""
    regions: dict[str, str] = field(default_factory=dict)
    """Whose insats it is, by id."""
    known_as: dict[str, set[str]] = field(default_factory=dict)
    """Names and kommunkod of organisations, in lower case, by organisationsnummer."""
    _members: dict[tuple[str, int], str] = field(default_factory=dict)
    """Who was invited by which event of a förbund."""

    def named(self, given: str) -> str:
        """The id with the name of what it stands for; any other text as it is."""
        return f"{self.now[given]} ({given})" if given in self.now else given

    def insatser(self, given: str) -> list[str]:
        """The ids of the insats with this id, or of those that have had this code. Raises NotFound, Ambiguous."""
        found = [each for each, code in self.codes.items() if given == each or same_code(given) == same_code(code)]
        if not found:
            raise NotFound("Insats", given)
        if len({self.regions[each] for each in found}) > 1:
            raise Ambiguous(given, found)
        return found

    def organisation(self, given: str) -> str:
        """The organisationsnummer of whom this number, kommunkod or name means. Raises NotFound, Ambiguous."""
        wanted = {given.strip().casefold(), *_digits(given)}
        found = [number for number, known in self.known_as.items() if wanted & {number, *known}]
        if not found:
            raise NotFound("Organisation", given)
        if len(found) > 1:
            raise Ambiguous(given, found)
        return found[0]

    def learn(self, recorded: RecordedEvent) -> None:
        """Keep what an event calls something."""
        event, key = recorded.event, key_of(recorded.stream_id)
        match event:
            case Organisation.Registered():
                self._call(recorded.tenant_id, event.name, event.kommunkod)
            case Organisation.Renamed():
                self._call(recorded.tenant_id, event.name)
            case Network.Formed() | Network.Renamed():
                self.now[key] = event.name
            case SteeringGroup.Formed() | SteeringGroup.Composed():
                self.now[key] = event.charter.name
            case Insats.IdeaReceived():
                self.codes[key], self.regions[key] = event.idea.code, recorded.tenant_id
                self.now[key] = f"{event.idea.code} {event.idea.title}"
            case Insats.Described():
                self.now[key] = f"{self.codes.get(key, '')} {event.description.title}".strip()
            case InterestRequest.Drafted() | InterestRequest.Revised() | InterestRequest.Sent():
                self.now[key] = event.wording.title
            case _:
                self._learn_of_member(recorded.tenant_id, event)

    def _learn_of_member(self, forbund: str, event: DomainEvent) -> None:
        match event:
            case Kommunalforbund.MemberInvited():
                self._members[forbund, event.originator_version] = event.member_id
                self._describe(event.member_id, event.description)
            case Kommunalforbund.MemberDescribed():
                self._describe(event.member_id, event.description)
            case Kommunalforbund.Corrected(description=MemberDescription() as description):
                member = event.member_id or self._members.get((forbund, event.corrects))
                if member is not None:
                    self._describe(organisation_number(member), description)

    def _describe(self, number: str, description: MemberDescription) -> None:
        self._call(number, description.name, description.kommunkod)

    def _call(self, number: str, name: str, kommunkod: str | None = None) -> None:
        self.now[number] = name
        known = self.known_as.setdefault(number, set())
        known.add(name.casefold())
        if kommunkod is not None:
            known |= {kommunkod, names_by_kommunkod().get(kommunkod, kommunkod).casefold()}


def names(connection: Connection) -> Names:
    """As far as the connection may read."""
    found = Names()
    for row in reader.page_rows(connection, 0, _LAST, [each.type_name for each in _NAMING]):
        if (recorded := readable(row)) is not None:
            found.learn(recorded)
    return found


def readable(row: Row) -> RecordedEvent | None:
    """The event of a row; None if it cannot be read."""
    try:
        return recorded_event(row)
    except Exception as error:
        if not is_a_rows(error):
            raise
        return None


def _digits(given: str) -> Iterator[str]:
    try:
        yield organisation_number(given.strip())
    except Refused:
        return
