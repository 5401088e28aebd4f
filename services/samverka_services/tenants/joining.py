"""Both halves of a membership, as the operator records them when organisations are set up, from the ordinance."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from samverka_domain.belonging import Invited, MemberDescription
from samverka_domain.joining import Membership, invitations_to
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.memberships import Kommunalforbund
from samverka_infra.event_log.unit_of_work import EventLog, Stamp, UnitOfWork
from samverka_services.catalogue import text
from samverka_services.commands.memberships import with_members
from samverka_services.tenants.errors import UnknownForbund
from samverka_services.tenants.file import TenantEntry
from samverka_services.tenants.tenant import OPERATOR

Join = Callable[[TenantEntry], bool]
"""Sees to a membership that the file names; False if there was nothing to do."""


@dataclass(frozen=True)
class _Named:
    """A membership that the file names."""

    entry: TenantEntry
    forbund: str
    since: date

    def decided(self, body: Body, work: UnitOfWork) -> Decision:
        """By the ordinance, which both organisations have adopted."""
        told, day = text("cli.tenants.ordinance", "sv"), min(self.since, local_day(work.at))
        return Decision(body, day, told, OPERATOR, text("cli.tenants.by-ordinance", "sv"))

    def stamp(self, half: str) -> Stamp:
        """As the operator's act."""
        key = f"samverka membership {half} {self.entry.number} {self.forbund}"
        return Stamp(OPERATOR, key, key)


def joining(log: EventLog) -> Join:
    """Records what is missing of both halves. Raises Refused, UnknownForbund."""

    def join(entry: TenantEntry) -> bool:
        named = _named(entry)
        if named is None:
            return False
        with log.unit_of_work(named.forbund) as work:
            invited_now = _invite(named, work)
        with log.unit_of_work(entry.number) as work:
            return _confirm(named, work) or invited_now

    return join


def rehearsing_joining(log: EventLog) -> Join:
    """Says whether joining would find something to do; of a förbund that is not there yet, it would."""

    def join(entry: TenantEntry) -> bool:
        named = _named(entry)
        if named is None:
            return False
        with log.unit_of_work(entry.number) as work:
            invited = _invitations(named, work)
            return not invited or _is_open(named, invited[-1], work)

    return join


def _named(entry: TenantEntry) -> _Named | None:
    if entry.forbund_number is None or entry.medlem_fran is None:
        return None
    return _Named(entry, entry.forbund_number, entry.medlem_fran)


def _invite(named: _Named, work: UnitOfWork) -> bool:
    """Whoever has been invited before is left alone: what came of it since is no file's to say."""
    forbund = work.load(Kommunalforbund, Kommunalforbund.stream(named.forbund))
    if forbund is None:
        raise UnknownForbund(named.forbund)
    if named.entry.number in forbund.invited:
        return False
    description = MemberDescription(named.entry.namn, named.entry.kommunkod)
    decision = named.decided(Body.FORBUNDSLEDNING, work)
    said = named.entry.number, description, named.since, decision, work.at
    with_members(forbund, work).invite(*said, connected=True)
    work.save(forbund, stamp=named.stamp("invited"), result={})
    return True


def _confirm(named: _Named, work: UnitOfWork) -> bool:
    """What was answered, or taken back, is left alone too."""
    latest = _invitations(named, work)[-1]
    if not _is_open(named, latest, work):
        return False
    decision = named.decided(Body.KOMMUNLEDNING, work)
    membership = Membership.confirm(named.forbund, latest, None, decision, work.at)
    work.save(membership, stamp=named.stamp("confirmed"), result={})
    return True


def _invitations(named: _Named, work: UnitOfWork) -> list[Invited]:
    events = work.events(named.forbund, Kommunalforbund.stream(named.forbund))
    return invitations_to(named.entry.number, (recorded.event for recorded in events))


def _is_open(named: _Named, latest: Invited, work: UnitOfWork) -> bool:
    answered = work.load(Membership, Membership.stream(named.forbund, latest.invitation))
    return answered is None and latest.valid_to is None
