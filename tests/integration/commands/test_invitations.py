"""An administrator invites a colleague: name and address lie beside the log, in rows that nobody else reads."""

import psycopg
import pytest
from psycopg import errors

from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.mandates import Role
from samverka_infra.database import tenant_transaction
from samverka_infra.invited import Invited, find, forget, keep, waiting
from samverka_services.commands.invitations import InviteColleague
from tests.support.queries import data
from tests.support.world import ADMINISTRATOR, DIRECTOR, OFFICER, TROLLHATTAN, UDDEVALLA, World

INVITATIONS = "{ invitations { edges { node { id roles status invitedBy colleague { name mail } } } } }"
MAIL = "bo@kommunen.example"


def invite(world: World, person: str = ADMINISTRATOR, **more: str) -> str:
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    command = InviteColleague(name="Bo Exempel", mail=MAIL, roles=(Role.OFFICER,), decision=decision)
    return world.do(person, TROLLHATTAN, command, **more).id  # type: ignore[arg-type]


def test_the_log_tells_of_an_invitation_and_not_of_whom(world: World) -> None:
    invitation_id = invite(world)
    (recorded,) = world.events(TROLLHATTAN, f"invitation:{invitation_id}")
    assert recorded.actor == ADMINISTRATOR
    with psycopg.connect(world.database.projector_url) as connection:
        for (row,) in connection.execute("select e::text from samverka.events e"):
            assert MAIL not in row
            assert "Bo Exempel" not in row


def test_the_same_command_again_invites_once(world: World) -> None:
    invitation_id = invite(world, key="samma")
    world.now = world.now.replace(microsecond=1)
    assert invite(world, key="samma") == invitation_id
    with psycopg.connect(world.database.projector_url) as connection:
        assert waiting(connection) == [(TROLLHATTAN, invitation_id)]


def test_nobody_but_an_administrator_invites_and_nothing_is_kept(world: World) -> None:
    with pytest.raises(Refused) as refused:
        invite(world, OFFICER)
    assert refused.value.rule is Rule.ROLE_MISSING
    with psycopg.connect(world.database.projector_url) as connection:
        assert waiting(connection) == []


def test_nobody_else_reads_or_deletes_whom_an_organisation_invites(world: World) -> None:
    invitation_id = invite(world)
    with tenant_transaction(world.pool, UDDEVALLA) as connection:
        assert find(connection, invitation_id) is None
        forget(connection, invitation_id)
        with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
            connection.execute("insert into samverka.invited values (%s, 'x', 'x', 'x')", [TROLLHATTAN])
    with tenant_transaction(world.pool, TROLLHATTAN) as connection:
        assert find(connection, invitation_id) == Invited(invitation_id, "Bo Exempel", MAIL)
        keep(connection, Invited("en-till", "Bo", MAIL))
    for column in ("name", "mail"):
        with (
            psycopg.connect(world.database.projector_url) as connection,
            pytest.raises(errors.InsufficientPrivilege),
        ):
            connection.execute(f"select {column} from samverka.invited")


def test_administrators_and_auditors_read_whom_they_have_invited(world: World) -> None:
    invitation_id = invite(world)
    world.project()
    (edge,) = data(world, TROLLHATTAN, INVITATIONS, roles=[Role.AUDITOR])["invitations"]["edges"]
    assert edge["node"] == {
        "id": invitation_id,
        "roles": ["OFFICER"],
        "status": "WAITING",
        "invitedBy": ADMINISTRATOR,
        "colleague": {"name": "Bo Exempel", "mail": MAIL},
    }
    assert data(world, UDDEVALLA, INVITATIONS, roles=[Role.AUDITOR])["invitations"]["edges"] == []
