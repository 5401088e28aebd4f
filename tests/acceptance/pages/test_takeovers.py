"""A förbund begins in the middle: it enters an insats that is under way, and a municipality confirms its own part."""

from samverka_services.demo import people
from tests.acceptance.pages.test_answering import REVIEW
from tests.acceptance.pages.test_plans import DECIDED, LYSEKIL, sent
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor

IDEA = {"__code": "9.7", "__title": "Exempel: e-tjänster", "__origin": "NETWORK", "__startsWith": "PROJECT"}
WHERE = {"__taken__step": "EXECUTION", "__taken__since": "2025-03-12", "__taken__projectSteeredBy": "E_RAD"}
PLAN = {
    "__taken__decisions__0__gate": "PROJECT_PLAN",
    "__taken__decisions__0__outcome": "APPROVED",
    "__taken__decisions__0__body": "E_RAD",
    "__taken__decisions__0__decidedOn": "2025-03-10",
    "__taken__decisions__0__recordNumber": "FFK 2025/17",
}
PART = {
    "__taken__parts__0__municipalityId": LYSEKIL,
    "__taken__parts__0__since": "2025-02-01",
    "__taken__parts__0__hours__0__year": "2025",
    "__taken__parts__0__hours__0__hours": "120",
}


def test_an_insats_is_taken_over_by_a_form_and_a_municipality_confirms_its_part(paged: Installation) -> None:
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    leader.open("/insatser/overta")
    leader.press(REVIEW, **IDEA, **WHERE, **PART, **PLAN | {"__taken__decisions__0__outcome": "DECLINED"})
    assert "ett beslut leder till ett annat steg" in leader.text, "all that contradicts is said"
    sent(leader, "/insatser/overta", **IDEA, **WHERE, **PLAN, **PART)
    insats = leader.path
    assert "Steg: genomförande" in leader.text
    assert "FFK 2025/17" in leader.text
    assert "övertagen, enligt förbundet" in leader.text
    why = {"__reviewOn": "2099-03-01", "__decision__reason": "Exempel: upphandlingen är överprövad"}
    sent(leader, f"{insats}/pausa", **why, **DECIDED | {"__decision__decidedBy": people.CHAIR})
    assert "Pausad sedan" in leader.text
    sent(leader, f"{insats}/ateruppta", **DECIDED | {"__decision__decidedBy": people.CHAIR})
    assert "Pausad sedan" not in leader.text
    officer = Visitor.of(paged, people.officer("1484"), LYSEKIL)
    officer.open("/vara-insatser")
    assert "Bekräfta det ni redan deltar i" in officer.text
    decided = {"__decision__recordNumber": "KS 2025/9", "__decision__decidedBy": people.director("1484")}
    sent(officer, f"{insats}/delta", **decided)
    officer.open("/vara-insatser")
    assert "Bekräfta det ni redan deltar i" not in officer.text
    assert "övertagen" in officer.text
    cell = f"{insats.replace('/insatser', '/laget')}/{LYSEKIL}"
    officer.open(cell)
    assert "övertagen" in officer.text, "by a decision of its own now, and begun before Samverka"
    leader.open("/laget")
    assert "övertagen" in leader.text
    leader.open(insats)
    assert "bekräftat av kommunen" in leader.text


FILE = """Rad;Kod;Titel;Vad;Utfall;Organ;Dag;Diarienummer;Väg
insats;9.8;Exempel: e-arkiv;förstudie;;;2025-09-01;;en förstudie
beslut;9.8;;G5;godkänt;e-rådet;{day};2025/48;
"""


def test_several_are_taken_over_from_a_file_and_nothing_is_kept_of_one_with_a_mistake(paged: Installation) -> None:
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    leader.open("/insatser/overta-fil")
    csrf = next(value for form in leader.document.forms for name, value in form.fields if name == "csrf")
    secret = {"csrf": csrf}
    wrong = FILE.format(day="2025-13-20").encode()
    leader.upload("/insatser/overta-fil", secret, "file", wrong)
    assert "Rad 3, Dag: ”2025-13-20” är ingen dag" in leader.text
    later = FILE.format(day="2025-10-20").encode()
    leader.upload("/insatser/overta-fil", secret, "file", later)
    assert "insatsen kom till steget före beslutet som förde den dit" in leader.text
    leader.upload("/insatser/overta-fil", secret, "file", FILE.format(day="2025-08-20").encode())
    assert leader.path == "/insatser/steg"
    assert "Exempel: e-arkiv" in leader.text
    template = leader.open("/insatser/overta-mall.xlsx")
    leader.upload("/insatser/overta-fil", secret, "file", template.content)
    assert "Exempel: e-tjänster" in leader.text, "the template itself can be brought"
