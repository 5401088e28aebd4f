"""Watching Keycloak for what has ended there, so that it ends here before a token expires.

Keycloak tells nobody when an administrator deletes a person or takes her membership: it only records it. One process
of an installation reads that record every second and revokes; the next one goes on where it stopped.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from threading import Event, Thread

import psycopg
from psycopg import Connection

from samverka_infra import credentials
from samverka_infra.database import single_connection, without_text
from samverka_infra.identity_provider import watch_progress
from samverka_infra.identity_provider.secrets import FOLDER, watch_secret
from samverka_infra.identity_provider.settings import KeycloakSettings
from samverka_infra.settings import Settings
from samverka_infra.turns import Turn, take_turn
from samverka_services.kernel.timing import clock
from samverka_services.login.keycloak_events import Happened, KeycloakEvents, NotAnswering, ended

LOOK_SECONDS = 1.0
OVERLAP = timedelta(minutes=1)
"""What is recorded carries the moment of the act by one machine's clock, and is seen only when it is committed."""
MARGIN = timedelta(seconds=1)
"""A token that was being made when its ground was taken away."""
LEAST_LOOKING_BACK = timedelta(hours=1)
MOST_LOOKING_BACK = credentials.REMEMBERED
_PATIENCE_SECONDS = 10.0

_log = logging.getLogger("samverka.watch")


@contextmanager
def watching(settings: Settings, identity_url: Callable[[], str]) -> Iterator[None]:
    """Watch in the background, if this installation's issuer is a Keycloak that may be watched.

    The database's address is asked for only then, and raises as it does.
    """
    keycloak = KeycloakSettings()
    secret = watch_secret(keycloak, settings.data_dir / FOLDER)
    if secret is None or settings.issuer != keycloak.issuer:
        reason = "SAMVERKA_KEYCLOAK_WATCH_SECRET is not set" if secret is None else "the issuer is another"
        _log.warning("Keycloak is not watched: what ends there ends here with its token", extra=_details(reason))
        yield
        return
    with closing(KeycloakEvents(keycloak.address, secret)) as events, _in_background(events, identity_url()):
        yield


@contextmanager
def _in_background(events: KeycloakEvents, database_url: str) -> Iterator[None]:
    stop_requested = Event()
    thread = Thread(target=_keep_watching, args=[events, database_url, stop_requested], daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop_requested.set()
        thread.join(_PATIENCE_SECONDS)


def _keep_watching(events: KeycloakEvents, database_url: str, stop_requested: Event) -> None:
    while not stop_requested.is_set():
        try:
            with single_connection(database_url) as connection:
                _take_turn_and_watch(events, connection, stop_requested)
        except psycopg.OperationalError as error:
            _log.warning("database away, trying again", extra=_details(without_text(error)))
        except Exception:  # noqa: BLE001 — whatever it stumbles over, nobody watches unless this goes on
            _log.exception("the watch stumbled, and begins again")
        stop_requested.wait(LOOK_SECONDS)


def _take_turn_and_watch(events: KeycloakEvents, connection: Connection, stop_requested: Event) -> None:
    while not take_turn(connection, Turn.WATCHING_LOGINS):
        if stop_requested.wait(LOOK_SECONDS):
            return
    _log.info("Keycloak is watched")
    watch, told = Watch(events, connection, clock), ""
    while not stop_requested.is_set():
        told = _tell_change(told, _problem_of(watch))
        stop_requested.wait(LOOK_SECONDS)


def _problem_of(watch: "Watch") -> str:
    try:
        watch.look()
    except NotAnswering as error:
        return str(error)
    return ""


def _tell_change(told: str, problem: str) -> str:
    """Once when Keycloak goes away and once when it is back, not at every look."""
    if problem and not told:
        _log.warning("Keycloak does not answer the watch, trying again", extra=_details(problem))
    if told and not problem:
        _log.info("Keycloak answers the watch again")
    return problem


class Watch:
    """Reads on from where the last one stopped, and revokes what has ended."""

    def __init__(self, events: KeycloakEvents, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._events = events
        self._connection = connection
        self._clock = clock
        self._up_to = _beginning(watch_progress.watched_up_to(connection), clock())
        self._seen: dict[str, datetime] = {}
        self._has_begun = False

    def look(self) -> None:
        """Once. Raises NotAnswering; what was not done then is done the next time."""
        self._begin()
        since = self._up_to - OVERLAP
        new = [event for event in self._events.since(since) if event.event_id not in self._seen]
        revocations = [(event, ended(event, self._events.is_enabled)) for event in new]
        if new:
            self._revoke(revocations)
            self._seen |= {event.event_id: event.at for event in new}
            self._up_to = max(self._up_to, self._seen_to(new))
        self._seen = {known: at for known, at in self._seen.items() if at >= self._up_to - OVERLAP}

    def _end_or_restore_machines(self, event: Happened, *, is_over: bool) -> None:
        """Keycloak gives a machine tokens as long as its client is there, whatever became of the organisation."""
        match event.path:
            case ("organizations", organisation) if is_over:
                credentials.revoke_for_good(self._connection, [credentials.machines(organisation)])
            case ("organizations", organisation):
                credentials.restore(self._connection, [credentials.machines(organisation)])

    def _seen_to(self, events: list[Happened]) -> datetime:
        """Never beyond now: what a clock that is wrong dates in the future must not hide what comes after it."""
        return min(events[-1].at, self._clock())

    def _begin(self) -> None:
        if not self._has_begun and not self._events.are_recorded():
            _log.error("Keycloak records no events, so nothing can be watched: turn on user and admin events")
        self._has_begun = True

    def _revoke(self, revocations: list[tuple[Happened, list[str]]]) -> None:
        with self._connection.transaction():
            for event, subjects in revocations:
                if subjects:
                    credentials.revoke(self._connection, subjects, event.at + MARGIN)
                self._end_or_restore_machines(event, is_over=bool(subjects))
            watch_progress.keep_watched(self._connection, self._seen_to([event for event, _ in revocations]))
        count = sum(bool(subjects) for _, subjects in revocations)
        _log.info("Keycloak has recorded something", extra={"details": {"events": len(revocations), "ended": count}})


def _beginning(stopped_at: datetime | None, now: datetime) -> datetime:
    at_least = now - LEAST_LOOKING_BACK
    return max(min(stopped_at or at_least, at_least), now - MOST_LOOKING_BACK)


def _details(reason: str) -> dict[str, dict[str, str]]:
    return {"details": {"reason": reason}}
