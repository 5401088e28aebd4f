"""Where insatser stand is shown as a picture and a table, and the e-råd's judgement is recorded from there."""

from playwright.sync_api import Browser

from samverka_services.demo import people
from tests.acceptance.identity.barriers import barriers
from tests.acceptance.pages.test_plans import sent
from tests.acceptance.pages.windows import FARGELANDA, tab_of
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor

AT_JUDGEMENT = "/insatser/steg?step=FIRST_JUDGEMENT"
DECIDED = {"__decision__recordNumber": "FFK 2026/12", "__decision__decidedBy": people.CHAIR}


def at_judgement(visitor: Visitor) -> list[str]:
    """The addresses of all insatser whose interest is to be judged, by their codes; the first needs a pre-study."""
    visitor.open(AT_JUDGEMENT)
    assert "bedömning av intresset" in visitor.text
    return [link for link in visitor.document.links if link.startswith("/insatser/") and link.count("-") == 4]


def judged(leader: Visitor, insats: str) -> None:
    """The e-råd goes on with an insats."""
    threshold = {"__threshold__least": "1", "__threshold__counting": "INTERESTED_AND_CONDITIONAL"}
    sent(leader, f"{insats}/bedom", __judgement="GO", **threshold, **DECIDED)


def test_the_leader_finds_what_is_to_be_judged_and_records_the_judgement(paged: Installation) -> None:
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    insats = at_judgement(leader)[-1]
    leader.open(insats)
    assert "Kan beslutas nu." in leader.text
    assert "direktivet är inte föredraget" not in leader.text
    assert f"{insats}/bedom" in leader.document.links
    leader.open("/beslut-pa-gang?ready=ready&next=FIRST_JUDGEMENT")
    assert insats in leader.document.links
    judged(leader, insats)
    assert "Steg: direktivet skrivs" in leader.text
    assert "Tröskel: minst 1 intresserade, med och utan villkor." in leader.text
    assert "direktivet är inte föredraget" in leader.text
    assert f"{insats}/bedom" not in leader.document.links
    leader.open("/beslut-pa-gang?ready=ready&next=FIRST_JUDGEMENT")
    assert insats not in leader.document.links


def test_the_tables_of_the_process_are_narrowed_down_by_goal_area_municipality_and_delay(paged: Installation) -> None:
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    chosen = {"effect-goals": "4B", "focus-area": "4", "concerns": FARGELANDA, "overdue": "in-time"}
    for address in ("/insatser/steg", "/beslut-pa-gang", "/fattade-beslut", "/insatser"):
        leader.open(address)
        everything = rows(leader)
        for name, code in chosen.items() if address == "/insatser/steg" else list(chosen.items())[:3]:
            leader.open(f"{address}?{name}={code}")
            assert rows(leader) <= everything
            assert rows(leader)
    leader.open("/insatser/steg?effect-goals=3A")
    assert " 4.3 " in leader.text
    assert " 4.2 " not in leader.text, "a moment may be 04.25"
    leader.open("/fattade-beslut?gate=PRIORITY&gate-outcome=WAIT")
    assert "prioritet (G1)" in leader.text
    assert "G1 prioritet" not in leader.text, "its sign stands once"


def test_a_query_narrows_insatser_down_as_the_table_of_steps_does(paged: Installation) -> None:
    leader, token = Visitor.of(paged, people.LEADER, FYRBODAL), paged.token(people.LEADER, FYRBODAL)
    query = "query($id: ID!) {{ region(id: $id) {{ insatser(first: 100, {}) {{ edges {{ node {{ id }} }} }} }} }}"
    for column, asked, code in (
        ("phase=INITIERA", "phase", '"INITIERA"'),
        ("decides=E_RAD", "body", "E_RAD"),
        ("decides=STYRGRUPP", "body", "STYRGRUPP"),
        (f"concerns={FARGELANDA}", "municipality", f'"{FARGELANDA}"'),
        ("focus-area=4", "focusArea", '"4"'),
        ("effect-goals=4B", "effectGoal", '"4B"'),
        ("overdue=in-time", "overdue", "false"),
    ):
        leader.open(f"/insatser/steg?{column}")
        found = paged.data(token, query.format(f"{asked}: {code}"), id=FYRBODAL)["region"]["insatser"]["edges"]
        assert {f"/insatser/{each['node']['id']}" for each in found} == rows(leader), column


def rows(visitor: Visitor) -> set[str]:
    """The insatser that a table leads to."""
    return {link for link in visitor.document.links if link.startswith("/insatser/") and link.count("-") == 4}


def test_a_member_sees_where_an_insats_stands_and_records_nothing_of_it(paged: Installation) -> None:
    member = Visitor.of(paged, people.officer("1439"), FARGELANDA)
    member.open(at_judgement(member)[-1])
    assert "Nästa beslut" in member.text
    assert not [link for link in member.document.links if link.endswith("/bedom")]


def test_the_process_has_no_barriers(paged: Installation, browser: Browser) -> None:
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    with tab_of(browser, paged, people.LEADER, FYRBODAL, width=320) as page:
        for address in ("/insatser/steg", "/beslut-pa-gang", "/fattade-beslut", at_judgement(leader)[-1]):
            page.goto(f"{paged.address}{address}")
            assert barriers(page) == []
