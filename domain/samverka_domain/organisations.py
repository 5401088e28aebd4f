"""Organisations: every municipality, kommunalförbund, region or company is a tenant with its own log."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from eventsourcing.domain import event

from samverka_domain.kernel.aggregate import Aggregate, Audience
from samverka_domain.kernel.identifiers import kommunkod_if_any, organisation_number
from samverka_domain.kernel.limits import Name
from samverka_domain.kernel.rules import Rule, require


class OrganisationKind(StrEnum):
    """What sort of organisation a tenant is."""

    KOMMUN = "KOMMUN"
    KOMMUNALFORBUND = "KOMMUNALFORBUND"
    REGION = "REGION"
    BOLAG = "BOLAG"
    MYNDIGHET = "MYNDIGHET"
    """A state authority or a fund, which gives money to insatser."""


class Organisation(Aggregate):
    """A tenant's own record of who it is; the operator's provisioning starts it."""

    class Event(Aggregate.Event):
        """Base of an organisation's events: what all of them say."""

        audience = Audience.PRIVATE
        name: Name

    class Registered(Event, Aggregate.Created):
        """The organisation was given its place in Samverka."""

        kind: OrganisationKind
        organisation_number: str
        kommunkod: str | None

    class Renamed(Event):
        """The organisation changed its name."""

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
        require((kommunkod is not None) == (kind is OrganisationKind.KOMMUN), Rule.MUNICIPALITY_NEEDS_KOMMUNKOD)
        known_by = {"organisation_number": number, "kommunkod": kommunkod_if_any(kommunkod)}
        return cls.begin(cls.Registered, cls.stream(number), at, name=name, kind=kind, **known_by)

    def rename(self, name: str, at: datetime) -> None:
        """Give the organisation a new name from now on; the past keeps the old one."""
        self.record(self.Renamed, at, name=name)

    @event(Renamed)
    def _when_renamed(self, name: str) -> None:
        self.name = name
