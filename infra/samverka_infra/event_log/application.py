"""eventsourcing's application for one unit of work of one tenant."""

from typing import cast

from eventsourcing.application import Application
from eventsourcing.persistence import EventStore, InfrastructureFactory
from eventsourcing.popo import POPOFactory
from eventsourcing.utils import Environment, EnvType

from samverka_infra.event_log.mapper import EventMapper
from samverka_infra.event_log.recorder import TenantRecorder, Transaction


class TenantApplication(Application[str]):
    """Repository and event store on our recorder and mapper; nothing of it is read from the environment."""

    def __init__(self, transaction: Transaction) -> None:
        self.tenant_recorder = TenantRecorder(transaction)
        super().__init__()

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:  # noqa: ARG002
        """An empty environment."""
        return Environment(name, {})

    def construct_factory(self, env: Environment) -> InfrastructureFactory:
        """Only asked for the event store and for switches that are off."""
        return cast("InfrastructureFactory", POPOFactory(env))

    def construct_mapper(self) -> EventMapper:
        """Readable payloads."""
        return EventMapper()

    def construct_recorder(self) -> TenantRecorder:
        """The log in PostgreSQL."""
        return self.tenant_recorder

    def construct_event_store(self) -> EventStore[str]:
        """The event store on both."""
        return EventStore(self.mapper, self.tenant_recorder)
