"""What somebody has written in a form so far, and what the form makes of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from samverka_services.commands.kernel.bodies import Body
from samverka_services.commands.kernel.fields import Command
from samverka_services.pages.kernel.faults import Fault
from samverka_services.pages.kernel.sent import Given


@dataclass(frozen=True)
class Filled:
    """What somebody has written so far, and what is wrong with it."""

    given: Given
    key: str
    version: int | None
    faults: Sequence[Fault] = ()
    more: str = ""
    note: str = ""
    """What stands in the field for notes beside the form."""
    seen: str = ""
    """The seal of what the page had shown when it was opened; empty, if it is that of what it shows now."""
    is_reviewed: bool = False
    is_stale: bool = False

    @property
    def status(self) -> int:
        """Of the page that shows it."""
        return 409 if self.is_stale else 422 if self.faults else 200


class Commanding(Protocol):
    """A form, as far as its command goes."""

    @property
    def body(self) -> Body:
        """The body that REST would take."""
        ...

    def command_of(self, given: Mapping[str, Any], path: Mapping[str, str]) -> Command:
        """The command that what was written means. Raises ValidationError."""
        ...
