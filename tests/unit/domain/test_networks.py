"""Networks are formed, renamed and dissolved; nothing happens to one that is dissolved."""

import pytest

from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.rules import Rule
from samverka_domain.networks import Network
from tests.unit.domain.helpers import flawed
from tests.unit.support import FYRBODAL, decided, fact, given

MANAGEMENT = decided(Body.FORBUNDSLEDNING, reason="Uppdraget är slutfört")
FORMED = fact(Network.Formed, region_id=FYRBODAL, name="Socialchefsnätverket", decision=MANAGEMENT)
DISSOLVED = fact(Network.Dissolved, region_id=FYRBODAL, decision=MANAGEMENT)
FORM = (Network.form, "network-1", FYRBODAL, "Socialchefsnätverket")


def test_a_network_is_formed_by_decision() -> None:
    given().when(*FORM, MANAGEMENT).then(FORMED, stream="network:network-1")


@pytest.mark.parametrize(("decision", "rule"), flawed(Body.FORBUNDSLEDNING, Body.KOMMUNDIREKTORER))
def test_only_the_förbund_forms_and_dissolves_networks(decision: Decision, rule: Rule) -> None:
    given().when(*FORM, decision).then_refused(rule)
    given(FORMED).when(Network.dissolve, decision).then_refused(rule)


def test_a_network_is_renamed() -> None:
    renamed = fact(Network.Renamed, region_id=FYRBODAL, name="Nätverket för socialchefer")
    given(FORMED).when(Network.rename, "Nätverket för socialchefer").then(renamed)
    given(FORMED).when(Network.rename, " ").then_refused(Rule.TEXT_MISSING, field="name")


def test_a_network_is_dissolved_with_a_reason() -> None:
    given(FORMED).when(Network.dissolve, MANAGEMENT).then(DISSOLVED)
    given(FORMED).when(Network.dissolve, decided(Body.FORBUNDSLEDNING)).then_refused(Rule.REASON_MISSING)


def test_nothing_happens_to_a_dissolved_network() -> None:
    past = given(FORMED, DISSOLVED)
    past.when(Network.rename, "Nytt namn").then_refused(Rule.NETWORK_DISSOLVED, name="Socialchefsnätverket")
    past.when(Network.dissolve, MANAGEMENT).then_refused(Rule.NETWORK_DISSOLVED)
