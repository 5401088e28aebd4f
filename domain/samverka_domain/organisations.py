"""Organisations: every municipality, kommunalförbund, region or company is a tenant with its own log."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from eventsourcing.domain import event

from samverka_domain.kernel.aggregate import Aggregate, Audience
from samverka_domain.kernel.identifiers import kommunkod_if_any, organisation_number
from samverka_domain.kernel.rules import Rule, require, require_text


class OrganisationKind(StrEnum):
    """What sort of organisation a tenant is."""

    KOMMUN = "KOMMUN"
    KOMMUNALFORBUND = "KOMMUNALFORBUND"
    REGION = "REGION"
    BOLAG = "BOLAG"


class Organisation(Aggregate):
    """A tenant's own record of who it is; the operator's provisioning starts it."""

    class Registered(Aggregate.Created):
        """The organisation was given its place in Samverka."""

        audience = Audience.PRIVATE
        name: str
        kind: OrganisationKind
        organisation_number: str
        kommunkod: str | None

    class Renamed(Aggregate.Event):
        """The organisation changed its name."""

        audience = Audience.PRIVATE
        name: str

    def __init__(self, name: str, kind: OrganisationKind, organisation_number: str, kommunkod: str | None) -> None:
        self.name = name
        self.kind = kind
        self.organisation_number = organisation_number
        self.kommunkod = kommunkod

    @staticmethod
    def stream(organisation_number: str) -> str:
        """The stream of this organisation in its own tenant."""
        return f"organisation:{organisation_number}"

    @classmethod
    def register(cls, number: str, name: str, kind: OrganisationKind, kommunkod: str | None, at: datetime) -> Self:
        """Register an organisation; a municipality needs its kommunkod, others have none."""
        number = organisation_number(number)
        require_text(name, "name", longest=200)
        require((kommunkod is not None) == (kind is OrganisationKind.KOMMUN), Rule.MUNICIPALITY_NEEDS_KOMMUNKOD)
        return cls._create(
            cls.Registered,
            id=cls.stream(number),
            timestamp=at,
            name=name,
            kind=kind,
            organisation_number=number,
            kommunkod=kommunkod_if_any(kommunkod),
        )

    def rename(self, name: str, at: datetime) -> None:
        """Give the organisation a new name from now on; the past keeps the old one."""
        require_text(name, "name", longest=200)
        self.trigger_event(self.Renamed, name=name, timestamp=at)

    @event(Renamed)
    def _when_renamed(self, name: str) -> None:
        self.name = name
