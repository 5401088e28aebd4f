"""A benefit case is summed by alternative, and says when it breaks even."""

from dataclasses import replace

import pytest

from samverka_domain.benefit_case import Benefit, BenefitKind, Cost, Reach, balances
from samverka_domain.kernel.limits import require_fitting
from samverka_domain.kernel.rules import Rule
from tests.unit.support import refused

COUNTED = Benefit(
    alternative="E-arkiv",
    stakeholder="Arkivarier",
    kind=BenefitKind.ECONOMIC,
    reach=Reach.INTERNAL,
    enables="Handlingar hittas fortare",
    thousand_kronor=300,
)
JUDGED = replace(COUNTED, kind=BenefitKind.QUALITATIVE, thousand_kronor=None, scale=-1)
COST = Cost(alternative="E-arkiv", what="Plattform", once=500, operation=40, upkeep=10, own_hours=200)
NOTHING = Cost(alternative="Gör inget", what="Hyra av lokal", operation=100)


def test_each_alternative_is_summed_by_itself() -> None:
    archive, nothing = balances([COUNTED, JUDGED], [COST, NOTHING])
    assert (archive.alternative, archive.net_each_year, archive.cost_once) == ("E-arkiv", 250, 500)
    assert (archive.own_hours, archive.qualitative, archive.breaks_even_in) == (200, -1, 2)
    assert (nothing.alternative, nothing.net_each_year, nothing.breaks_even_in) == ("Gör inget", -100, None)


@pytest.mark.parametrize(
    ("benefit", "measure"),
    [
        (replace(COUNTED, thousand_kronor=None), "thousandKronor"),
        (replace(COUNTED, scale=1), "thousandKronor"),
        (replace(JUDGED, scale=None), "scale"),
    ],
)
def test_a_benefit_is_measured_as_its_kind_is(benefit: Benefit, measure: str) -> None:
    with refused(Rule.BENEFIT_NEEDS_ITS_MEASURE, pointer=f"/{measure}"):
        require_fitting(benefit)
