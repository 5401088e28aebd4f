"""What a process is about: what somebody tries, and the papers, requests and reports that it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LEADER, PROJECT_LEADER, STRANGER = "process leader", "who leads the insats", "somebody without a role"


@dataclass(frozen=True)
class Deed:
    """What somebody tries, in plain words."""

    name: str
    by: str = LEADER
    said: Mapping[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        """What is said of it; None if nothing is."""
        return self.said.get(name)


@dataclass
class Paper:
    """A document of one kind: its latest version."""

    number: str
    lacks: tuple[str, ...]
    written: int = 1
    """How often: no two versions say the same."""
    numbers: list[str] = field(default_factory=list)
    returned: bool = False
    declined: bool = False
    refused: bool = False
    """Whether a body said no to this version of what stands in an earlier one."""
    asked: bool = False
    approvals: dict[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> bool:
        """Whether the version is approved and public."""
        return self.number.endswith(".0")


@dataclass
class Request:
    """A question to the municipalities: DRAFT, APPROVED, SENT, CLOSED or WITHDRAWN."""

    name: str
    state: str = "DRAFT"
    answers: dict[str, str] = field(default_factory=dict)
    over: bool = False
    """Whether its time is over."""


@dataclass
class Report:
    """A status report: SUBMITTED, RETURNED, APPROVED or RECEIVED."""

    phase: str
    state: str = "SUBMITTED"
