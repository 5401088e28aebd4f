"""What a mail says: plain text, a subject, days and links, in the recipient's language. No names, and no answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from samverka_services.catalogue import text
from samverka_services.mailing.told import Telling
from samverka_services.pages.kernel.writing import Writing

WISHES = "/utskick"
"""The page on which one says how one wants mail."""


@dataclass(frozen=True)
class Letter:
    """For one person of an organisation."""

    organisation: str
    language: str
    today: date
    address: str
    """Of the pages."""

    def of(self, told: Sequence[Telling]) -> tuple[str, str]:
        """Subject and text: of one thing, or of several together, those about one thing under its link."""
        if len(told) == 1:
            return self._one(told[0])
        things: dict[str, list[Telling]] = {}
        for each in told:
            things.setdefault(each.path, []).append(each)
        body = "\n\n".join(self._thing(path, found) for path, found in things.items())
        return self._say("several", count=len(told), organisation=self.organisation), self._framed(body)

    def _one(self, told: Telling) -> tuple[str, str]:
        subject = ": ".join(
            each for each in (self._say(f"subject.{told.kind}", organisation=self.organisation), told.about) if each
        )
        return subject, self._framed(self._thing(told.path, [told]))

    def _thing(self, path: str, found: Sequence[Telling]) -> str:
        sentences = dict.fromkeys(self._sentence(each) for each in found)
        return "\n".join([*filter(None, [found[-1].about]), *sentences, f"{self.address}{path}"])

    def _sentence(self, told: Telling) -> str:
        said = self._say(f"what.{told.what}", organisation=self.organisation)
        if told.day is None:
            return said
        return f"{said} {self._say('last-day', day=Writing(self.language, self.today).long_day(told.day))}"

    def _framed(self, body: str) -> str:
        """With the organisation first, and why one is written to last."""
        why = self._say("why", organisation=self.organisation, address=f"{self.address}{WISHES}")
        return f"{self._say('greeting', organisation=self.organisation)}\n\n{body}\n\n-- \n{why}\n"

    def _say(self, key: str, **params: object) -> str:
        return text(f"mail.{key}", self.language, **params)


@dataclass(frozen=True)
class Envelope:
    """What stands on a mail besides."""

    sender: str
    recipient: str
    message_id: str
    """The same whenever it is sent again, so that who receives it twice can tell."""
    wishes: str
    """Address of the page of `WISHES`."""
    language: str
    sent_at: datetime


def message(envelope: Envelope, subject: str, body: str) -> EmailMessage:
    """Ready to be sent."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject
    mail["From"] = envelope.sender
    mail["To"] = envelope.recipient
    mail["Date"] = format_datetime(envelope.sent_at)
    mail["Message-ID"] = envelope.message_id
    mail["List-Unsubscribe"] = f"<{envelope.wishes}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = envelope.language
    mail.set_content(body)
    return mail
