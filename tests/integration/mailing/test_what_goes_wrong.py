"""Mail when something fails: a mail server that is away or refuses, a process that is killed, and two at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import psycopg
import pytest
from psycopg import Connection, errors

from samverka_infra import mail_progress, mail_wishes
from samverka_infra import people as people_kept
from samverka_infra.database import tenant_transaction
from samverka_infra.identity_provider.settings import KeycloakSettings
from samverka_infra.mail_folder import Folder
from samverka_infra.mail_wishes import Pace, Wish
from samverka_infra.people import Person
from samverka_infra.settings import Environment, Settings
from samverka_services.mailing.sending import From
from samverka_services.mailing.transports import MailServer
from samverka_services.processes.mailing import send_waiting, transport_of
from samverka_services.processes.required_settings import SettingMissing
from tests.integration.mailing.conftest import PAGES, SENDER, Post, address
from tests.support.mailbox import Mailbox
from tests.support.patience import PATIENCE_SECONDS
from tests.support.world import DIRECTOR, FYRBODAL, MEMBERS, OFFICER, TROLLHATTAN, UDDEVALLA, World

LAST_DAY, LONG_AGO = date(2026, 3, 31), datetime(2026, 1, 1, tzinfo=UTC)
RECIPIENTS = 6
"""Two in each municipality of Fyrbodal."""


def health(post: Post) -> mail_progress.MailHealth:
    with post.world.pool.connection() as connection:
        return mail_progress.mail_health(connection)


def try_again(post: Post) -> None:
    """As if the pause were over."""
    with psycopg.connect(post.world.database.admin_url) as connection:
        connection.execute("update samverka.mails set not_before = now() - interval '1 second'")


def wait_until_noted(post: Post) -> None:
    """That all has been sent."""
    while any(state == "WAITING" for tenant in MEMBERS[FYRBODAL] for _, _, state, _ in post.states(tenant)):
        continue


def once_each(mails: Mailbox) -> bool:
    return set(Counter(str(mail["message-id"]) for mail in mails.mails).values()) == {1}


def test_while_the_mail_server_is_away_all_waits_and_it_is_seen(post: Post) -> None:
    away, post.box = post.box, Mailbox()
    post.world.sent_request(post.world.insats(), LAST_DAY)
    standing = post.send()
    assert (standing.waiting, standing.failure) == (RECIPIENTS, "SMTPConnectError")
    assert health(post).failing_since is not None
    post.box = away
    standing = post.send()
    assert (standing.waiting, standing.failure) == (0, None)
    assert len(away.mails) == RECIPIENTS
    assert health(post).failing_since is None


def test_while_views_are_being_built_it_waits(post: Post) -> None:
    request = post.world.sent_request(post.world.insats("4.7"), LAST_DAY)
    with psycopg.connect(post.world.database.projector_url) as connection:
        state = "update samverka.projection_checkpoints set state = %s where projection = 'requests'"
        connection.execute(state, ["BUILDING"])
    standing = send_waiting(post.databases, MailServer(post.settings), From(SENDER, PAGES, "sv"))
    assert (standing.waiting, post.box.mails) == (0, [])
    with psycopg.connect(post.world.database.projector_url) as connection:
        connection.execute(state, ["LIVE"])
    post.send()
    assert f"/forfragningar/{request}" in post.read(OFFICER, TROLLHATTAN)


def test_a_mail_server_that_does_not_let_us_send_is_waited_for(post: Post) -> None:
    """It is our mistake, or its: nobody's address is given up for it."""
    post.box.sender_refused = 550
    post.world.sent_request(post.world.insats(), LAST_DAY)
    standing = post.send()
    assert (standing.waiting, standing.set_aside, standing.failure) == (RECIPIENTS, 0, "SMTPSenderRefused 550")
    post.box.sender_refused = None
    assert post.send().waiting == 0
    assert len(post.box.mails) == RECIPIENTS


def test_a_mail_that_cannot_be_made_rests_and_her_others_go_on(post: Post) -> None:
    with tenant_transaction(post.world.pool, TROLLHATTAN) as connection:
        note = "insert into samverka.mails (tenant_id, person_id, kind, about, noted_at) values (%s, %s, %s, %s, %s)"
        connection.execute(note, [TROLLHATTAN, OFFICER, "REQUEST", "no position", LONG_AGO])
    post.world.sent_request(post.world.insats("4.7"), LAST_DAY)
    assert post.send().waiting == 1
    assert post.got(OFFICER, TROLLHATTAN) == ["Ny intresseförfrågan: 4.7 Insats 4.7"]


def test_an_address_that_is_refused_for_good_is_set_aside_and_the_others_go_on(post: Post) -> None:
    post.box.refused[address(DIRECTOR, TROLLHATTAN)] = 550
    post.world.sent_request(post.world.insats(), LAST_DAY)
    standing = post.send()
    assert (standing.waiting, standing.set_aside, standing.failure) == (0, 1, None)
    assert (DIRECTOR, "REQUEST", "REFUSED", 550) in post.states(TROLLHATTAN)
    assert len(post.box.mails) == RECIPIENTS - 1
    post.box.refused.clear()
    try_again(post)
    post.send()
    assert post.got(DIRECTOR, TROLLHATTAN) == []


def test_an_address_that_is_refused_for_now_is_tried_again_later(post: Post) -> None:
    post.box.refused[address(DIRECTOR, TROLLHATTAN)] = 450
    post.world.sent_request(post.world.insats(), LAST_DAY)
    assert post.send().waiting == 1
    post.box.refused.clear()
    assert post.send().waiting == 1, "not at once"
    try_again(post)
    assert post.send().waiting == 0
    assert len(post.got(DIRECTOR, TROLLHATTAN)) == 1
    assert once_each(post.box)


def test_killed_between_sending_and_noting_it_sends_that_one_again_under_the_same_id(post: Post) -> None:
    post.world.sent_request(post.world.insats(), LAST_DAY)
    post.world.project()
    first = post.start()
    post.box.on_mail = first.kill
    post.box.wait_for(1)
    assert first.wait(PATIENCE_SECONDS) == -9
    post.box.on_mail = lambda: None
    post.start()
    post.box.wait_for(RECIPIENTS + 1)
    count = Counter(str(mail["message-id"]) for mail in post.box.mails)
    assert sorted(count.values()) == [1] * (RECIPIENTS - 1) + [2]
    assert count[str(post.box.mails[0]["message-id"])] == 2


def test_two_at_once_send_nothing_twice(post: Post) -> None:
    for _ in range(3):
        post.world.sent_request(post.world.insats(), LAST_DAY)
    post.world.project()
    with ThreadPoolExecutor(2) as both:
        for sent in [both.submit(post.send) for _ in range(2)]:
            sent.result()
    assert len(post.box.mails) == 3 * RECIPIENTS
    assert once_each(post.box)


def test_of_two_processes_one_sends_and_the_other_goes_on_when_it_is_killed(post: Post) -> None:
    first = post.start()
    post.world.sent_request(post.world.insats(), LAST_DAY)
    post.world.project()
    post.box.wait_for(RECIPIENTS)
    wait_until_noted(post)
    post.start()
    first.kill()
    post.world.sent_request(post.world.insats(), LAST_DAY)
    post.world.project()
    post.box.wait_for(2 * RECIPIENTS)
    assert once_each(post.box)


def test_without_a_mail_server_mail_is_files_in_a_folder_and_production_refuses(
    post: Post, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("data")
    transport = transport_of(Settings(data_dir=folder), KeycloakSettings())
    assert isinstance(transport, Folder)
    post.world.sent_request(post.world.insats("4.7"), LAST_DAY)
    post.world.project()
    send_waiting(post.databases, transport, From(SENDER, PAGES, "sv"))
    assert len(list((folder / "mail").glob("*.eml"))) == RECIPIENTS
    assert post.box.mails == []
    with pytest.raises(SettingMissing, match="SAMVERKA_KEYCLOAK_SMTP_HOST"):
        transport_of(Settings(data_dir=folder, environment=Environment.PRODUCTION), KeycloakSettings())


def test_what_was_sent_long_ago_is_forgotten_and_who_has_no_address_is_not_noted(post: Post) -> None:
    with tenant_transaction(post.world.pool, TROLLHATTAN) as connection:
        people_kept.forget(connection, DIRECTOR)
    post.world.sent_request(post.world.insats(), LAST_DAY)
    post.send()
    assert post.states(TROLLHATTAN) == [(OFFICER, "REQUEST", "SENT", None)]
    with psycopg.connect(post.world.database.admin_url) as connection:
        connection.execute("update samverka.mails set done_at = done_at - %s", [timedelta(days=200)])
    post.world.sent_request(post.world.insats(), LAST_DAY)
    post.send()
    assert post.states(TROLLHATTAN) == [(OFFICER, "REQUEST", "SENT", None)], "the later one alone"


TABLES = ("mail_wishes", "mails", "reminders")


def rows(connection: Connection, table: str) -> int:
    found = connection.execute(f"select count(*) from samverka.{table}").fetchone()
    assert found is not None
    return int(found[0])


@pytest.mark.parametrize("table", TABLES)
def test_another_organisation_neither_reads_nor_writes_what_is_beside_the_log(world: World, table: str) -> None:
    with tenant_transaction(world.pool, FYRBODAL) as connection:
        people_kept.keep(connection, Person(OFFICER, "", "x@exempel.invalid"))
        mail_wishes.keep(connection, OFFICER, Wish(Pace.DAILY, "sv"))
        mail_wishes.remind(connection, [7])
        noted = "insert into samverka.mails (tenant_id, person_id, kind, about, noted_at)"
        connection.execute(f"{noted} values (%s, 'x', 'y', '1', now())", [FYRBODAL])
    with tenant_transaction(world.pool, UDDEVALLA) as connection:
        assert rows(connection, table) == (table == "reminders"), "a member reads when it is reminded"
        assert connection.execute(f"delete from samverka.{table}").rowcount == 0
    with tenant_transaction(world.pool, FYRBODAL) as connection:
        assert rows(connection, table) == 1
    with (
        pytest.raises(errors.InsufficientPrivilege, match="row-level security"),
        tenant_transaction(world.pool, UDDEVALLA) as connection,
    ):
        connection.execute(
            f"insert into samverka.{table} select * from jsonb_populate_record(null::samverka.{table}, %s)", [_A_ROW]
        )


_A_ROW = (
    '{"tenant_id": "2220001776", "person_id": "p", "mail": "a@b.se", "pace": "DAILY", "language": "sv", '
    '"days_before": [1], "kind": "x", "about": "1", "noted_at": "2026-01-01", "state": "WAITING", "tries": 0}'
)
