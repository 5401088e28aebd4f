"""What an insats needs is set against what is set aside: by year, role and municipality."""

from samverka_domain.commitments import RoleHours
from samverka_domain.document_parts import Need
from samverka_domain.needs import NeededHours, needed_hours


def need(role: str, year: int, municipality: str, hours: int) -> Need:
    return Need(role=role, year=year, municipality=municipality, hours=hours)


def test_what_is_set_aside_is_counted_for_the_role_however_it_is_written() -> None:
    (row,) = needed_hours(
        [need("Arkivarie", 2027, "Trollhättan", 100)], {"trollhättan": [RoleHours("arkivarie ", 2027, 40)]}
    )
    assert row == NeededHours(year=2027, role="Arkivarie", municipality="Trollhättan", needed=100, set_aside=40)
    assert row.gap == 60


def test_the_same_need_in_two_rows_and_hours_of_two_units_are_added_up() -> None:
    given = [RoleHours("Testare", 2027, 30, unit="Skolan"), RoleHours("Testare", 2027, 30, unit="Vården")]
    (row,) = needed_hours([need("Testare", 2027, "Orust", 20), need("Testare", 2027, "Orust", 30)], {"Orust": given})
    assert (row.needed, row.set_aside, row.gap) == (50, 60, 0)


def test_what_nobody_needs_or_has_set_aside_stands_too_in_order_of_year_and_role() -> None:
    rows = needed_hours([need("Testare", 2028, "Orust", 20)], {"Lysekil": [RoleHours("Jurist", 2027, 10)]})
    assert [(row.year, row.role, row.needed, row.set_aside) for row in rows] == [
        (2027, "Jurist", 0, 10),
        (2028, "Testare", 20, 0),
    ]
