"""By which proof somebody acts, and whether it has been revoked before it expires."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from psycopg import Connection

IS_REVOKED = "identity.is_revoked(%(subjects)s, %(issued_at)s)"
"""For queries that ask more at once; with the values of `Credential.values`."""

EVERYBODY = "everybody"
"""The subject that every proof rests on."""

REMEMBERED = timedelta(days=2)
"""For how long it is known what was revoked (as `identity.revoke` says it): no proof may be good for longer."""

_CLIENTS = UUID("7f2e5459-3e47-5286-aa19-1f8870ce948b")
_ASK = f"select {IS_REVOKED}"
_REVOKE = "select identity.revoke(%s, %s)"
_REVOKE_FOR_GOOD = "select identity.revoke(%s, 'infinity')"
_RESTORE = "select identity.restore(%s)"


class Revoked(Exception):
    """The proof was good once; the person, her session or her membership has been ended since."""


@dataclass(frozen=True)
class Credential:
    """What a token rests on: each of its subjects may be revoked by itself."""

    subjects: tuple[str, ...]
    issued_at: datetime
    """In whole seconds: what is revoked in the same second is revoked."""

    def values(self) -> dict[str, object]:
        """For IS_REVOKED."""
        return {"subjects": list(self.subjects), "issued_at": self.issued_at}


def person(person_id: str) -> str:
    """All that is a person's, wherever she acts."""
    return f"person:{person_id}"


def session(session_id: str) -> str:
    """One login at the identity provider."""
    return f"session:{session_id}"


def organisation(organisation_id: str) -> str:
    """Everybody who acts for an organisation; its id is the identity provider's."""
    return f"organisation:{organisation_id}"


def machines(organisation_id: str) -> str:
    """All that act for an organisation without a login: the identity provider gives them tokens after its end too."""
    return f"machines:{organisation_id}"


def membership(organisation_id: str, person_id: str) -> str:
    """A person in one organisation."""
    return f"membership:{organisation_id}:{person_id}"


def client(client_id: str) -> str:
    """Everything that was given to one client."""
    return client_by_key(client_key(client_id))


def client_key(client_id: str) -> str:
    """The identity provider's own id of a client, as Samverka chooses it.

    What tells that a client was deleted names nothing else, and asking for its name needs a right to all secrets.
    """
    return str(uuid5(_CLIENTS, client_id))


def client_by_key(key: str) -> str:
    """Everything that was given to the client of this key."""
    return f"client:{key}"


def refuse_revoked(connection: Connection, credential: Credential) -> None:
    """Raises Revoked."""
    if connection.execute(_ASK, credential.values()).fetchone() == (True,):
        raise Revoked


def revoke(connection: Connection, subjects: Iterable[str], at: datetime) -> None:
    """From now on tokens of these subjects that were issued until this moment open nothing."""
    connection.execute(_REVOKE, [list(subjects), at])


def revoke_for_good(connection: Connection, subjects: Iterable[str]) -> None:
    """Tokens of these subjects open nothing, whenever they are issued, until they are restored."""
    connection.execute(_REVOKE_FOR_GOOD, [list(subjects)])


def restore(connection: Connection, subjects: Iterable[str]) -> None:
    """What was revoked for good holds no longer."""
    connection.execute(_RESTORE, [list(subjects)])
