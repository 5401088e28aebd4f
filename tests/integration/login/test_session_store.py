"""How long a login lasts, on a real database and with a clock that the test sets."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import psycopg

from samverka_infra.database import async_pool
from samverka_infra.web_sessions import WebSessions
from samverka_services.login.sealing import row_of
from samverka_services.login.session import Attempt, Purpose, Tokens, WebSession
from samverka_services.login.session_store import ATTEMPT_LASTS, IDLE, LONGEST, OpenSession, SessionStore
from tests.support.databases import Database

T = TypeVar("T")
MINUTE = timedelta(minutes=1)


@dataclass
class Clock:
    now: datetime = field(default_factory=lambda: datetime(2026, 3, 2, 9, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now


def with_sessions(database: Database, act: Callable[[SessionStore, Clock], Awaitable[T]]) -> T:
    async def run() -> T:
        async with async_pool(database.identity_url, 2) as pool:
            clock = Clock()
            return await act(SessionStore(WebSessions(pool), clock), clock)

    return asyncio.run(run())


def a_session(begun_at: datetime, person: str = "anna", login: str = "s1") -> WebSession:
    return WebSession(
        person_id=person,
        name="Anna Exempel",
        client_id="samverka-web",
        provider_session=login,
        memberships=(),
        acting_for=None,
        tokens=Tokens(access="a", refresh="r", id="i"),
        issued_at=0,
        expires_at=0,
        csrf="c",
        begun_at=begun_at,
    )


def test_a_login_ends_when_nothing_is_done_for_half_an_hour(database: Database) -> None:
    async def act(sessions: SessionStore, clock: Clock) -> None:
        key = await sessions.begin(a_session(clock.now))
        for _ in range(5):
            clock.now += IDLE - MINUTE
            assert await sessions.find(key)
        clock.now += IDLE
        assert await sessions.find(key) is None

    with_sessions(database, act)


def test_what_a_page_asks_for_by_itself_prolongs_no_login_even_if_it_renews_its_tokens(database: Database) -> None:
    async def act(sessions: SessionStore, clock: Clock) -> None:
        key = await sessions.begin(a_session(clock.now))
        for _ in range(5):
            clock.now += IDLE / 6
            found = await sessions.find(key, only_look=True)
            assert found
            await sessions.change(found)
        clock.now += IDLE / 6
        assert await sessions.find(key, only_look=True) is None

    with_sessions(database, act)


def test_a_login_ends_after_ten_hours_whatever_is_done(database: Database) -> None:
    async def act(sessions: SessionStore, clock: Clock) -> None:
        begun = clock.now
        key = await sessions.begin(a_session(begun))
        while clock.now < begun + LONGEST - IDLE:
            clock.now += IDLE / 2
            assert await sessions.find(key)
        clock.now = begun + LONGEST
        assert await sessions.find(key) is None

    with_sessions(database, act)


def test_an_attempt_is_not_waited_for_longer_than_half_an_hour(database: Database) -> None:
    async def act(sessions: SessionStore, clock: Clock) -> None:
        key = await sessions.begin_attempt(Attempt(purpose=Purpose.LOGIN, state="s", nonce="n", verifier="v"))
        assert await sessions.find_attempt(key)
        assert await sessions.find(key) is None
        clock.now += ATTEMPT_LASTS
        assert await sessions.find_attempt(key) is None

    with_sessions(database, act)


def test_an_ended_login_stays_ended_whoever_still_writes_it(database: Database) -> None:
    async def act(sessions: SessionStore, clock: Clock) -> None:
        session = a_session(clock.now)
        key = await sessions.begin(session)
        assert await sessions.end(key)
        assert not await sessions.end(key)
        await sessions.change(OpenSession(key, session))
        assert await sessions.find(key) is None

    with_sessions(database, act)


def test_of_many_who_would_renew_one_does_until_it_has_or_its_time_is_over(database: Database) -> None:
    async def act(sessions: SessionStore, clock: Clock) -> None:
        key = await sessions.begin(a_session(clock.now))
        until = clock.now + timedelta(seconds=10)

        async def claims() -> bool:
            return await sessions.rows.claim_renewal(row_of(key), until, clock.now)

        assert sum(await asyncio.gather(*(claims() for _ in range(8)))) == 1
        clock.now = until
        until += timedelta(seconds=10)
        assert sum(await asyncio.gather(*(claims() for _ in range(8)))) == 1
        found = await sessions.find(key)
        assert found
        await sessions.give_up_renewal(found)
        assert await claims()

    with_sessions(database, act)


def test_a_person_who_is_revoked_has_no_logins_and_others_keep_theirs(database: Database) -> None:
    async def act(sessions: SessionStore, clock: Clock) -> None:
        people = [("anna", "s1"), ("anna", "s2"), ("bo", "s3"), ("bo", "s4")]
        keys = [await sessions.begin(a_session(clock.now, *person)) for person in people]
        await sessions.rows.revoke(["person:anna", "session:s3"], clock.now)
        assert [bool(await sessions.find(key)) for key in keys] == [False, False, False, True]

    with_sessions(database, act)


def test_what_has_ended_by_itself_is_removed_at_the_next_login(database: Database) -> None:
    async def act(sessions: SessionStore, clock: Clock) -> None:
        await sessions.begin(a_session(clock.now))
        clock.now += IDLE
        await sessions.begin(a_session(clock.now))

    with_sessions(database, act)
    with psycopg.connect(database.admin_url) as connection:
        assert connection.execute("select count(*) from identity.web_sessions").fetchone() == (1,)


def test_a_token_that_counts_once_counts_once(database: Database) -> None:
    async def act(sessions: SessionStore, clock: Clock) -> None:
        until = clock.now + MINUTE
        answers = await asyncio.gather(*(sessions.rows.use_once("logout:1", until, clock.now) for _ in range(8)))
        assert sum(answers) == 1
        assert await sessions.rows.use_once("logout:2", until, clock.now)

    with_sessions(database, act)
