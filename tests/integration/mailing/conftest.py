"""A region whose people have addresses, and a mail server that keeps what they are sent."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from tempfile import TemporaryFile

import pytest
from pydantic import SecretStr

from samverka_infra import mail_wishes
from samverka_infra import people as people_kept
from samverka_infra.database import tenant_transaction
from samverka_infra.identity_provider.settings import KeycloakSettings
from samverka_infra.mail_wishes import Pace, Wish
from samverka_infra.people import Person
from samverka_services.mailing.sending import From
from samverka_services.mailing.transports import MailServer
from samverka_services.processes.databases import ADDRESSES, Databases
from samverka_services.processes.mailing import MailStanding, send_waiting
from tests.support.mailbox import Mailbox, text_of
from tests.support.patience import PATIENCE_SECONDS
from tests.support.prepared import Process, forked
from tests.support.world import (
    ADMINISTRATOR,
    AUDITOR,
    DIRECTOR,
    FORBUND,
    FYRBODAL,
    KOMMUN,
    LEADER,
    OFFICER,
    World,
)

PAGES = "https://samverka.exempel.se"
SENDER = "samverka@exempel.se"


def address(person: str, tenant: str) -> str:
    return f"{person}.{tenant}@exempel.invalid"


@dataclass
class Post:
    """The world, its mail server, and who sends."""

    world: World
    box: Mailbox
    processes: list[Process] = field(default_factory=list)

    @property
    def settings(self) -> KeycloakSettings:
        return KeycloakSettings(
            smtp_host="127.0.0.1",
            smtp_port=self.box.port,
            smtp_from=SENDER,
            smtp_password=SecretStr(""),
            web_address=PAGES,
        )

    @property
    def databases(self) -> Databases:
        found = self.world.database
        urls = (found.app_url, found.projector_url, found.identity_url, found.admin_url)
        return Databases(dict(zip(ADDRESSES, urls, strict=True)))

    def send(self) -> MailStanding:
        """Once, when the views have come up to now."""
        self.world.project()
        self.world.show()
        return send_waiting(self.databases, MailServer(self.settings), From(SENDER, PAGES, "sv"))

    def send_at(self, moment: datetime) -> MailStanding:
        self.world.now = moment
        return self.send()

    def got(self, person: str, tenant: str) -> list[str]:
        """Subjects of what somebody was sent since they were last asked for."""
        mails = self.box.to(address(person, tenant))
        self.box.mails[:] = [each for each in self.box.mails if each not in mails]
        return [str(each["subject"]) for each in mails]

    def read(self, person: str, tenant: str) -> str:
        """The text of the latest."""
        return text_of(self.box.to(address(person, tenant))[-1])

    def wish(self, person: str, tenant: str, pace: Pace, language: str = "sv") -> None:
        with tenant_transaction(self.world.pool, tenant) as connection:
            mail_wishes.keep(connection, person, Wish(pace, language))

    def remind(self, *days: int) -> None:
        with tenant_transaction(self.world.pool, FYRBODAL) as connection:
            mail_wishes.remind(connection, days)

    def start(self) -> Process:
        """`samverka mail` as a process of its own."""
        found = self.world.database
        environment = {
            "SAMVERKA_DATABASE_URL": found.app_url,
            "SAMVERKA_PROJECTOR_DATABASE_URL": found.projector_url,
            "SAMVERKA_KEYCLOAK_SMTP_HOST": "127.0.0.1",
            "SAMVERKA_KEYCLOAK_SMTP_PORT": str(self.box.port),
            "SAMVERKA_KEYCLOAK_WEB_ADDRESS": PAGES,
        }
        with TemporaryFile() as unread:
            started = forked(["mail"], {**os.environ, **environment}, unread)
        self.processes.append(started)
        return started

    def stop(self) -> None:
        for each in self.processes:
            each.kill()
            each.wait(PATIENCE_SECONDS)

    def states(self, tenant: str) -> list[tuple[str, str, str, int | None]]:
        """Person, kind, state and code of what was noted."""
        with tenant_transaction(self.world.pool, tenant) as connection:
            query = "select person_id, kind, state, code from samverka.mails order by noted_at, person_id"
            return connection.execute(query).fetchall()


@pytest.fixture
def post(world: World) -> Iterator[Post]:
    """Mail has been sent up to now: nobody is told of what was before."""
    for tenant in (*FORBUND, *KOMMUN):
        with tenant_transaction(world.pool, tenant) as connection:
            for person in (ADMINISTRATOR, AUDITOR, LEADER) if tenant in FORBUND else (AUDITOR, DIRECTOR, OFFICER):
                people_kept.keep(connection, Person(person, "", address(person, tenant)))
    found = Post(world.wherever_insatser_stand(), Mailbox())
    with ExitStack() as stack:
        stack.enter_context(found.box.open())
        stack.callback(found.stop)
        found.send()
        assert found.box.mails == []
        yield found
