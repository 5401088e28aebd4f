"""Where one can go from every page: by the kind of organisation, and by what one holds in it."""

from collections.abc import Sequence
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
_BEFORE_OTHERS = {Section.AUDIT, Section.MEMBERS}
"""What somebody is there for who has a role of its own for it."""
_BY_ROLE = {
    Role.AUDITOR: (Section.AUDIT,),
    Role.ADMINISTRATOR: (Section.MEMBERS, Section.MEMBERSHIPS, Section.AUDIT),
    Role.PROCESS_LEADER: (Section.MEMBERSHIPS,),
    Role.OFFICER: (Section.MEMBERSHIPS,),
}

MOST_BESIDE = 6
"""Entries of the menu that stand in the bar, in one line of a window that is 1280 wide."""


@dataclass(frozen=True)
class MenuEntry:
    """A link of the navigation; its text is in the catalogue by its section."""

    section: Section
    address: str


@dataclass(frozen=True)
class Menu:
    """The links for somebody: those that all stand in the bar, and those behind its last entry."""

    beside: Sequence[MenuEntry]
    more: Sequence[MenuEntry]

    def has_behind(self, section: Section | None) -> bool:
        """Whether the page that one is on lies behind the last entry."""
        return any(entry.section is section for entry in self.more)


def menu_of(viewer: Viewer, *, in_region: bool = True) -> Menu:
    """What she looks into most comes first; who leads an insats alone goes on from the first page.

    `in_region`: whether her organisation belongs to a region; a funder, for one, does not.
    """
    entries = [MenuEntry(section, _ADDRESSES[section]) for section in _sections(viewer, in_region=in_region)]
    fits = len(entries) <= MOST_BESIDE + 1
    return Menu(entries, ()) if fits else Menu(entries[:MOST_BESIDE], entries[MOST_BESIDE:])


def _sections(viewer: Viewer, *, in_region: bool) -> Sequence[Section]:
    if viewer.leads_only:
        return [Section.TODO]
    is_forbund = viewer.kind is OrganisationKind.KOMMUNALFORBUND
    elsewhere = viewer.kind not in {OrganisationKind.KOMMUN, OrganisationKind.KOMMUNALFORBUND} and not in_region
    first, *others = (Section.TODO,) if elsewhere else _OF_A_FORBUND if is_forbund else _OF_A_KOMMUN
    own = [section for role, sections in _BY_ROLE.items() if role in viewer.roles for section in sections]
    before = [section for section in own if section in _BEFORE_OTHERS]
    return list(dict.fromkeys([first, *before, *others, *own]))
