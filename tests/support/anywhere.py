"""The commands, with requests and parts that are recorded wherever their insats stands.

For tests of what comes of decisions in every order; where each may be taken is tried by itself.
"""

from collections.abc import Mapping
from dataclasses import replace

from samverka_services.commands.commitments import (
    SetResourcesAside,
    TakePart,
    resources_set_aside,
    taken_part,
)
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.registry import COMMANDS
from samverka_services.commands.kernel.topic import CommandTable, Handler
from samverka_services.commands.requests import (
    ApproveInterestRequest,
    DraftInterestRequest,
    SendInterestRequest,
    approved,
    drafted,
    sent,
)

_ANYWHERE: Mapping[type[Command], Handler] = {
    DraftInterestRequest: drafted,
    ApproveInterestRequest: approved,
    SendInterestRequest: sent,
    TakePart: taken_part,
    SetResourcesAside: resources_set_aside,
}
ANYWHERE: CommandTable = {
    **COMMANDS,
    **{command: replace(COMMANDS[command], handler=handler) for command, handler in _ANYWHERE.items()},
}
