"""An administrator invites a colleague; it is carried out, with a real Keycloak and mail server."""

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

import psycopg
import pytest

from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Body
from samverka_domain.mandates import STREAM, Mandates, Role
from samverka_infra.invited import Invited, find
from samverka_services.commands.invitations import InviteColleague
from samverka_services.commands.mandates import EndMandate, GiveMandate
from samverka_services.kernel.timing import clock
from samverka_services.tenants.file import TenantEntry
from tests.acceptance.identity.serving import Operator, environment
from tests.acceptance.identity.support import Identity, at_mail, link_in
from tests.support.mailbox import text_of
from tests.support.patience import PATIENCE_SECONDS
from tests.support.prepared import forked
from tests.support.queries import data
from tests.support.world import World

COMMAND = ("tenants", "invite", "--once")
STATUS = "{ invitations { edges { node { id roles status obstacle personId colleague { mail } } } } }"


@dataclass
class Place:
    """An organisation with an administrator who has an account."""

    identity: Identity
    world: World
    operator: Operator
    tenant: TenantEntry
    administrator: str

    @property
    def number(self) -> str:
        return self.tenant.number

    @property
    def mail(self) -> str:
        return f"bo@{self.number}.exempel.se"

    def invite(self, mail: str = "", *roles: Role) -> str:
        """By the administrator; returns the invitation's id."""
        decision = self.world.decision(Body.KOMMUNLEDNING, "chefen", on=local_day(clock()))
        command = InviteColleague(
            name="Bo Exempel", mail=mail or self.mail, roles=roles or (Role.OFFICER,), decision=decision
        )
        return self.world.do(self.administrator, self.number, command).id

    def members(self) -> set[str]:
        directory = self.identity.directory()
        return directory.members(directory.organisation(self.number))

    def roles(self, person_id: str) -> frozenset[Role]:
        with self.world.log.unit_of_work(self.number) as work:
            mandates = work.load(Mandates, STREAM)
        assert mandates is not None
        return mandates.roles(person_id, local_day(clock()))

    def waits(self, invitation_id: str) -> Invited | None:
        with self.world.log.unit_of_work(self.number) as work:
            return find(work.connection, invitation_id)

    def told(self) -> dict[str, object]:
        """What the latest invitation has led to, as the administrator reads it."""
        self.world.project()
        edges = data(self.world, self.number, STATUS, roles=[Role.ADMINISTRATOR])["invitations"]["edges"]
        return {name: value for name, value in edges[0]["node"].items() if name != "id"}


@pytest.fixture
def place(identity: Identity, bare: World, tmp_path: Path) -> Place:
    bare.now = clock()
    tenant = identity.tenant()
    (outcome,) = identity.provision(bare, [tenant])
    assert outcome.problem is None
    settings = environment(identity, bare.database, tmp_path)
    operator = Operator(settings | {"SAMVERKA_PROJECTOR_DATABASE_URL": bare.database.projector_url})
    directory = identity.directory()
    (administrator,) = directory.members(directory.organisation(tenant.number))
    return Place(identity, bare, operator, tenant, administrator)


def test_a_colleague_is_let_in_by_mail_with_her_roles(place: Place) -> None:
    invitation_id = place.invite("", Role.OFFICER, Role.AUDITOR)
    assert place.waits(invitation_id) == Invited(invitation_id, "Bo Exempel", place.mail)
    assert place.told() | {"personId": ""} == {
        "roles": ["OFFICER", "AUDITOR"],
        "status": "WAITING",
        "obstacle": None,
        "personId": "",
        "colleague": {"mail": place.mail},
    }
    assert place.operator.told(*COMMAND) == {"over": 1, "waiting": 0}

    (mail,) = place.identity.mailbox.to(place.mail)
    assert mail["subject"] == "Du är inbjuden till Samverka"
    assert link_in(mail) in text_of(mail)
    person = place.identity.directory().person(place.mail)
    assert person is not None
    assert place.members() == {place.administrator, person.person_id}
    assert place.roles(person.person_id) == {Role.OFFICER, Role.AUDITOR}
    assert place.waits(invitation_id) is None
    assert place.told() == {
        "roles": ["OFFICER", "AUDITOR"],
        "status": "CARRIED_OUT",
        "obstacle": None,
        "personId": person.person_id,
        "colleague": None,
    }
    assert place.operator.told(*COMMAND) == {"over": 0, "waiting": 0}
    assert len(place.identity.mailbox.to(place.mail)) == 1


def test_neither_name_nor_address_is_in_the_log(place: Place) -> None:
    place.invite()
    place.operator.told(*COMMAND)
    with psycopg.connect(place.world.database.projector_url) as connection:
        for (row,) in connection.execute("select e::text from samverka.events e"):
            assert place.mail not in row
            assert "Bo Exempel" not in row


def test_who_has_an_account_joins_without_a_mail_and_keeps_what_she_holds(place: Place) -> None:
    person_id = place.identity.person(place.mail)
    decision = place.world.decision(Body.KOMMUNLEDNING, "chefen", on=local_day(clock()))
    given = GiveMandate(person_id=person_id, holds=Role.AUDITOR, valid_from=local_day(clock()), decision=decision)
    place.world.do(place.administrator, place.number, given)
    place.invite("", Role.AUDITOR, Role.OFFICER)
    assert place.operator.told(*COMMAND) == {"over": 1, "waiting": 0}
    assert place.identity.mailbox.to(place.mail) == []
    assert person_id in place.members()
    assert place.roles(person_id) == {Role.AUDITOR, Role.OFFICER}


def test_a_run_that_was_killed_is_finished_by_the_next(place: Place) -> None:
    invitation_id = place.invite()
    with TemporaryFile() as unread:
        first = forked(COMMAND, {**os.environ, **place.operator.settings}, unread)
    killed = at_mail(1, place.identity.mailbox, first.kill)
    first.wait(PATIENCE_SECONDS)
    assert killed.is_set()
    assert place.waits(invitation_id) is not None
    assert place.operator.told(*COMMAND) == {"over": 1, "waiting": 0}
    person = place.identity.directory().person(place.mail)
    assert person is not None
    assert place.members() == {place.administrator, person.person_id}
    with place.world.log.unit_of_work(place.number) as work:
        mandates = work.load(Mandates, STREAM)
    assert mandates is not None
    assert sum(held.person_id == person.person_id for held in mandates.held.values()) == 1


def test_who_administers_no_longer_lets_nobody_in(place: Place) -> None:
    place.invite("", Role.ADMINISTRATOR)
    with place.world.log.unit_of_work(place.number) as work:
        mandates = work.load(Mandates, STREAM)
    assert mandates is not None
    decision = place.world.decision(Body.KOMMUNLEDNING, "chefen", on=local_day(clock()))
    another = GiveMandate(
        person_id="en-annan", holds=Role.ADMINISTRATOR, valid_from=local_day(clock()), decision=decision
    )
    place.world.do(place.administrator, place.number, another)
    (first,) = mandates.held
    ended = EndMandate(
        mandate_id=first, valid_to=mandates.held[first].valid_from.replace(year=2020), decision=decision
    )
    place.world.do("en-annan", place.number, ended)
    assert place.operator.told(*COMMAND) == {"over": 1, "waiting": 0}
    assert place.identity.directory().person(place.mail) is None
    assert (place.told()["status"], place.told()["obstacle"]) == ("FAILED", "INVITER_MAY_NOT")


def test_an_account_that_keycloak_does_not_take_is_told_of(place: Place) -> None:
    invitation_id = place.invite(f"åsa@{place.number}.exempel.se")
    assert place.operator.told(*COMMAND) == {"over": 1, "waiting": 0}
    assert (place.told()["status"], place.told()["obstacle"]) == ("FAILED", "ACCOUNT_REFUSED")
    assert place.waits(invitation_id) is None


def test_what_cannot_be_carried_out_now_waits(place: Place) -> None:
    invitation_id = place.invite()
    away = Operator(place.operator.settings | {"SAMVERKA_KEYCLOAK_ADDRESS": "http://127.0.0.1:1"})
    done = away.run(*COMMAND, "--json")
    assert (done.returncode, place.mail in done.stdout + done.stderr) == (3, False), done.stderr
    assert place.waits(invitation_id) is not None
    assert place.operator.told(*COMMAND) == {"over": 1, "waiting": 0}


def test_an_administrator_who_cannot_log_in_is_no_reason_to_remove_another(place: Place) -> None:
    decision = place.world.decision(Body.KOMMUNLEDNING, "chefen", on=local_day(clock()))
    another = GiveMandate(
        person_id="utan-konto", holds=Role.ADMINISTRATOR, valid_from=local_day(clock()), decision=decision
    )
    place.world.do(place.administrator, place.number, another)
    refused = place.operator.run("tenants", "remove-person", place.number, place.administrator)
    assert refused.returncode == 1
    assert "ensam administratör" in refused.stderr
    assert place.administrator in place.members()

    place.invite("", Role.ADMINISTRATOR)
    place.operator.told(*COMMAND)
    assert place.operator.told("tenants", "remove-person", place.number, place.administrator)["wasMember"]
