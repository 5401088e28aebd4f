"""Samverka hangs up when there is nothing more to send, also on a mail server that does not say goodbye."""

import asyncio
from asyncio import StreamReader, StreamWriter
from email.message import EmailMessage

import pytest

from samverka_infra.identity_provider.settings import KeycloakSettings
from samverka_services.mailing.transports import MailServer
from tests.support.patience import PATIENCE_SECONDS

TO_QUIT = {"a server that says no": b"500 no\r\n", "a server that is closing": b"421 soon\r\n"}


@pytest.mark.parametrize("goodbye", TO_QUIT.values(), ids=TO_QUIT)
def test_a_connection_is_closed_whatever_the_server_says_to_that(goodbye: bytes) -> None:
    async def mailed() -> bytes:
        heard = asyncio.get_running_loop().create_future()

        async def answer(reader: StreamReader, writer: StreamWriter) -> None:
            await _converse(reader, writer, goodbye)
            heard.set_result(await reader.read())
            writer.close()

        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            sender = MailServer(KeycloakSettings(smtp_host="127.0.0.1", smtp_port=port, smtp_starttls=False))
            mail = EmailMessage()
            mail["From"], mail["To"], mail["Subject"] = "samverka@x.example", "ulla@x.example", "Exempel"
            await sender.deliver(mail)
            await sender.rest()
            return bytes(await asyncio.wait_for(heard, PATIENCE_SECONDS))

    assert asyncio.run(mailed()) == b"", "the end of what is sent"


async def _converse(reader: StreamReader, writer: StreamWriter, goodbye: bytes) -> None:
    """As little as a mail server says, up to the goodbye."""
    writer.write(b"220 x\r\n")
    while (line := await reader.readline()) != b"QUIT\r\n":
        if line == b"DATA\r\n":
            writer.write(b"354 go on\r\n")
            await reader.readuntil(b"\r\n.\r\n")
        writer.write(b"250 OK\r\n")
    writer.write(goodbye)
