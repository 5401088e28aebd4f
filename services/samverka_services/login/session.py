"""What the server keeps of a person who is logged in, and of one on her way."""

from datetime import UTC, datetime
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from samverka_infra import credentials
from samverka_infra.credentials import Credential
from samverka_services.login.return_to import HOME


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Membership(_Kept):
    """An organisation that a person may act for; the alias is its name at the identity provider."""

    alias: str
    number: str


class Tokens(_Kept):
    """What the identity provider gave."""

    access: str
    refresh: str
    id: str


class WebSession(_Kept):
    """A login. `acting_for` is None until one of several organisations has been chosen."""

    person_id: str
    name: str
    client_id: str
    provider_session: str
    memberships: tuple[Membership, ...]
    acting_for: Membership | None
    tokens: Tokens
    issued_at: int
    """Of the access token, in seconds since 1970."""
    expires_at: int
    csrf: str
    begun_at: datetime
    return_to: str = HOME

    @property
    def credential(self) -> Credential:
        """What it rests on before an organisation is acted for."""
        subjects = (
            credentials.person(self.person_id),
            credentials.session(self.provider_session),
            credentials.client(self.client_id),
        )
        return Credential(subjects, datetime.fromtimestamp(self.issued_at, UTC))


class Purpose(StrEnum):
    """Why a person was sent to the identity provider."""

    LOGIN = "LOGIN"
    ORGANISATION = "ORGANISATION"
    """To act for one of several organisations, from now on."""
    END_SESSIONS = "END_SESSIONS"
    """To end all her sessions there."""


class Attempt(_Kept):
    """A person on her way to the identity provider and back; what must be the same when she returns."""

    purpose: Purpose
    state: str
    nonce: str
    verifier: str
    return_to: str = HOME
    person_id: str | None = None
    memberships: tuple[Membership, ...] = ()
