"""Guards: a command relies on streams of other tenants without reading what is private in them."""

import pytest

from samverka_domain.insatser import Insats
from samverka_domain.organisations import Organisation
from samverka_infra.event_log.errors import GuardFailed
from samverka_infra.event_log.unit_of_work import Stamp
from tests.support.world import FYRBODAL, GOTEBORGSREGIONEN, START, TROLLHATTAN, World


def rename_guarded(world: World, guarded_tenant: str, stream: str, version: int) -> None:
    with world.log.unit_of_work(TROLLHATTAN) as work:
        organisation = work.load(Organisation, Organisation.stream(TROLLHATTAN))
        assert organisation is not None
        organisation.rename("Trollhättans stad", START)
        work.guard(guarded_tenant, stream, version)
        work.save(organisation, stamp=Stamp("anna", "1", "1"), result={})


def test_the_append_happens_while_the_guarded_stream_stands_still(world: World) -> None:
    insats_id = world.insats()
    rename_guarded(world, FYRBODAL, Insats.stream(insats_id), 2)
    assert len(world.events(TROLLHATTAN, Organisation.stream(TROLLHATTAN))) == 2


@pytest.mark.parametrize("version", [0, 1, 3])
def test_nothing_is_appended_once_the_guarded_stream_has_moved(world: World, version: int) -> None:
    insats_id = world.insats()
    with pytest.raises(GuardFailed):
        rename_guarded(world, FYRBODAL, Insats.stream(insats_id), version)
    assert len(world.events(TROLLHATTAN, Organisation.stream(TROLLHATTAN))) == 1


def test_version_zero_guards_that_a_stream_has_not_begun(world: World) -> None:
    rename_guarded(world, GOTEBORGSREGIONEN, "insats:none", 0)
    assert len(world.events(TROLLHATTAN, Organisation.stream(TROLLHATTAN))) == 2
