"""What the command line tells of the embedded database."""

from collections.abc import Callable

from samverka_infra.embedded.errors import (
    EmbeddedNotStarted,
    ForeignFolder,
    NoServerUser,
    ProgramsOutOfReach,
    SocketPathTooLong,
)
from samverka_services.cli.common import Exit, say
from samverka_services.processes.required_settings import EmbeddedInProduction

TOLD: dict[type[Exception], tuple[Exit, Callable[[Exception], str]]] = {
    EmbeddedInProduction: (Exit.SETTINGS, lambda _: say("embedded.production")),
    EmbeddedNotStarted: (Exit.UNAVAILABLE, lambda error: say("embedded.not-started", what=error)),
    ForeignFolder: (Exit.SETTINGS, lambda error: say("embedded.foreign-folder", folder=error)),
    NoServerUser: (Exit.UNAVAILABLE, lambda error: say("embedded.no-user", name=error)),
    ProgramsOutOfReach: (Exit.UNAVAILABLE, lambda error: say("embedded.programs", folder=error)),
    SocketPathTooLong: (Exit.SETTINGS, lambda error: say("embedded.path-too-long", **vars(error))),
}
