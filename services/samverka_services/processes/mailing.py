"""The process that sends mail. Several may run: one works, the others wait for their turn."""

import asyncio
import logging
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field

import psycopg
from psycopg import Connection

from samverka_infra import mail_progress, mails
from samverka_infra.database import (
    DatabaseUnavailable,
    NotPrepared,
    async_pool,
    projector_connection,
    unavailable_if_lost,
    without_text,
)
from samverka_infra.identity_provider.settings import PREFIX, KeycloakSettings
from samverka_infra.mail_folder import FOLDER, Folder
from samverka_infra.settings import Environment, Settings
from samverka_infra.turns import Turn, take_turn
from samverka_projections.kernel.as_of import AsOf
from samverka_services.mailing.noting import Noting
from samverka_services.mailing.sending import From, Posting
from samverka_services.mailing.transports import MailServer, MailServerAway, Transport, is_set
from samverka_services.processes.databases import Databases
from samverka_services.processes.required_settings import SettingMissing

LOOK_SECONDS = 2.0
RETRY_SECONDS = 5.0
LONGEST_PAUSE_SECONDS = 300.0
"""Between two attempts at a mail server that is away; each is twice as long as the one before."""

_SHOWN = "select position, moment from samverka.views_shown where moment > '-infinity'"
_AWAY = (psycopg.OperationalError, DatabaseUnavailable)
_log = logging.getLogger("samverka.mail")


@dataclass(frozen=True)
class MailStanding:
    """How mail stands."""

    waiting: int
    set_aside: int
    """Refused for good."""
    failure: str | None
    """Why the mail server takes nothing now."""


def transport_of(settings: Settings, keycloak: KeycloakSettings) -> Transport:
    """The mail server that is set, or outside production a folder. Raises SettingMissing."""
    if is_set(keycloak):
        return MailServer(keycloak)
    if settings.environment is Environment.PRODUCTION:
        raise SettingMissing(f"{PREFIX}SMTP_HOST")
    folder = settings.data_dir / FOLDER
    _log.warning("no mail server is set: mail is written into a folder", extra={"details": {"folder": str(folder)}})
    return Folder(folder)


def origin_of(settings: Settings, keycloak: KeycloakSettings) -> From:
    """Who writes."""
    return From(keycloak.smtp_from, keycloak.web_address, settings.language)


def send_waiting(databases: Databases, transport: Transport, origin: From) -> MailStanding:
    """Once, what may go now. Raises psycopg.OperationalError, DatabaseUnavailable."""

    async def once() -> MailStanding:
        async with async_pool(databases.app, 2) as pool:
            with projector_connection(databases.projector) as connection:
                return await _Turn(connection, Noting(connection, pool), Posting(pool, transport, origin)).look()

    return asyncio.run(once())


def run_mailing(databases: Databases, transport: Transport, origin: From) -> None:
    """Send mail until told to stop (SIGTERM or Ctrl-C); a lost database is waited for."""
    asyncio.run(_Mailing(databases, transport, origin).run())


class _Mailing:
    def __init__(self, databases: Databases, transport: Transport, origin: From) -> None:
        self._databases = databases
        self._transport = transport
        self._origin = origin

    async def run(self) -> None:
        stop_requested = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop_requested.set)
        async with async_pool(self._databases.app, 2) as pool:
            sending = Posting(pool, self._transport, self._origin)
            while not stop_requested.is_set():
                try:
                    with projector_connection(self._databases.projector) as connection:
                        await _work(_Turn(connection, Noting(connection, pool), sending), stop_requested)
                except _AWAY as error:
                    details = {"reason": without_text(error)}
                    _log.warning("database away, trying again", extra={"details": details})
                    await _passes(stop_requested, RETRY_SECONDS)


async def _work(turn: "_Turn", stop_requested: asyncio.Event) -> None:
    while not take_turn(turn.connection, Turn.MAILING):
        if await _passes(stop_requested, LOOK_SECONDS):
            return
    _log.info("mail is sent")
    while not stop_requested.is_set():
        await turn.look()
        await _passes(stop_requested, LOOK_SECONDS)


async def _passes(stop_requested: asyncio.Event, seconds: float) -> bool:
    """Whether it was told to stop meanwhile."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop_requested.wait(), seconds)
    return stop_requested.is_set()


@dataclass
class _Turn:
    """Who works, with one connection as the projector."""

    connection: Connection
    noting: Noting
    sending: Posting
    failure: str | None = None
    pause: float = LOOK_SECONDS
    tried_at: float = field(default=-LONGEST_PAUSE_SECONDS)

    async def look(self) -> MailStanding:
        """Note what has happened, and what comes; then send, unless the mail server was away a short while ago."""
        mail_progress.begin(self.connection)
        await self._note()
        if self.failure is None or time.monotonic() - self.tried_at >= self.pause:
            await self._send()
        waiting, set_aside = mails.count(self.connection)
        mail_progress.beat(self.connection, waiting, set_aside, self.failure)
        return MailStanding(waiting, set_aside, self.failure)

    async def _note(self) -> None:
        """As far as there are views: while they are being built, the log waits."""
        row = self.connection.execute(_SHOWN).fetchone()
        if row is None:
            return
        with suppress(NotPrepared), unavailable_if_lost():
            while await self.noting.follow(AsOf(*row)):
                continue
            await self.noting.remind(AsOf(*row))

    async def _send(self) -> None:
        self.tried_at = time.monotonic()
        try:
            for tenant_id in mails.tenants_waiting(self.connection):
                await self._send_to(tenant_id)
            await self.sending.transport.rest()
        except (MailServerAway, OSError) as error:
            self._wait(str(error) if isinstance(error, MailServerAway) else type(error).__name__)
        else:
            self.failure, self.pause = None, LOOK_SECONDS

    async def _send_to(self, tenant_id: str) -> None:
        try:
            await self.sending.send(tenant_id)
        except (MailServerAway, DatabaseUnavailable, OSError):
            raise
        except Exception:  # noqa: BLE001 — whatever one organisation stumbles over, the others go on
            _log.exception("an organisation's mail cannot be sent", extra={"details": {"tenantId": tenant_id}})

    def _wait(self, failure: str) -> None:
        self.pause = LOOK_SECONDS if self.failure is None else min(self.pause * 2, LONGEST_PAUSE_SECONDS)
        self.failure = failure
        details = {"reason": failure, "againInSeconds": self.pause}
        _log.warning("mail cannot be handed over, and waits", extra={"details": details})
