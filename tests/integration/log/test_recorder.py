"""Our recorder under the library's interface: an application of `eventsourcing` reads and follows the log."""

from threading import Thread

import pytest
from eventsourcing.persistence import Notification

from samverka_domain.organisations import Organisation, OrganisationKind
from samverka_infra.database import tenant_transaction
from samverka_infra.event_log.application import TenantApplication
from samverka_infra.event_log.recorder import Append, TenantRecorder
from tests.support.world import FYRBODAL, START, TROLLHATTAN, UDDEVALLA, World

KODER = {TROLLHATTAN: "1488", UDDEVALLA: "1485", FYRBODAL: "1487"}
STREAM = Organisation.stream(TROLLHATTAN)


def application(world: World, tenant: str = TROLLHATTAN) -> TenantApplication:
    return TenantApplication(lambda: tenant_transaction(world.pool, tenant))


def recorder(world: World, tenant: str = TROLLHATTAN) -> TenantRecorder:
    return application(world, tenant).tenant_recorder


@pytest.fixture(autouse=True)
def story(bare: World) -> None:
    """Five events in three tenants."""
    for number, names in ((TROLLHATTAN, ("Ett", "Två")), (UDDEVALLA, ()), (FYRBODAL, ())):
        organisation = Organisation.register(number, "Kommunen", OrganisationKind.KOMMUN, KODER[number], START)
        for name in names:
            organisation.rename(name, START)
        application(bare, number).save(organisation, append=Append("anna", "1", "1"))


def versions(world: World, **how: object) -> list[int]:
    found = recorder(world).select_events(STREAM, **how)  # type: ignore[arg-type]
    return [event.originator_version for event in found]


def test_a_stream_is_read_from_to_backwards_and_in_part(bare: World) -> None:
    assert versions(bare) == [1, 2, 3]
    assert versions(bare, gt=1) == [2, 3]
    assert versions(bare, lte=2) == [1, 2]
    assert versions(bare, desc=True, limit=1) == [3]
    assert versions(bare, gt=3) == []


def test_the_repository_gives_the_aggregate_at_any_version(bare: World) -> None:
    repository = application(bare).repository
    latest: Organisation = repository.get(STREAM)
    first: Organisation = repository.get(STREAM, version=1)
    assert (latest.name, first.name) == ("Två", "Kommunen")


def test_another_tenants_stream_is_not_there(bare: World) -> None:
    assert list(recorder(bare, UDDEVALLA).select_events(STREAM)) == []


def ids(notifications: list[Notification]) -> list[int]:
    return [int(notification.id) for notification in notifications]


def test_notifications_are_what_the_tenant_may_read_in_order(bare: World) -> None:
    own = recorder(bare)
    assert ids(list(own.select_notifications(None, 10))) == [1, 2, 3]
    assert ids(list(own.select_notifications(2, 10))) == [2, 3]
    assert ids(list(own.select_notifications(2, 10, inclusive_of_start=False))) == [3]
    assert ids(list(own.select_notifications(1, 10, stop=2))) == [1, 2]
    assert ids(list(own.select_notifications(1, 1))) == [1]
    assert ids(list(own.select_notifications(1, 10, topics=["OrganisationRenamed"]))) == [2, 3]
    assert ids(list(recorder(bare, UDDEVALLA).select_notifications(None, 10))) == [4]
    assert (own.max_notification_id(), recorder(bare, GONE).max_notification_id()) == (3, None)


GONE = "2120001538"


def test_a_subscription_sleeps_through_nothing(bare: World) -> None:
    """What is recorded after the first pull comes too, in order; stopping ends it from another thread."""
    subscription = recorder(bare).subscribe(gt=1)
    heard: list[int] = []

    def listen() -> None:
        heard.extend(int(notification.id) for notification in subscription)

    listener = Thread(target=listen)
    listener.start()
    organisation: Organisation = application(bare).repository.get(STREAM)
    organisation.rename("Tre", START)
    application(bare).save(organisation, append=Append("anna", "2", "2"))
    while 6 not in heard:
        continue
    subscription.stop()
    listener.join()
    assert heard == [2, 3, 6]
