"""Where mail is handed over: to a mail server, or, where none is set, to a folder (`samverka_infra.mail_folder`)."""

from contextlib import suppress
from email.message import EmailMessage
from typing import Protocol

from aiosmtplib import SMTP, SMTPDataError, SMTPException, SMTPNotSupported, SMTPRecipientsRefused

from samverka_infra.identity_provider.settings import KeycloakSettings

TIMEOUT_SECONDS = 30
_FOR_GOOD = 500
_CLOSING = 421
_ADDRESS_NOT_TAKEN = 553


class MailServerAway(Exception):
    """The mail server cannot be reached, or takes nothing from us; the text is the kind of error, and its code."""


class MailRefused(Exception):
    """The mail server does not take this one mail."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code
        """SMTP's."""

    @property
    def for_good(self) -> bool:
        """Whether trying again is of no use."""
        return self.code >= _FOR_GOOD


class Transport(Protocol):
    """Takes mail over, or says why not."""

    async def deliver(self, mail: EmailMessage) -> None:
        """One. Raises MailServerAway, MailRefused."""

    async def rest(self) -> None:
        """There is nothing more to deliver for now."""


class MailServer:
    """A mail server, as the settings name it for invitations; one connection for all that waits."""

    def __init__(self, settings: KeycloakSettings) -> None:
        self._settings = settings
        self._client: SMTP | None = None

    async def deliver(self, mail: EmailMessage) -> None:
        """Raises MailServerAway, MailRefused."""
        client = await self._connected()
        try:
            await client.send_message(mail, sender=self._settings.smtp_from, recipients=[mail["To"]])
        except SMTPRecipientsRefused as error:
            await self._refused(error.recipients[0].code, error)
        except SMTPDataError as error:
            await self._refused(error.code, error)
        except (SMTPNotSupported, ValueError) as error:
            raise MailRefused(_ADDRESS_NOT_TAKEN) from error
        except (SMTPException, OSError) as error:
            await self._gone(error)

    async def rest(self) -> None:
        """Hang up, whether or not the server still hears it."""
        client, self._client = self._client, None
        if client is not None:
            with suppress(SMTPException, OSError):
                await client.quit()
            client.close()

    async def _connected(self) -> SMTP:
        if self._client is not None and not self._client.is_connected:
            await self.rest()
        if self._client is None:
            self._client = self._made()
            try:
                await self._client.connect()
            except (SMTPException, OSError) as error:
                await self._gone(error)
        return self._client

    def _made(self) -> SMTP:
        chosen = self._settings
        return SMTP(
            hostname=chosen.smtp_host,
            port=chosen.smtp_port,
            start_tls=chosen.smtp_starttls,
            username=chosen.smtp_user or None,
            password=chosen.smtp_password.get_secret_value() if chosen.smtp_user else None,
            timeout=TIMEOUT_SECONDS,
        )

    async def _refused(self, code: int, error: Exception) -> None:
        if code == _CLOSING:
            await self._gone(error)
        raise MailRefused(code) from error

    async def _gone(self, error: Exception) -> None:
        """Of what the server says only the code is told: its text may repeat an address."""
        client, self._client = self._client, None
        if client is not None:
            client.close()
        code = getattr(error, "code", None)
        raise MailServerAway(f"{type(error).__name__} {code}" if code else type(error).__name__) from error


def is_set(settings: KeycloakSettings) -> bool:
    """Whether a mail server is named, rather than the one that is assumed for invitations on the same machine."""
    return "smtp_host" in settings.model_fields_set
