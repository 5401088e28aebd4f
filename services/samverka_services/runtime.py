"""Which databases a process uses: those of the settings, or the embedded server for as long as it is needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from samverka_infra.embedded import EmbeddedServer
from samverka_infra.migrate import migrate
from samverka_infra.settings import Settings


class SettingMissing(Exception):
    """A setting that is needed beside another is missing; the text is its name."""


@dataclass(frozen=True)
class Databases:
    """Addresses by purpose."""

    app: str
    projector: str
    admin: str | None
    """For migrations; None where this installation migrates elsewhere."""


@contextmanager
def databases(settings: Settings) -> Iterator[Databases]:
    """The databases; the embedded server is started, migrated and stopped here."""
    app = settings.secret("database_url")
    if app is not None:
        projector = settings.secret("projector_database_url")
        if projector is None:
            raise SettingMissing("SAMVERKA_PROJECTOR_DATABASE_URL")
        yield Databases(app, projector, settings.secret("migration_database_url"))
        return
    with EmbeddedServer(settings.data_dir / "postgres") as server:
        migrate(server.admin_url)
        server.allow_logins()
        yield Databases(server.app_url, server.projector_url, server.admin_url)
