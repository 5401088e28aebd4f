"""Commands about who funds an insats, and about who reads for the funder."""

from collections.abc import Iterator
from typing import Annotated

from samverka_domain.funders import Funder
from samverka_domain.insatser import Insats
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.identifiers import OrganisationNumber, organisation_number
from samverka_domain.kernel.limits import Day, Id, Name, Person
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import Mandate, Role
from samverka_domain.memberships import Kommunalforbund
from samverka_domain.organisations import OrganisationKind
from samverka_domain.steps import Step
from samverka_services.commands.kernel.context import Context, Decided, said_in
from samverka_services.commands.kernel.corrections import Correct, corrected
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.commands.kernel.examples import correction, decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.spreads import Content, ContentOf
from samverka_services.commands.kernel.topic import Topic
from samverka_services.commands.mandates import given

_FORBUND = OrganisationKind.KOMMUNALFORBUND
TOPIC = Topic("funder", "/insatser/{insatsId}/funders", frozenset({Role.PROCESS_LEADER}), _FORBUND)
OF_THE_FUNDER = Topic(
    "mandate", "/mandates/funders/{forbund}/{funderId}", frozenset({Role.ADMINISTRATOR}), seat_needed=False
)
"""What a funder's administrator does, as with the other mandates of the organisation."""
_LET_IN = {
    "organisationNumber": "202100-9994",
    "funder": "Exempelfonden",
    "validFrom": "2026-12-01",
    "validTo": "2028-12-31",
    "decision": decided("FORBUNDSLEDNING"),
}
_ENDED = {"validTo": "2027-12-31", "decision": decided("FORBUNDSLEDNING")}
_READS = {"personId": "person-id", "validFrom": "2026-12-01", "decision": decided("KOMMUNLEDNING")}


class LetFunderIn(Command):
    """Let an organisation that gives money to an insats read the reports of it."""

    insats_id: Id
    organisation_number: OrganisationNumber
    funder: Name
    """What the organisation is called"""
    valid_from: Day
    valid_to: Day | None = None
    decision: Decision


class EndFunder(Command):
    """End a funder's reading with a day as its last."""

    insats_id: Id
    funder_id: Id
    valid_to: Day
    decision: Decision


class CorrectFunder(Correct):
    """Put right what was recorded of a funder's days, or of their end."""

    insats_id: Id
    funder_id: Id
    content: Annotated[Content, ContentOf(Funder)]


class AppointFunderReader(Command):
    """Let somebody of the funder's own people read the reports of the insats that it funds."""

    forbund: OrganisationNumber
    """The organisationsnummer of the förbund that has let the funder in"""
    funder_id: Id
    person_id: Person
    valid_from: Day
    valid_to: Day | None = None
    decision: Decision


@TOPIC.command("POST", example=_LET_IN, creates=True)
def let_funder_in(command: LetFunderIn, context: Context) -> Decided:
    """Let in an organisation that is in Samverka, and is not let in on these days already."""
    insats, forbund = _insats(command.insats_id, context), _forbund(context)
    with said_in("organisation_number"):
        number = organisation_number(command.organisation_number)
        require(context.work.is_in_samverka(number), Rule.FUNDER_NOT_IN_SAMVERKA, name=command.funder)
    called = command.funder, forbund.name, f"{insats.idea.code} {insats.title}"
    days, funder_id = (command.valid_from, command.valid_to), context.new_id()
    about = funder_id, context.tenant_id, command.insats_id, number
    funder = Funder.let_in(*about, called, days, command.decision, context.at)
    funder.require_apart(_funders(command.insats_id, context))
    return Decided(funder_id, funder)


@TOPIC.command("POST", "/{funderId}/endings", example=_ENDED, changes=True)
def end_funder(command: EndFunder, context: Context) -> Decided:
    """End the reading."""
    funder = _to_change(command, context)
    funder.end(command.valid_to, command.decision, context.at)
    return Decided(command.funder_id, funder)


@TOPIC.command(
    "POST", "/{funderId}/corrections", example=correction("FORBUNDSLEDNING", validTo="2027-12-31"), changes=True
)
def correct_funder(command: CorrectFunder, context: Context) -> Decided:
    """Put right an event of the funder, in the förbund's log."""
    return corrected(command.funder_id, _to_change(command, context), command, context)


@OF_THE_FUNDER.command("POST", "/readers", example=_READS, creates=True)
def appoint_funder_reader(command: AppointFunderReader, context: Context) -> Decided:
    """Give the role in the very insats that the caller's organisation was let in to."""
    funder = _letting_in(command, context)
    days = command.valid_from, command.valid_to
    mandate = Mandate(command.person_id, Role.FUNDER_READER, None, *days, insats_id=funder.insats_id)
    return given(mandate, command.decision, context)


def told_of_stop(insats_id: str, step: Step, stop: Decision, context: Context) -> tuple[Funder, ...]:
    """The funders of an insats that was stopped in this step; those that read today are told."""
    funders = () if stop.overtaken else tuple(_funders(insats_id, context))
    for funder in funders:
        funder.tell_of_stop(step, stop, context.at)
    return funders


def _letting_in(command: AppointFunderReader, context: Context) -> Funder:
    """By which the caller's organisation was let in; guarded. Raises NotFound."""
    with said_in("forbund"):
        forbund = organisation_number(command.forbund)
    stream = Funder.stream(command.funder_id)
    events = context.work.events(forbund, stream)
    funder = Funder.replay(recorded.event for recorded in events)
    if funder is None or funder.organisation != context.tenant_id:
        raise NotFound(Funder.__name__, command.funder_id)
    context.work.guard(forbund, stream, funder.version)
    return funder


def _funders(insats_id: str, context: Context) -> Iterator[Funder]:
    """All that have been let in to the insats."""
    begun = context.work.begun_about(context.tenant_id, insats_id)
    yield from (context.find(Funder, stream) for stream in begun if stream.startswith(Funder.stream("")))


def _insats(insats_id: str, context: Context) -> Insats:
    insats = context.find(Insats, Insats.stream(insats_id))
    insats.require_started()
    return insats


def _forbund(context: Context) -> Kommunalforbund:
    return context.find(Kommunalforbund, Kommunalforbund.stream(context.tenant_id))


def _to_change(command: EndFunder | CorrectFunder, context: Context) -> Funder:
    funder = context.find_to_change(Funder, Funder.stream(command.funder_id))
    if funder.insats_id != command.insats_id:
        raise NotFound(Funder.__name__, command.funder_id)
    return funder
