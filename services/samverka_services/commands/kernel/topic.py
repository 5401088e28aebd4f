"""A topic's commands: each is said once, at its handler, with its address, its example and who may give it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar, get_type_hints

from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_infra.event_log.unit_of_work import UnitOfWork
from samverka_services.commands.kernel.context import Context, Decided
from samverka_services.commands.kernel.fields import Command

Handler = Callable[[Any, Context], Decided]
AnyHandler = TypeVar("AnyHandler", bound=Handler)
Insatser = Collection[str | None]
"""Ids of the insatser that a matter is; None stands for a matter of none."""


def named_insats(command: Command, work: UnitOfWork) -> Insatser:  # noqa: ARG001
    """The insats that the command names, if it names one."""
    return (command.about_insats,)


@dataclass(frozen=True, eq=False)
class Topic:
    """What the commands about one kind of thing have in common."""

    kind: str
    """What the thing is called in a command's outcome."""
    address: str
    """Where it is reached; what stands in braces is a field of the command."""
    roles: frozenset[Role]
    """The caller holds one of them today, or took the decision herself."""
    organisation: OrganisationKind | None = None
    """Which kind of organisation gives the commands; None: any."""
    seat_needed: bool = True
    """Whether the one who decided must have had a seat in the deciding body, in this tenant, on that day."""
    insatser_of: Callable[[Any, UnitOfWork], Insatser] = named_insats
    """Which insatser a command is about: roles that are held in one of them count."""
    sits: Callable[[Any, UnitOfWork, str], bool] | None = None
    """Where no role counts, but a seat that the organisation has elsewhere: whether a person sits there."""
    handlings: list["Handling"] = field(default_factory=list)

    def command(
        self, method: str, path: str = "", *, example: Mapping[str, Any], changes: bool = False, creates: bool = False
    ) -> Callable[[AnyHandler], AnyHandler]:
        """Declare the command that a function handles; the class is what the function calls `command`.

        `changes`: the caller must say which version she has seen (If-Match); `creates`: there was no such thing.
        `example` is a body that is accepted as it stands.
        """

        def declare(handler: AnyHandler) -> AnyHandler:
            command_class: type[Command] = get_type_hints(handler)["command"]
            address = self.address + path
            self.handlings.append(Handling(command_class, handler, self, method, address, example, changes, creates))
            return handler

        return declare


@dataclass(frozen=True, eq=False)
class Handling:
    """One command: by which function it is handled, where it is reached, and who may give it."""

    command: type[Command]
    handler: Handler
    topic: Topic
    method: str
    path: str
    example: Mapping[str, Any]
    changes: bool
    creates: bool

    @property
    def roles(self) -> frozenset[Role]:
        """The caller holds one of them today, or took the decision herself."""
        return self.topic.roles

    @property
    def organisation(self) -> OrganisationKind | None:
        """Which kind of organisation gives the command; None: any."""
        return self.topic.organisation

    @property
    def seat_needed(self) -> bool:
        """Whether the one who decided must have had a seat in the deciding body, in this tenant, on that day."""
        return self.topic.seat_needed


CommandTable = Mapping[type[Command], Handling]
