"""A real mail server on this machine, which keeps what it is sent."""

import threading
from asyncio import WriteTransport
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope

from tests.support.installation import free_port
from tests.support.patience import PATIENCE_SECONDS


@dataclass
class Mailbox:
    """`on_mail` is told of each mail before the sender is answered; addresses in `refused` are answered by a code."""

    port: int = field(default_factory=free_port)
    mails: list[EmailMessage] = field(default_factory=list)
    refused: dict[str, int] = field(default_factory=dict)
    sender_refused: int | None = None
    """The code by which nobody may send anything."""
    on_mail: Callable[[], None] = lambda: None
    _came: threading.Condition = field(default_factory=threading.Condition)

    async def handle_MAIL(  # noqa: N802
        self, _server: object, _session: object, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.sender_refused:
            return f"{self.sender_refused} {address} may not send"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, _server: object, _session: object, envelope: Envelope, address: str, _options: object
    ) -> str:
        if address in self.refused:
            return f"{self.refused[address]} {address} is not taken"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        with self._came:
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
            self._came.notify_all()
        self.on_mail()
        return "250 OK"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["to"] == address]

    def wait_for(self, count: int) -> None:
        """Until so many mails have come in all."""
        with self._came:
            assert self._came.wait_for(lambda: len(self.mails) >= count, PATIENCE_SECONDS), len(self.mails)

    @contextmanager
    def open(self, **more: Any) -> Iterator[None]:
        """`more` is how it lets people in, as aiosmtpd takes it."""
        controller = _Closing(self, hostname="127.0.0.1", port=self.port, **more)
        controller.start()
        try:
            yield
        finally:
            controller.stop()


class _Closing(Controller):
    """A server that hangs up on whoever is still connected when it ends."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self._sessions: list[SMTP] = []

    def factory(self) -> SMTP:
        self._sessions.append(SMTP(self.handler, **self.SMTP_kwargs))
        return self._sessions[-1]

    def cancel_tasks(self, stop_loop: bool = True) -> None:
        for session in self._sessions:
            if isinstance(session.transport, WriteTransport):
                session.transport.abort()
        super().cancel_tasks(stop_loop)


def text_of(mail: EmailMessage) -> str:
    """Its plain text."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")
