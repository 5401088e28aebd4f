"""Mail as files: of an installation that has no mail server."""

import asyncio
import hashlib
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

FOLDER = "mail"
"""In the data folder, where no mail server is set."""


class Folder:
    """A folder in which each mail is a file. The same one is one file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def deliver(self, mail: EmailMessage) -> None:
        """Raises OSError."""
        await asyncio.to_thread(self._write, mail)

    async def rest(self) -> None:
        """Nothing."""

    def to(self, address: str) -> list[EmailMessage]:
        """What was sent to an address, the latest first."""
        found = (message_from_bytes(each.read_bytes(), policy=SMTP) for each in self._path.glob("*.eml"))
        return sorted((each for each in found if each["To"] == address), key=sent_at, reverse=True)

    def _write(self, mail: EmailMessage) -> None:
        self._path.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(mail["Message-ID"].encode()).hexdigest()[:16]
        unfinished = self._path / f"{name}.part"  # who looks into the folder finds whole mails alone
        unfinished.write_bytes(mail.as_bytes())
        unfinished.replace(self._path / f"{name}.eml")


def sent_at(mail: EmailMessage) -> datetime:
    """As the mail itself says."""
    moment: datetime = mail["Date"].datetime
    return moment
