"""Who may read what of the log and of the views: decided by the database, whatever the code asks for."""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest
from psycopg import errors

from samverka_domain.kernel.aggregate import EVENT_TYPES, Audience
from samverka_domain.kernel.decision import Body
from samverka_infra.database import find_views, open_pool, tenant_transaction
from samverka_services.commands.answers import RegisterAnswerOnBehalf, WithdrawAnswer
from samverka_services.commands.commitments import EndCommitment
from samverka_services.commands.memberships import EndMembership
from tests.support.catalogue import BUILDS, tables
from tests.support.views import TABLES
from tests.support.world import (
    CHAIR,
    DIRECTOR,
    FYRBODAL,
    GOTEBORG,
    GOTEBORGSREGIONEN,
    LEADER,
    OFFICER,
    TROLLHATTAN,
    UDDEVALLA,
    VANERSBORG,
    World,
)

EVERYBODY = (FYRBODAL, TROLLHATTAN, UDDEVALLA, VANERSBORG, GOTEBORGSREGIONEN, GOTEBORG)


@pytest.fixture
def story(world: World) -> str:
    """Something of every audience; returns the id of a closed request that Trollhättan has answered."""
    insats_id = world.insats()
    request_id = world.sent_request(insats_id)
    world.answer(TROLLHATTAN, request_id)
    world.take_part(TROLLHATTAN, insats_id, world.resources())
    command = RegisterAnswerOnBehalf(request_id=request_id, kommunkod="1485", source="Brev", **world.reply())
    world.do(LEADER, FYRBODAL, command)
    world.draft(insats_id)
    return request_id


def readers_of(world: World, type_name: str, owner: str) -> set[str]:
    return {
        reader
        for reader in EVERYBODY
        if any((row.type, row.tenant_id) == (type_name, owner) for row in world.readable_by(reader))
    }


PRIVATE_TO_FORBUND = {FYRBODAL}
THE_REGION = {FYRBODAL, TROLLHATTAN, UDDEVALLA, VANERSBORG}


@pytest.mark.parametrize(
    ("type_name", "owner", "readers"),
    [
        ("MandatesGiven", TROLLHATTAN, {TROLLHATTAN}),
        ("OrganisationRegistered", TROLLHATTAN, {TROLLHATTAN}),
        ("InterestRequestDrafted", FYRBODAL, PRIVATE_TO_FORBUND),
        ("InterestRequestApproved", FYRBODAL, PRIVATE_TO_FORBUND),
        ("InterestRequestSent", FYRBODAL, THE_REGION),
        ("InsatsPrioritised", FYRBODAL, THE_REGION),
        ("InterestResponseGiven", TROLLHATTAN, {TROLLHATTAN, FYRBODAL}),
        ("InterestResponseGiven", FYRBODAL, {FYRBODAL, UDDEVALLA}),
        ("CommitmentResourcesSetAside", TROLLHATTAN, THE_REGION),
        ("KommunalforbundMemberInvited", GOTEBORGSREGIONEN, {GOTEBORGSREGIONEN, GOTEBORG}),
        ("MembershipAnswered", GOTEBORG, {GOTEBORGSREGIONEN, GOTEBORG}),
    ],
)
def test_each_audience_reads_what_is_meant_for_it(
    world: World, story: str, type_name: str, owner: str, readers: set[str]
) -> None:
    assert story
    assert readers_of(world, type_name, owner) == readers


def test_no_reader_sees_more_than_the_events_classes_say(world: World, story: str) -> None:
    """Every row of everybody's log, against the audience that its class declares."""
    assert story
    for reader in EVERYBODY:
        for row in world.readable_by(reader):
            audience = EVENT_TYPES[row.type].audience
            own, mine = row.tenant_id == reader, row.region_id == reader or reader in row.addressed_to
            member = audience is Audience.TO_REGION and row.region_id == FYRBODAL and reader in THE_REGION
            elsewhere = audience is Audience.TO_REGION and {row.region_id, reader} == {GOTEBORGSREGIONEN, GOTEBORG}
            assert own or (mine and audience is not Audience.PRIVATE) or member or elsewhere, (reader, row)


def test_without_a_tenant_nothing_is_seen(world: World, story: str) -> None:
    assert story
    world.project()
    with world.pool.connection() as connection, connection.transaction():
        find_views(connection)
        for name in ["samverka.events", "samverka.command_keys", "samverka.region_members", *TABLES]:
            assert connection.execute(f"select count(*) from {name}").fetchone() == (0,), name


def test_the_tenant_does_not_leak_to_the_next_borrower_of_the_connection(world: World) -> None:
    with open_pool(world.database.app_url, 1) as pool:
        with tenant_transaction(pool, TROLLHATTAN) as connection:
            assert connection.execute("select samverka.current_tenant()").fetchone() == (TROLLHATTAN,)
        with pool.connection() as connection:
            assert connection.execute("select samverka.current_tenant()").fetchone() == (None,)


@pytest.mark.parametrize("role", ["app", "projector"])
@pytest.mark.parametrize(
    "statement",
    [
        "insert into samverka.events (position) values (1)",
        "update samverka.events set actor = 'x'",
        "delete from samverka.events",
        "truncate samverka.events",
        "update samverka.log_head set position = 0",
        "insert into samverka.region_members values ('2120001546', '2220000265', now(), null)",
        "delete from samverka.command_keys",
        "alter table samverka.events disable row level security",
        "create or replace function samverka.current_tenant() returns text language sql return 'x'",
        "set role samverka_owner",
        "set session authorization postgres",
    ],
)
def test_no_role_that_logs_in_can_go_around_the_append(world: World, role: str, statement: str) -> None:
    url = world.database.app_url if role == "app" else world.database.projector_url
    with psycopg.connect(url) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(statement)


def test_the_application_does_not_write_views(world: World, story: str) -> None:
    assert story
    world.project()
    for table in tables(world.database.admin_url, BUILDS):
        with psycopg.connect(world.database.app_url) as connection, pytest.raises(errors.InsufficientPrivilege):
            connection.execute(f"delete from {table.name}")


def rows_seen(world: World, reader: str, view: str, where: str) -> list[tuple[Any, ...]]:
    with tenant_transaction(world.pool, reader) as connection:
        find_views(connection)
        return connection.execute(f"select * from {view} where {where}").fetchall()


def who_sees_the_answer(world: World, request_id: str, municipality: str = TROLLHATTAN) -> set[str]:
    where = f"request_id = '{request_id}' and municipality_id = '{municipality}'"
    return {reader for reader in EVERYBODY if rows_seen(world, reader, "answers", where)}


def test_an_answer_opens_to_the_region_when_its_request_closes(world: World) -> None:
    closes_at = world.now + timedelta(hours=1)
    request_id = world.sent_request(world.insats(), closes_at)
    world.answer(TROLLHATTAN, request_id)
    world.project()
    world.now = closes_at - timedelta(microseconds=1)
    world.show()
    assert who_sees_the_answer(world, request_id) == {FYRBODAL, TROLLHATTAN}
    world.now = closes_at
    world.show()
    assert who_sees_the_answer(world, request_id) == THE_REGION


def test_open_answers_are_seen_at_once(world: World) -> None:
    request_id = world.sent_request(world.insats(), open_answers=True)
    world.answer(TROLLHATTAN, request_id)
    world.project()
    assert who_sees_the_answer(world, request_id) == THE_REGION


def test_a_withdrawn_answer_is_no_more_open_than_the_answer(world: World) -> None:
    world.now = datetime.now(UTC) - timedelta(days=1)
    request_id = world.sent_request(world.insats())
    world.answer(TROLLHATTAN, request_id)
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    withdrawal = WithdrawAnswer(request_id=request_id, effective_from=world.now.date(), decision=decision)
    world.do(OFFICER, TROLLHATTAN, withdrawal, version=1)
    world.project()
    assert who_sees_the_answer(world, request_id) == {FYRBODAL, TROLLHATTAN}


def test_who_has_left_the_region_sees_no_more_of_it(world: World, story: str) -> None:
    assert story
    ending = EndMembership(
        organisation_number=VANERSBORG,
        valid_to=world.now.date() - timedelta(days=1),
        decision=world.decision(Body.FORBUNDSLEDNING, CHAIR),
    )
    world.do(LEADER, FYRBODAL, ending)
    others = {(row.tenant_id, row.type) for row in world.readable_by(VANERSBORG) if row.tenant_id != VANERSBORG}
    about_itself = {"KommunalforbundMemberInvited", "KommunalforbundMembershipEnded"}
    assert others == {(FYRBODAL, kind) for kind in about_itself}


def test_two_municipalities_of_a_region_do_not_read_each_others_preparation(world: World) -> None:
    insats_id = world.insats()
    world.take_part(TROLLHATTAN, insats_id, world.resources())
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    ending = EndCommitment(insats_id=insats_id, valid_to=world.now.date(), decision=decision)
    world.do(OFFICER, TROLLHATTAN, ending, version=2)
    seen = {row.type for row in world.readable_by(UDDEVALLA) if row.tenant_id == TROLLHATTAN}
    decided = {"CommitmentTakingPartDecided", "CommitmentResourcesSetAside", "CommitmentEnded"}
    assert seen == decided | {"MembershipAnswered"}
