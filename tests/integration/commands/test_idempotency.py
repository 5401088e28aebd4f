"""A command is carried out once per key, however often it comes and whatever happens to the connection."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest

from samverka_domain.answers import Stance
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.mandates import STREAM, Mandates
from samverka_domain.organisations import Organisation
from samverka_infra.database import DatabaseUnavailable
from samverka_infra.event_log.errors import KeyInFlight, KeyReused, StaleVersion
from samverka_services.commands.answers import AnswerInterestRequest
from samverka_services.commands.kernel.context import Caller, Outcome
from samverka_services.commands.kernel.errors import PreconditionRequired, TooBusy
from samverka_services.commands.kernel.executor import MOST_ATTEMPTS, CommandExecutor
from samverka_services.commands.kernel.registry import COMMANDS
from samverka_services.commands.mandates import EndMandate
from samverka_services.commands.organisations import RenameOrganisation
from samverka_services.commands.requests import ExtendInterestRequest
from samverka_services.kernel.timing import new_id
from tests.support.racing import RacingLog
from tests.support.world import ADMINISTRATOR, FYRBODAL, LEADER, OFFICER, TROLLHATTAN, UDDEVALLA, World


def rename(world: World, name: str, *, tenant: str = TROLLHATTAN, key: str = "k1", version: int = 1) -> Outcome:
    return world.do(ADMINISTRATOR, tenant, RenameOrganisation(name=name), key=key, version=version)


def names(world: World, tenant: str = TROLLHATTAN) -> list[str]:
    return [getattr(found.event, "name", "") for found in world.events(tenant, Organisation.stream(tenant))]


def test_the_same_key_is_answered_as_before(world: World) -> None:
    first, again = rename(world, "Trollhättans stad"), rename(world, "Trollhättans stad")
    assert (first.replayed, again.replayed) == (False, True)
    assert (again.position, again.version, again.recorded_at) == (first.position, first.version, first.recorded_at)
    assert names(world) == ["Trollhättan", "Trollhättans stad"]


def test_who_may_no_longer_is_not_answered_again_nor_told_of_the_key(world: World) -> None:
    """A key tells nobody what was decided, or that it was used, who could not decide it herself today."""
    ended = AnswerInterestRequest(request_id=world.sent_request(world.insats()), **world.reply())
    world.do(OFFICER, TROLLHATTAN, ended, key="hers")
    end_mandates(world, OFFICER)
    other = AnswerInterestRequest(request_id=ended.request_id, **world.reply(Stance.DECLINED))
    for command in (ended, other):
        with pytest.raises(Refused) as refused:
            world.do(OFFICER, TROLLHATTAN, command, key="hers")
        assert refused.value.rule is Rule.ROLE_MISSING


def end_mandates(world: World, person: str) -> None:
    found = [event.event for event in world.events(TROLLHATTAN, STREAM) if isinstance(event.event, Mandates.Given)]
    for given in found:
        if given.mandate.person_id == person:
            command = EndMandate(
                mandate_id=given.mandate_id,
                valid_to=world.now.date() - timedelta(days=1),
                decision=world.decision(Body.KOMMUNLEDNING, ADMINISTRATOR),
            )
            world.do(ADMINISTRATOR, TROLLHATTAN, command)


def test_the_same_key_for_something_else_is_refused(world: World) -> None:
    rename(world, "Trollhättans stad")
    with pytest.raises(KeyReused):
        rename(world, "Något annat")
    with pytest.raises(KeyReused):
        rename(world, "Trollhättans stad", version=2)


def test_keys_of_two_tenants_have_nothing_to_do_with_each_other(world: World) -> None:
    rename(world, "Trollhättans stad")
    assert not rename(world, "Uddevalla stad", tenant=UDDEVALLA).replayed


def test_a_refused_command_leaves_its_key_free(world: World) -> None:
    with pytest.raises(StaleVersion):
        rename(world, "Trollhättans stad", version=7)
    assert not rename(world, "Trollhättans stad").replayed


def test_a_key_that_is_being_carried_out_is_not_carried_out_twice(world: World) -> None:
    with world.log.unit_of_work(TROLLHATTAN) as work:
        work.claim("k1", "another process")
        with pytest.raises(KeyInFlight):
            rename(world, "Trollhättans stad")
    assert not rename(world, "Trollhättans stad").replayed


def test_the_same_command_from_many_threads_is_carried_out_once(world: World) -> None:
    command, caller = RenameOrganisation(name="Trollhättans stad"), Caller(ADMINISTRATOR, TROLLHATTAN, "many")

    def send(_number: int) -> bool:
        while True:
            try:
                return world.executor.execute(command, caller, key="k1", expected_version=1).replayed
            except KeyInFlight:
                continue

    with ThreadPoolExecutor(4) as threads:
        replayed = list(threads.map(send, range(8)))
    assert sorted(replayed) == [False] + [True] * 7
    assert names(world) == ["Trollhättan", "Trollhättans stad"]


def test_a_connection_that_dies_before_the_commit_loses_the_command_but_nothing_else(world: World) -> None:
    with pytest.raises(DatabaseUnavailable):
        executor_with(world, lambda: kill_sessions(world)).execute(
            RenameOrganisation(name="Ny"), Caller(ADMINISTRATOR, TROLLHATTAN, "x"), key="k1", expected_version=1
        )
    assert not eventually(lambda: rename(world, "Ny")).replayed
    assert names(world) == ["Trollhättan", "Ny"]


def test_an_acknowledgement_that_is_lost_is_found_by_the_key(world: World) -> None:
    """The commit happened and the answer did not arrive: the retry finds its own key."""
    first = rename(world, "Trollhättans stad")
    kill_sessions(world)
    again = eventually(lambda: rename(world, "Trollhättans stad"))
    assert (again.replayed, again.position) == (True, first.position)


def eventually(act: Callable[[], Outcome]) -> Outcome:
    """Again, as a caller who is told that the database is away would do."""
    for _attempt in range(10):
        try:
            return act()
        except DatabaseUnavailable:
            continue
    raise AssertionError("the database never came back")


def test_who_changes_something_says_which_version_she_saw(world: World) -> None:
    with pytest.raises(PreconditionRequired):
        world.do(ADMINISTRATOR, TROLLHATTAN, RenameOrganisation(name="Ny"))


def test_a_command_that_loses_every_race_gives_up_and_stores_nothing(world: World) -> None:
    request_id = world.sent_request(world.insats())
    deadlines = iter(range(1, 2 * MOST_ATTEMPTS))

    class AlwaysRacing(RacingLog):
        def _let_in(self) -> None:
            number = next(deadlines)
            deadline = world.now.date().replace(month=12, day=1).replace(year=2026 + number)
            more = ExtendInterestRequest(request_id=request_id, deadline=deadline, reason="Mer tid")
            world.do(LEADER, FYRBODAL, more, version=2 + number)

    log = AlwaysRacing(world.log, lambda: None)
    executor = CommandExecutor(log, COMMANDS, new_id)
    with pytest.raises(TooBusy):
        executor.execute(
            AnswerInterestRequest(request_id=request_id, **world.reply()),
            Caller(OFFICER, TROLLHATTAN, "x"),
            key="k1",
        )
    assert log.attempts == MOST_ATTEMPTS
    assert world.events(TROLLHATTAN, f"interest-response:{request_id}") == []


def test_whoever_takes_any_version_is_not_first_and_yet_not_refused(world: World) -> None:
    executor = executor_with(world, lambda: rename(world, "Först", key="k0"))
    caller = Caller(ADMINISTRATOR, TROLLHATTAN, "x")
    command = RenameOrganisation(name="Sedan")
    assert executor.execute(command, caller, key="k1", expected_version="*").version == 3
    assert names(world) == ["Trollhättan", "Först", "Sedan"]


def test_whoever_takes_one_of_several_versions_is_refused_when_another_came_first(world: World) -> None:
    executor = executor_with(world, lambda: rename(world, "Först", key="k0"))
    caller = Caller(ADMINISTRATOR, TROLLHATTAN, "x")
    with pytest.raises(StaleVersion):
        executor.execute(RenameOrganisation(name="Sedan"), caller, key="k1", expected_version=frozenset({1, 7}))
    assert names(world) == ["Trollhättan", "Först"]


def executor_with(world: World, others: Callable[[], object]) -> CommandExecutor:
    return CommandExecutor(RacingLog(world.log, others), COMMANDS, new_id)


def kill_sessions(world: World) -> None:
    """End every session of the application, as a restart of the database would."""
    statement = (
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = %s and usename = 'samverka_app'"
    )
    with psycopg.connect(world.database.admin_url) as connection:
        connection.execute(statement, [world.database.name])
