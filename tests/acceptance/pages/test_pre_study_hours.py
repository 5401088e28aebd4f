"""A municipality gives hours to a pre-study, gives others in their place, and puts them right."""

from samverka_services.demo import people
from tests.acceptance.pages.test_plans import LYSEKIL, sent
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor
from tests.support.starting import ready_to_study


def test_a_municipality_gives_hours_to_a_pre_study_gives_others_and_puts_them_right(paged: Installation) -> None:
    insats_id = ready_to_study(paged)
    insats, hers = f"/insatser/{insats_id}", Visitor.of(paged, people.officer("1484"), LYSEKIL)
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    leader.open(insats)
    assert f"{insats}/forstudietimmar" not in leader.document.links
    hers.open(insats)
    assert "Ingen kommun har gett timmar än." in hers.text
    assert f"{insats}/forstudietimmar" in hers.document.links
    line = {"__hours__0__role": "verksamhetskunnig", "__hours__0__year": "2027", "__hours__0__hours": "40"}
    sent(hers, f"{insats}/forstudietimmar", **line, __decision__recordNumber="KS 2026/101")
    assert hers.path == "/vara-insatser"
    leader.open(insats)
    assert "40 h från 1 kommuner" in leader.text

    hers.open(f"{insats}/forstudietimmar")
    assert ("/hours/0/hours", "40") in hers.form().fields, "it begins with what is given already"
    sent(hers, f"{insats}/forstudietimmar", __hours__0__hours="60", __decision__recordNumber="KS 2026/102")
    leader.open(insats)
    assert "60 h från 1 kommuner" in leader.text

    hers.open(f"/laget/{insats_id}/{LYSEKIL}")
    correction = next(link for link in hers.document.links if link == f"{insats}/ratta-forstudietimmar/2")
    reason = {"__decision__recordNumber": "KS 2026/103", "__decision__reason": "Fel i protokollet"}
    sent(hers, correction, __hours__0__hours="50", **reason)
    leader.open(insats)
    assert "50 h från 1 kommuner" in leader.text
    hers.open(f"/laget/{insats_id}/{LYSEKIL}")
    for shown in ("Timmarna till förstudien rättades", "har rättats senare", "Fel i protokollet"):
        assert shown in hers.text, shown
