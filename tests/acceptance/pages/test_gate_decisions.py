"""An insats is carried from the judgement of interest through its pre-study by forms alone."""

from samverka_services.demo import people
from tests.acceptance.pages.test_answering import REVIEW
from tests.acceptance.pages.test_documents import BENEFIT
from tests.acceptance.pages.test_gates_pages import DECIDED, at_judgement, judged
from tests.acceptance.pages.test_plans import sent
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.logged_in import Visitor

DIRECTIVE = (
    "background",
    "purpose",
    "delimitation",
    "questions",
    "timePlan",
    "resources",
    "cost",
    "funding",
    "steering",
)
REPORT = ("conclusion", "recommendation", "method", "alternatives", "risks", "earlierAttempts")
QUALITATIVE = {
    "__benefits__1__alternative": "Exempel: e-arkiv",
    "__benefits__1__stakeholder": "Invånare",
    "__benefits__1__kind": "QUALITATIVE",
    "__benefits__1__reach": "EXTERNAL",
    "__benefits__1__enables": "Svar kommer fortare",
    "__benefits__1__scale": "2",
}


TITLES = {"PRE_STUDY_DIRECTIVE": "Exempel: förstudiedirektiv", "PRE_STUDY_REPORT": "Exempel: förstudierapport"}


def written(leader: Visitor, insats: str, kind: str, parts: tuple[str, ...], **more: str) -> str:
    """The address of a document with all of its parts."""
    sent(leader, f"{insats}/dokument/nytt", __kind=kind, __title=TITLES[kind])
    document = leader.path.removesuffix("/skriv")
    said = {f"__{part}": "Exempel" for part in parts}
    sent(leader, f"{document}/skriv", __change="Första utkastet", **said, **BENEFIT, **more)
    return document


def test_an_insats_goes_by_forms_from_its_judgement_to_its_second_request(paged: Installation) -> None:
    leader = Visitor.of(paged, people.LEADER, FYRBODAL)
    insats = at_judgement(leader)[0]
    judged(leader, insats)
    gate = f"{insats}/beslut/PRE_STUDY_DIRECTIVE"
    assert gate not in leader.document.links
    leader.open(gate)
    assert "direktivet är inte föredraget" in leader.text
    directive = written(leader, insats, "PRE_STUDY_DIRECTIVE", DIRECTIVE)
    sent(leader, f"{insats}/foredra-direktivet")
    assert "förstudiedirektivet ska godkännas" in leader.text
    assert "det är inte beslutat vem som styr" in leader.text
    leader.open(gate)
    leader.press(REVIEW, __outcome="APPROVED", __decision__body="E_RAD", **DECIDED)
    assert "det är inte beslutat vem som styr" in leader.text, "the refusal names what is missing"
    sent(leader, f"{insats}/styrning", __stage="PRE_STUDY", __steeringBody="E_RAD", **DECIDED)
    remark = {"__remarks__0__text": "Säg vad det kostar", "__remarks__0__part": "cost"}
    sent(leader, gate, __outcome="RETURNED", **remark, **DECIDED)
    assert "inget har ändrats sedan handlingen kom åter" in leader.text
    sent(leader, f"{directive}/skriv", __change="Kostnaden", __cost="Hundra timmar per kommun")
    sent(leader, gate, __outcome="APPROVED", **DECIDED)
    assert "Steg: förstudie" in leader.text
    assert "som styrgrupp" in leader.text
    leader.open(directive)
    assert "Version 1.0" in leader.text
    written(leader, insats, "PRE_STUDY_REPORT", REPORT, **QUALITATIVE)
    sent(leader, f"{insats}/beslut/PRE_STUDY_REPORT", __outcome="APPROVED", **DECIDED)
    assert "Steg: andra intresseförfrågans utformning" in leader.text
    assert "rapporten är inte föredragen för e-rådet" in leader.text
    sent(leader, f"{insats}/foredra-rapporten")
    assert "rapporten är inte föredragen för e-rådet" not in leader.text
    assert "Förstudierapporten föredrogs för e-rådet" in leader.text
    sent(leader, f"{insats}/stoppa", __decision__reason="Exempel: pengarna räcker inte", **DECIDED)
    assert "Steg: stoppad" in leader.text
    assert "Stannade vid: andra intresseförfrågans utformning" in leader.text
