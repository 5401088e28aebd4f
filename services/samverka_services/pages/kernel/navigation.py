"""Where one can go from every page: by the kind of organisation, and by what one holds in it."""

from dataclasses import dataclass
from enum import StrEnum

from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_services.pages.kernel.visit import Viewer


class Section(StrEnum):
    """A part of the site; the page that one is on says which."""

    TODO = "todo"
    OWN = "own"
    MATRIX = "matrix"
    REQUESTS = "requests"
    INSATSER = "insatser"
    STATUS = "status"
    PLAN = "plan"
    STEERING = "steering"
    HISTORY = "history"
    AUDIT = "audit"
    MEMBERS = "members"
    MEMBERSHIPS = "memberships"
    YEAR_WHEEL = "year-wheel"
    SEARCH = "search"


_ADDRESSES = {
    Section.TODO: "/",
    Section.OWN: "/vara-insatser",
    Section.MATRIX: "/laget",
    Section.REQUESTS: "/forfragningar",
    Section.INSATSER: "/insatser",
    Section.STATUS: "/status",
    Section.PLAN: "/handlingsplan",
    Section.STEERING: "/styrgrupper",
    Section.HISTORY: "/historik",
    Section.AUDIT: "/revision",
    Section.MEMBERS: "/medlemmar",
    Section.MEMBERSHIPS: "/medlemskap",
    Section.YEAR_WHEEL: "/arshjul",
}
_OF_A_KOMMUN = (
    Section.TODO,
    Section.OWN,
    Section.MATRIX,
    Section.STATUS,
    Section.PLAN,
    Section.STEERING,
    Section.YEAR_WHEEL,
    Section.HISTORY,
)
_OF_A_FORBUND = (
    Section.TODO,
    Section.MATRIX,
    Section.REQUESTS,
    Section.INSATSER,
    Section.STATUS,
    Section.PLAN,
    Section.STEERING,
    Section.HISTORY,
)
_BY_ROLE = {
    Role.AUDITOR: (Section.AUDIT,),
    Role.ADMINISTRATOR: (Section.MEMBERS, Section.MEMBERSHIPS, Section.AUDIT),
    Role.PROCESS_LEADER: (Section.MEMBERSHIPS,),
    Role.OFFICER: (Section.MEMBERSHIPS,),
}


@dataclass(frozen=True)
class MenuEntry:
    """A link of the navigation; its text is in the catalogue by its section."""

    section: Section
    address: str


def entries(viewer: Viewer) -> list[MenuEntry]:
    """The links for somebody; who leads an insats and holds nothing else goes on from the first page."""
    if viewer.leads_only:
        return [MenuEntry(Section.TODO, _ADDRESSES[Section.TODO])]
    is_forbund = viewer.kind is OrganisationKind.KOMMUNALFORBUND
    found = [*(_OF_A_FORBUND if is_forbund else _OF_A_KOMMUN)]
    found += [section for role, sections in _BY_ROLE.items() if role in viewer.roles for section in sections]
    return [MenuEntry(section, _ADDRESSES[section]) for section in dict.fromkeys(found)]
