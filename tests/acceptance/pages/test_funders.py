"""A funder is let in, says who reads, and reads; a municipality names its leader of change."""

from samverka_domain.organisations import OrganisationKind
from samverka_infra.database import open_pool
from samverka_infra.event_log.unit_of_work import EventLog
from samverka_services.demo import people
from samverka_services.kernel.timing import new_id
from samverka_services.tenants.tenant import Tenant, provision
from tests.acceptance.pages.test_status_reports import DECIDED, GREEN, PERIOD, sent, under_way
from tests.support.callers import FUND, FUNDS_ADMINISTRATOR, FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor
from tests.support.pdf import said
from tests.support.world import TROLLHATTAN

ELSEWHERE = ("/laget", "/insatser", "/medlemmar", "/historik", "/status", "/sok?q=a", "/dokument", "/revision")
MANAGEMENT = {"__decision__recordNumber": "FFK 2026/9", "__decision__decidedBy": people.MANAGER}
IN_THE_FUND = {"__decision__recordNumber": "EDS 2026/1", "__decision__decidedBy": "Fondens chef"}
ALL_GREEN = {**GREEN, "__lights__time__light": "GREEN", "__lights__time__sentence": "Enligt plan"}


def insats_of(leader: Visitor) -> str:
    leader.open("/insatser")
    return [link for link in leader.document.links if link.startswith("/insatser/") and len(link) > 20][1]


def test_a_funder_reads_the_reports_of_its_insats_on_its_days(paged: Installation) -> None:
    fund = Tenant(FUND, "Exempelfonden", OrganisationKind.MYNDIGHET, None, FUNDS_ADMINISTRATOR)
    with open_pool(paged.database.app_url, 1) as pool:
        provision(EventLog(pool), fund, new_id)
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    insats = under_way(paged)
    sent(leader, f"{insats}/status/ny", **PERIOD, **ALL_GREEN, __summary="Kraven är klara.")
    sent(leader, f"{insats}/status/1/godkann", **DECIDED)
    let_in = {"__organisationNumber": FUND, "__funder": "Exempelfonden", "__validFrom": "2026-01-01"}
    sent(leader, f"{insats}/finansiarer/slapp-in", **let_in, **MANAGEMENT)
    assert "Exempelfonden" in leader.text
    leader.open(f"{insats}/status/1/rapport")
    assert "Exempelfonden" in leader.text

    administrator = Visitor.of(paged, FUNDS_ADMINISTRATOR, FUND)
    administrator.open("/")
    assert "Rapporter: " in administrator.text
    appointing = next(link for link in administrator.document.links if link.endswith("/lasare"))
    report = f"/finansierat/{appointing.split('/')[3]}/status/1/rapport"
    assert administrator.open(report).status_code == 403
    sent(administrator, appointing, __personId=FUNDS_ADMINISTRATOR, **IN_THE_FUND)
    administrator.open(report)
    for each in ("Kraven är klara.", "✓ grön", "godkänd"):
        assert each in administrator.text, each
    text = said(administrator.open(next(each for each in administrator.document.links if ".pdf" in each)).content)
    for each in ("Kraven är klara.", "Enligt plan", "Exempelfonden"):
        assert each in text, each
    administrator.open("/finansierat?reported=APPROVED")
    assert "grön" in administrator.text
    kept = administrator.open(next(each for each in administrator.document.links if "file=csv" in each))
    assert "Kraven är klara." in kept.content.decode()
    for address in ELSEWHERE:
        assert "Kraven är klara." not in administrator.open(address).text
        assert " 4.1 " not in administrator.text
    assert administrator.open(f"{insats}/status/1/rapport").status_code == 404

    leader.open(f"{insats}/finansiarer")
    ending = next(link for link in leader.document.links if link.endswith("/avsluta"))
    sent(leader, ending, __validTo="2026-01-31", **MANAGEMENT)
    assert administrator.open(report).status_code == 404
    administrator.open("/")
    assert "Kraven är klara." not in administrator.text
    administrator.open("/finansierat")
    assert "Ingen rapport har kommit än." in administrator.text


def test_a_leader_of_change_is_named_and_reads_about_her_insats(paged: Installation) -> None:
    insats = insats_of(Visitor.of(paged, people.LEADER, FYRBODAL))
    administrator = Visitor.of(paged, people.FIRST_ADMINISTRATOR, TROLLHATTAN)
    standing = f"/laget/{insats.removeprefix('/insatser/')}/{TROLLHATTAN}"
    administrator.open(standing)
    assert "Förändringsledare Ingen är utsedd." in administrator.text
    decided = {"__decision__recordNumber": "KS 2026/9", "__decision__decidedBy": people.director("1488")}
    sent(administrator, f"{insats}/forandringsledare", __personId=people.officer("1488"), **decided)
    assert "Lokal förändringsledare" in administrator.text
    administrator.open(standing)
    assert "Ulla Exempel" in administrator.text


def test_a_leader_of_change_reads_the_load_of_her_insats_and_of_no_other(paged: Installation) -> None:
    query = "{ municipality { commitments { insatsId hours { year hours } } load { year hours } } }"
    told = paged.data(paged.token(people.officer("1488"), TROLLHATTAN), query)["municipality"]
    part = next(each for each in told["commitments"] if each["hours"])
    (line,) = part["hours"]
    whole = next(each["hours"] for each in told["load"] if each["year"] == line["year"])
    assert line["hours"] < whole
    decided = {"body": "KOMMUNLEDNING", "decidedOn": "2026-01-15", "recordNumber": "KS 2026/9", "reason": ""}
    body = {"personId": "exempel-forandrare", "validFrom": "2026-01-15"}
    decision = {"decision": decided | {"decidedBy": people.director("1488")}}
    administrator = paged.token(people.FIRST_ADMINISTRATOR, TROLLHATTAN)
    paged.command("POST", f"/insatser/{part['insatsId']}/change-leaders", administrator, body | decision)
    hers = Visitor.of(paged, "exempel-forandrare", TROLLHATTAN)
    hers.open("/")
    assert f"{line['year']} {line['hours']} " in hers.text
    assert f"{whole} h" not in hers.text
