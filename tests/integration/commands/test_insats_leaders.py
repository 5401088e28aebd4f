"""Who leads an insats writes its documents and records its steering group's meetings, and nothing about another's."""

from collections.abc import Iterator

import pytest

from samverka_domain.document_parts import DocumentContent
from samverka_domain.gates import DocumentKind
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.mandates import Role
from samverka_domain.minutes import AgendaItem, Call
from samverka_services.commands.documents import BeginDocument, CloseDocumentRemiss, WriteDocumentVersion
from samverka_services.commands.insats_roles import AppointToInsats
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.meetings import CallMeeting, CancelMeeting
from tests.integration.commands.test_steering import formed, interested
from tests.support.world import CHAIR, FYRBODAL, LEADER, World

BO = "bo"


def led(world: World) -> tuple[str, str]:
    """An insats, and the group that steers it."""
    insats_id = interested(world)
    return insats_id, formed(world, insats_id).id


def begin(insats_id: str) -> BeginDocument:
    return BeginDocument(insats_id=insats_id, kind=DocumentKind.PROJECT_PLAN, title="Projektplan")


def called(world: World, group_id: str) -> CallMeeting:
    call = Call(world.now.date(), "Digitalt", (AgendaItem("Projektplan"),))
    return CallMeeting(met_body=Body.STYRGRUPP, body_id=group_id, call=call)


def acts(world: World, insats_id: str, group_id: str) -> Iterator[tuple[Command, int | None]]:
    """What a leader records about an insats, with the version that she has seen."""
    document_id = world.do(LEADER, FYRBODAL, begin(insats_id)).id
    meeting_id = world.do(LEADER, FYRBODAL, called(world, group_id)).id
    yield begin(insats_id), None
    content = DocumentContent(resources="Två utredare")
    yield WriteDocumentVersion(document_id=document_id, content=content, change="Första utkastet"), 1
    yield called(world, group_id), None
    yield CancelMeeting(meeting_id=meeting_id, reason="Inga ärenden"), 1


def refused(world: World, command: Command, version: int | None = None) -> None:
    with pytest.raises(Refused) as refusal:
        world.do(BO, FYRBODAL, command, version=version)
    assert refusal.value.rule is Rule.ROLE_MISSING


def test_she_writes_and_records_of_hers_and_of_no_other(world: World) -> None:
    (hers, her_group), others = led(world), led(world)
    appointed = {"person_id": BO, "role": Role.PROJECT_LEADER, "valid_from": world.now.date()}
    decision = world.decision(Body.E_RAD, CHAIR)
    world.do(LEADER, FYRBODAL, AppointToInsats(insats_id=hers, **appointed, decision=decision))
    for command, version in acts(world, *others):
        refused(world, command, version)
    refused(world, CloseDocumentRemiss(document_id="nothing"), 1)
    refused(world, CallMeeting(met_body=Body.E_RAD, call=called(world, her_group).call))
    for command, version in acts(world, hers, her_group):
        world.do(BO, FYRBODAL, command, version=version)
