"""From the e-råd's decision to form a steering group to a municipality's own about its seat, page by page."""

from samverka_services.demo import people
from tests.acceptance.pages.test_answering import REVIEW, SEND
from tests.acceptance.pages.test_plans import LYSEKIL, sent
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor
from tests.support.world import TROLLHATTAN, UDDEVALLA

E_RAD = {"__decision__recordNumber": "FFK 2026/7", "__decision__decidedBy": people.CHAIR}


def insats_of(visitor: Visitor) -> str:
    """The first in which the municipality stands."""
    visitor.open("/vara-insatser")
    cell = next(link for link in visitor.document.links if link.startswith("/laget/"))
    return cell.split("/")[2]


def test_a_group_is_formed_its_seat_filled_and_its_chair_elected(paged: Installation) -> None:
    officer = Visitor.of(paged, people.officer("1488"), TROLLHATTAN)
    insats_id = insats_of(officer)
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    leader.open(f"/insatser/{insats_id}")
    address = f"/styrgrupper/ny?insats={insats_id}"
    assert address in leader.document.links
    leader.open(address)
    assert ("/seats", TROLLHATTAN) in leader.form().fields, "who takes part is offered a seat"
    sent(leader, address, __name="Exempel: styrgrupp", __stage="PROJECT", **E_RAD)
    group = leader.path
    assert "ordförande saknas" in leader.text
    assert "ingen utsedd" in leader.text
    leader.open("/")
    assert "Något fattas i Exempel: styrgrupp" in leader.text
    officer.open("/")
    assert "Er plats i Exempel: styrgrupp" in officer.text
    officer.open("/styrgrupper")
    assert group in officer.document.links
    officer.open(group)
    assert "ordförande saknas" not in officer.text, "she cannot mend it"
    sent(
        officer,
        f"{group}/plats",
        __personId=people.director("1488"),
        __function="Kommundirektör",
        __mayCommit="250",
        __decision__recordNumber="KS 2026/70",
        __decision__decidedBy=people.director("1488"),
    )
    assert "får rösta om högst 250" in officer.text
    leader.open(f"{group}/ordforande")
    assert "Trollhättan, Kommundirektör" in leader.text, "who sits there may have presided"
    sent(
        leader,
        f"{group}/ordforande",
        __chair=TROLLHATTAN,
        __decision__recordNumber="Styrgruppen 2026/1",
        __decision__decidedBy=people.director("1488"),
    )
    assert leader.path == group
    assert "ordförande saknas" not in leader.text
    neighbour = Visitor.of(paged, people.officer("1485"), UDDEVALLA)
    neighbour.open(group)
    assert "Kommundirektör" not in neighbour.text
    leader.open(f"/insatser/{insats_id}")
    assert group in leader.document.links
    leader.open("/styrgrupper/insatser")
    assert "Exempel: styrgrupp" in leader.text


def test_a_meeting_goes_from_its_call_to_minutes_that_do_not_change(paged: Installation) -> None:
    insats_id = insats_of(Visitor.of(paged, people.officer("1488"), TROLLHATTAN))
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    sent(leader, f"/styrgrupper/ny?insats={insats_id}", __name="Exempel: grupp som möts", __stage="PROJECT", **E_RAD)
    group = leader.path
    call = {"__heldOn": "2026-11-20", "__venue": "Digitalt", "__agenda__0__subject": "Exempel: projektplan"}
    sent(leader, f"{group}/kalla", **call)
    meeting = leader.path
    assert "Mötet har inte hållits än" in leader.text
    sent(leader, f"{meeting}/narvaro")
    assert "platser företrädda" in leader.text
    director = Visitor.of(paged, people.director("1488"), TROLLHATTAN)
    assert director.open(f"{meeting}/rosta/1").status_code == 404, "she does not sit there"
    officer = Visitor.of(paged, people.officer("1488"), TROLLHATTAN)
    seat = {"__personId": people.director("1488"), "__function": "Kommundirektör", "__validFrom": "2026-01-01"}
    ours = {"__decision__recordNumber": "KS 2026/71", "__decision__decidedBy": people.director("1488")}
    sent(officer, f"{group}/plats", **seat, **ours)
    director.open(meeting)
    director.open(f"{meeting}/rosta/1")
    director.press(("step", "send"), __vote="FOR")
    assert director.path == meeting
    assert "Röstade själva: Trollhättan för" in director.text
    sent(leader, f"{meeting}/punkt/1", __resolved="Projektplanen godkänns.")
    assert "Projektplanen godkänns." in leader.text
    leader.open(f"{group}/ordforande")
    assert "1. Exempel: projektplan" in leader.text, "a decision is linked to a meeting that was held"
    elected = {"__recordNumber": "Styrgruppen 2026/2", "__decidedBy": people.director("1488")}
    taken = elected | {"__decidedOn": "2026-11-20", "__meetingId": meeting.rpartition("/")[2], "__item": "1"}
    chosen = {f"__decision{name}": value for name, value in taken.items()}
    sent(leader, f"{group}/ordforande", __chair=TROLLHATTAN, **chosen)
    assert leader.path == group
    director.open("/")
    confirm = f"{meeting}/justera-protokollet"
    assert confirm in director.document.links
    director.open(f"{meeting}/reservera/1")
    director.press(("step", "send"), __statement="Vi vill se siffrorna först.")
    assert "Vi vill se siffrorna först." in director.text
    director.open(confirm)
    director.press(("step", "send"))
    assert "Justerat av Trollhättan." in director.text
    member = Visitor.of(paged, people.officer("1485"), UDDEVALLA)
    member.open(meeting)
    assert "Utkast" in member.text
    leader.open(f"{meeting}/justera")
    form, both = leader.form(), [("/adjusters", TROLLHATTAN), ("/adjusters", UDDEVALLA)]
    number = ("/recordNumber", "Exempel 2026/88")
    leader.send(form.action, [*(each for each in form.fields if each[0] != number[0]), *both, number, REVIEW])
    assert leader.answer.status_code == 200, leader.text
    leader.press(SEND)
    assert "Exempel 2026/88. Det ändras inte mer." in leader.text
    assert f"{meeting}/justera" not in leader.document.links
    pdf = leader.open(f"{meeting}/protokoll.pdf")
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")
    outsider = Visitor.of(paged, people.officer("1484"), LYSEKIL)
    outsider.open("/moten")
    assert "Exempel: projektplan" in outsider.text, "adjusted minutes are open to all members"
