"""Commands by which the e-råd judges the interest in an insats, and the case by which gates are judged."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated

from samverka_domain.answers import InterestResponse
from samverka_domain.case import Case
from samverka_domain.commitments import Commitment
from samverka_domain.conditions import ConditionConfirmation
from samverka_domain.happenings import Happening, happening_of
from samverka_domain.insatser import Insats
from samverka_domain.judgements import Interest, Judgement, Threshold
from samverka_domain.kernel.aggregate import DomainEvent, PutRight
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.limits import Day, Id, place
from samverka_domain.kernel.order import is_overtaken
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import Role
from samverka_domain.memberships import Kommunalforbund
from samverka_domain.organisations import OrganisationKind
from samverka_domain.participation import Said, Word, answer_on, words_of
from samverka_domain.pre_study_hours import PreStudyHours
from samverka_domain.requests import InterestRequest
from samverka_domain.steps import StartsWith, Step
from samverka_infra.event_log.rows import RecordedEvent
from samverka_services.commands.kernel.context import Context, Decided, said_in
from samverka_services.commands.kernel.corrections import Correct, corrected
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.commands.kernel.examples import correction, decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.spreads import Content, ContentOf
from samverka_services.commands.kernel.topic import Topic
from samverka_services.commands.memberships import forbund_with_members

TOPIC = Topic("insats", "/insatser/{insatsId}", frozenset({Role.PROCESS_LEADER}), OrganisationKind.KOMMUNALFORBUND)
_JUDGED = {
    "judgement": "GO",
    "threshold": {"least": 3, "counting": "INTERESTED_AND_CONDITIONAL"},
    "decision": decided("E_RAD"),
}


class JudgeInterest(Command):
    """The e-råd judges the answers to the closed request: go on, wait, or not."""

    insats_id: Id
    judgement: Judgement
    threshold: Threshold
    review_on: Day | None = None
    """Of what is to wait: the day on which it is taken up again"""
    instead: Id | None = None
    """Of what is not carried out: another insats in its place"""
    path: StartsWith | None = None
    """Another path than the one that it is on, if the e-råd has chosen one"""
    decision: Decision


class CorrectJudgement(Correct):
    """Put right what was recorded of the e-råd's judgement."""

    insats_id: Id
    content: Annotated[Content, ContentOf(Insats)]


@TOPIC.command("POST", "/judgements", example=_JUDGED, changes=True)
def judge_interest(command: JudgeInterest, context: Context) -> Decided:
    """Judge what has been answered until now, with the counts as they are at this place in the log."""
    insats = _to_change(command.insats_id, context)
    case = case_of(command.insats_id, context)
    gate = case.judgement
    case.require_open(gate)
    _require_there(command.instead, context)
    interest = _answered(case, context)
    about = gate, case.request, command.judgement, command.threshold, interest, command.decision
    insats.judge(*about, context.at, review_on=command.review_on, instead=command.instead)
    choose_path(command.insats_id, insats, command.path, command.decision, context)
    return Decided(command.insats_id, insats)


@TOPIC.command("POST", "/judgements/corrections", example=correction("E_RAD", judgement="GO"), changes=True)
def correct_judgement(command: CorrectJudgement, context: Context) -> Decided:
    """Put right an event of the insats."""
    return corrected(command.insats_id, _to_change(command.insats_id, context), command, context)


def choose_path(
    insats_id: str, insats: Insats, path: StartsWith | None, decision: Decision, context: Context
) -> None:
    """Go another way, if one was chosen; not once the first judgement is behind."""
    if path is None:
        return
    case, steps = case_of(insats_id, context), list(Step)
    ahead = steps.index(case.path_step) <= steps.index(Step.FIRST_JUDGEMENT)
    require(ahead, Rule.PATH_IS_BEHIND, **place(("path",)), step=case.step)
    insats.choose_path(path, decision, context.at)


def case_of(insats_id: str, context: Context, *, until: date | None = None) -> Case:
    """The case of an insats of this förbund, or, for a municipality's own decision, as that municipality may read it.

    From the förbund's streams, and from what municipalities have said. What may grow unseen is not guarded. Of what
    is recorded afterwards it is the case of that day; and of any other, if `until` asks for it.
    """
    forbund = forbund_of(insats_id, context)
    streams = [Insats.stream(insats_id), *context.work.begun_about(forbund, insats_id)]
    found = context.work.events_of(
        [*((forbund, each) for each in streams), *_said_in(insats_id, streams, forbund, context)]
    )
    for (tenant_id, stream), events in found.items():
        if context.tenant_id in (forbund, tenant_id) or stream == Insats.stream(insats_id):
            context.work.guard(tenant_id, stream, events[-1].event.originator_version)
    happened = [each for events in found.values() for each in _happenings(events)]
    until = until or context.overtaken_on
    in_order = [each for _, each in sorted(happened, key=lambda each: each[0])]
    case = Case.of(each for each in in_order if until is None or each.on <= until)
    return case if forbund == context.tenant_id else replace(case, by=context.tenant_id)


def forbund_of(insats_id: str, context: Context) -> str:
    """The förbund whose insats it is: the caller's own, or one of which she is a member. Raises NotFound."""
    owner = context.work.owner_of(Insats.stream(insats_id))
    if owner is None:
        raise NotFound(Insats.__name__, insats_id)
    return owner


def _said_in(insats_id: str, streams: Iterable[str], forbund: str, context: Context) -> Iterable[tuple[str, str]]:
    """Where municipalities have said what concerns the case: all members, or the caller's own."""
    asked = [each for each in streams if each.startswith(InterestRequest.stream(""))]
    own = [
        Commitment.stream(insats_id),
        PreStudyHours.stream(insats_id),
        *(ConditionConfirmation.stream(each.removeprefix(InterestRequest.stream(""))) for each in asked),
    ]
    is_own = forbund == context.tenant_id
    members = (
        context.find(Kommunalforbund, Kommunalforbund.stream(forbund)).invited if is_own else [context.tenant_id]
    )
    return [(member, stream) for member in members for stream in own]


def _happenings(events: Sequence[RecordedEvent]) -> Iterable[tuple[int, Happening]]:
    """What a stream means to its insats, corrections carried out, each with its place in the log."""
    places = {each.event.originator_version: each.position for each in events}
    for event in _put_right([each.event for each in events]):
        happening = None if is_overtaken(event) else happening_of(event)
        if happening:
            yield places[event.originator_version], happening


def _put_right(events: Sequence[DomainEvent]) -> Sequence[DomainEvent]:
    """What may be read of a stream, which may begin before that, with corrections carried out."""
    right = {each.originator_version: each for each in events}
    for each in events:
        if isinstance(each, PutRight) and each.corrects in right:
            right[each.corrects] = each.put_right(right[each.corrects])
    return list(right.values())


def _to_change(insats_id: str, context: Context) -> Insats:
    return context.find_to_change(Insats, Insats.stream(insats_id))


def _require_there(insats_id: str | None, context: Context) -> None:
    if insats_id is not None:
        with said_in("instead"):
            context.find(Insats, Insats.stream(insats_id))


def _answered(case: Case, context: Context) -> Interest:
    """What has been answered until now; of what was taken over with its answers, these."""
    if case.request is not None:
        return _interest(case.request, context)
    assert case.taken is not None
    return case.taken.interest


def _interest(request_id: str, context: Context) -> Interest:
    """What the request's recipients have said until now."""
    request = context.find(InterestRequest, InterestRequest.stream(request_id))
    recipients, today = request.require_sent().recipients, local_day(context.at)
    forbund = forbund_with_members(context)
    members = [each for each in recipients if forbund.is_member(each, today)]
    return Interest.of(_said(request_id, members, context), left=len(recipients) - len(members))


def _said(request_id: str, members: Sequence[str], context: Context) -> dict[str, Said]:
    """Each member's answer today, its own after one on its behalf; guarded: none comes in meanwhile."""
    own = [(member, InterestResponse.stream(request_id)) for member in members]
    proxies = [(context.tenant_id, InterestResponse.proxy_stream(request_id, member)) for member in members]
    found, today = context.work.events_of([*proxies, *own]), local_day(context.at)
    for stream in (*proxies, *own):
        events = found.get(stream)
        context.work.guard(*stream, events[-1].event.originator_version if events else 0)
    words = zip((found.get(each, []) for each in proxies), (found.get(each, []) for each in own), strict=True)
    said = [answer_on([*_words(on_behalf), *_words(itself)], today) for on_behalf, itself in words]
    return dict(zip(members, said, strict=True))


def _words(events: Sequence[RecordedEvent]) -> tuple[Word, ...]:
    answer = InterestResponse.replay(each.event for each in events)
    return words_of(answer.past) if answer else ()
