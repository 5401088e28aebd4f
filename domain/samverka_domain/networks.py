"""Networks (nätverk): named groups of the members' officials, which are asked, and sit in the e-råd."""

from datetime import datetime
from typing import Self

from eventsourcing.domain import event

from samverka_domain.kernel.aggregate import Aggregate, Audience, Correction, Thing
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.limits import Name
from samverka_domain.kernel.rules import Rule, require


class Network(Aggregate):
    """One network of a förbund, by which seats and decisions name it; open to the region."""

    class Event(Aggregate.Event):
        """What all of them say."""

        audience = Audience.TO_REGION
        bodies = (Body.FORBUNDSLEDNING, Body.KOMMUNDIREKTORER)
        thing = Thing("network")
        region_id: str

    class Formed(Event, Aggregate.Created):
        """A network was formed."""

        name: Name
        decision: Decision

    class Renamed(Event):
        """A network is called otherwise from now on."""

        name: Name

    class Dissolved(Event):
        """A network no longer meets."""

        reason_needed = True
        decision: Decision

    class Corrected(Correction, Event):
        """What was recorded of forming or dissolving was put right."""

    def __init__(self, region_id: str, name: str) -> None:
        self.region_id = region_id
        self.name = name
        self.dissolved = False

    @staticmethod
    def stream(network_id: str) -> str:
        """The stream of a network in its förbund's tenant."""
        return f"network:{network_id}"

    @classmethod
    def form(cls, network_id: str, region_id: str, name: str, decision: Decision, at: datetime) -> Self:
        """Form a network."""
        return cls.begin(cls.Formed, cls.stream(network_id), at, region_id=region_id, name=name, decision=decision)

    def rename(self, name: str, at: datetime) -> None:
        """Call the network otherwise; what was decided under the old name keeps it."""
        self._require_standing()
        self.record(self.Renamed, at, name=name)

    def dissolve(self, decision: Decision, at: datetime) -> None:
        """Dissolve the network, and say why."""
        self._require_standing()
        self.record(self.Dissolved, at, decision=decision)

    def _require_standing(self) -> None:
        require(not self.dissolved, Rule.NETWORK_DISSOLVED, name=self.name)

    @event(Renamed)
    def _when_renamed(self, name: str) -> None:
        self.name = name

    @event(Dissolved)
    def _when_dissolved(self) -> None:
        self.dissolved = True
