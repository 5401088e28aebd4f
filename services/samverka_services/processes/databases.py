"""Which databases a process uses: those of the settings, or the embedded server for as long as it is needed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from samverka_infra.embedded import EmbeddedServer
from samverka_infra.migrate import migrate
from samverka_infra.settings import PREFIX, Environment, Settings
from samverka_services.processes.required_settings import AddressMalformed, EmbeddedInProduction, SettingMissing

APP = "database_url"
PROJECTOR = "projector_database_url"
IDENTITY = "identity_database_url"
MIGRATION = "migration_database_url"
ADDRESSES = (APP, PROJECTOR, IDENTITY, MIGRATION)
"""The settings that hold addresses of databases."""


@dataclass(frozen=True)
class Databases:
    """Addresses by purpose; each is needed only by what asks for it. All raise SettingMissing, AddressMalformed."""

    addresses: Mapping[str, str | None]

    @property
    def app(self) -> str:
        """For commands and queries."""
        return self._needed(APP)

    @property
    def projector(self) -> str:
        """For the projector."""
        return self._needed(PROJECTOR)

    @property
    def identity(self) -> str:
        """For who is logged in and who no longer is."""
        return self._needed(IDENTITY)

    @property
    def admin(self) -> str:
        """For migrations."""
        return self._needed(MIGRATION)

    def _needed(self, name: str) -> str:
        found = self.addresses[name]
        if found is None:
            raise SettingMissing(PREFIX + name.upper())
        try:
            conninfo_to_dict(found)
        except ProgrammingError as error:
            raise AddressMalformed(PREFIX + name.upper()) from error
        return found


def is_embedded(settings: Settings) -> bool:
    """Whether no database is set, so that the embedded one is used."""
    return all(settings.secret(name) is None for name in ADDRESSES)


@contextmanager
def databases(settings: Settings) -> Iterator[Databases]:
    """The databases; the embedded server is started, migrated and stopped here. Raises EmbeddedInProduction."""
    if not is_embedded(settings):
        yield Databases({name: settings.secret(name) for name in ADDRESSES})
        return
    if settings.environment is Environment.PRODUCTION:
        raise EmbeddedInProduction
    with EmbeddedServer(settings.data_dir / "postgres") as server:
        migrate(server.admin_url)
        server.allow_logins()
        addresses = (server.app_url, server.projector_url, server.identity_url, server.admin_url)
        yield Databases(dict(zip(ADDRESSES, addresses, strict=True)))
