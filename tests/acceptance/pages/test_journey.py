"""From an idea to its approved effect report in a browser, by keyboard alone: nobody types an address or an id."""

import re
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, expect

from samverka_services.demo import people
from tests.acceptance.pages.keyboard import Keyboard, Wanted
from tests.acceptance.pages.windows import tab_of
from tests.support.callers import FYRBODAL
from tests.support.installation import Installation
from tests.support.world import TROLLHATTAN, UDDEVALLA

pytestmark = pytest.mark.long
CODE, TITLE = "4.35", "Exempel: gemensamt e-arkiv"
ERIK, FIA, KARIN = "Erik Exempel", "Fia Exempel", "Karin Exempel"
"""Of the e-råd, the förbundsledning and the kommundirektörer."""
BOTH = ("Trollhättan", "Uddevalla")
APPROVED = {"/outcome": "Godkänt"}
Fields = dict[str, Wanted]


def decided(number: int, by: str = ERIK) -> Fields:
    """What is told of a decision."""
    return {"/decision/recordNumber": f"FFK 2026/{number}", "Vem beslutade eller ledde mötet?": by}


def row(part: str, **said: str) -> Fields:
    """The first of a document's rows of this part."""
    return {f"/{part}/0/{name}": text for name, text in said.items()}


TOLD = row("communication", audience="Alla", message="Vad", channel="E-post", when="Nu", responsible="Ledaren")
DIRECTIVE: Fields = {
    "/minimumParticipants": "1",
    "/deliversSolution": "Nej, ingen lösning",
    **row("needs", role="Arkivarie", year="2027", municipality="Trollhättan", hours="100"),
    **row("benefits", alternative="Gemensamt", stakeholder="Arkivarier", kind="Ekonomisk", reach="Intern"),
    **row("benefits", enables="Handlingar hittas", thousandKronor="300"),
}
PLAN: Fields = {
    "/budget": "300",
    **row("milestones", activity="Inför"),
    **row("benefitPlan", benefit="Svar", when="2028", where="Arkiven", how="Nya sätt", owner="Arkivet"),
    **TOLD,
}
EFFECTS: list[Fields] = [
    {f"/effects/{number}/{name}": said for name, said in effect.items()}
    for number, place in enumerate(BOTH)
    for effect in [
        {"organisation": place, "benefit": "Handlingar hittas", "kind": "Ekonomisk", "perspective": "Intern nytta"}
        | {"expected": "300 tkr", "when": "2028", "owner": "Arkivet"}
    ]
]
LIGHTS: Fields = {
    f"/lights/{name}/{part}": said
    for name in ("time", "cost", "scope", "risk", "benefit")
    for part, said in (("light", "Grön"), ("sentence", "Enligt plan"))
}


def test_an_idea_becomes_an_approved_effect_report(paged: Installation, browser: Browser) -> None:
    with ExitStack() as windows:

        def window(person: str, organisation: str) -> Keyboard:
            page = windows.enter_context(tab_of(browser, paged, person, organisation))
            page.goto("/")
            return Keyboard(page)

        leader, chair, director = (window(each, FYRBODAL) for each in (people.LEADER, people.CHAIR, people.DIRECTOR))
        officers = [
            window(people.officer("1488"), TROLLHATTAN),
            window(people.officer("1485"), UDDEVALLA),
        ]
        received(leader)
        asked(leader, officers)
        directed(leader, officers)
        joined(leader, officers)
        carried_out(leader, director)
        handed_over(leader, officers)
        closed(leader, chair, director)


def received(leader: Keyboard) -> None:
    leader.press("Insatser")
    leader.press("Ny insats")
    origin = {"Varifrån kommer idén?": "En kommun", "Börjar med": "Ett projekt"}
    leader.send({"/title": TITLE, "Kod": CODE, **origin})
    records(leader, "G1", {"E-rådets prioritering": "Starta nu", **decided(1)})


def records(by: Keyboard, gate: str, said: Fields) -> None:
    """A decision, from the page of the insats."""
    by.press(re.compile(rf"Registrera beslut.*\({gate}\)"))
    by.send(said)


def acts(by: Keyboard, act: str | re.Pattern[str], said: Fields | None = None) -> None:
    """What is done between gates, from the page of the insats."""
    by.press(act)
    by.send(said)


def writes(by: Keyboard, kind: str, *said: Fields) -> None:
    """A document with all its parts, the last of which are rows upon rows; one goes back to its insats."""
    by.press("Dokument")
    by.press("Påbörja ett dokument")
    by.send({"Slag": kind, "/title": kind})
    for rows in said[:-1]:
        by.write(rows)
        by.one_more("effects")
    by.send({"/change": "Första utkastet", **said[-1]}, others="Exempel")
    by.press(TITLE)


def asked(leader: Keyboard, officers: list[Keyboard]) -> None:
    """What the municipalities think, until the e-råd goes on."""
    writes(leader, "Kommunikationsplan", TOLD)
    leader.press("Ny intresseförfrågan")
    leader.send({"Omgång": "Förstudie eller start", "/title": "Vill ni vara med?", "/text": "Svara i tid."})
    leader.press("Mottagare")
    leader.send({"Mottagare": BOTH, "/deadline": "2099-12-24"})
    leader.press("E-rådets godkännande")
    leader.send(decided(2))
    acts(leader, "Granska och skicka")
    for officer in officers:
        officer.press(f"Svara: {CODE}")
        officer.press("Svara")
        officer.keep({"/stance": "Intresserad"})
        officer.send({"/decision/recordNumber": "KS 2026/1"})
    acts(leader, "Stäng", {"/reason": "Alla har svarat"})
    leader.press(TITLE)
    threshold = {"/threshold/least": "2", "Vilka svar räknas": "Intresserade"}
    records(leader, "G4", {"E-rådets bedömning": "Gå vidare", **threshold, **decided(3)})


def directed(leader: Keyboard, officers: list[Keyboard]) -> None:
    """The directive, shaped with the interested, until it is approved."""
    writes(leader, "Projektdirektiv", DIRECTIVE)
    leader.press("Dokument")
    leader.press("Projektdirektiv")
    acts(leader, "Fråga om dokumentet", {"Kommuner som tillfrågas": BOTH, "/lastDay": "2099-12-24"})
    for officer in officers:
        officer.press("Att göra")
        officer.press("Lämna synpunkter: Projektdirektiv")
        acts(officer, "Lämna synpunkter", {"/remarks/0/text": "Säg vem som arkiverar"})
    acts(leader, "Stäng remissen")
    leader.press(TITLE)
    acts(leader, re.compile("Ändra.*styrning"), {"Skede": "Projektet", "Vem styr?": "E-rådet", **decided(4)})
    leader.press(TITLE)
    acts(leader, "Föredra direktivet")
    records(leader, "G10", {**APPROVED, **decided(5, FIA)})


def joined(leader: Keyboard, officers: list[Keyboard]) -> None:
    """Both municipalities set resources aside, and the project starts."""
    acts(leader, "Skicka direktivet", {"/answerBy": "2099-12-24"})
    hours = row("resources/hours", role="Arkivarie", year="2027", hours="80")
    days = {"/resources/validFrom": "2027-01-01", "/resources/validTo": "2027-12-31"}
    for officer in officers:
        officer.press("Våra insatser")
        officer.press(re.compile(rf"Delta\s+{CODE}"))
        officer.send({**hours, **days, "/decision/recordNumber": "KS 2026/2"})
    leader.press("Uppdrag")
    acts(leader, "Utse utredare eller projektledare", {"Person": KARIN, "Roll": "Projektledare", **decided(6)})
    leader.press(TITLE)
    acts(leader, "Starta projektet")


def carried_out(leader: Keyboard, director: Keyboard) -> None:
    """The plan, a status report by who leads the project, and the handover."""
    writes(leader, "Projektplan", PLAN)
    records(leader, "G12", {**APPROVED, **decided(7)})
    director.press("Insatser")
    director.press(TITLE)
    director.press("Statusrapporter")
    period = {"/periodFrom": "2026-01-01", "/periodTo": "2026-03-31"}
    acts(director, "Lämna en statusrapport", {**period, "/summary": "Allt går bra", **LIGHTS})
    leader.press("Att göra")
    leader.press(f"Styrgruppen ska besluta om statusrapporten: {CODE}")
    acts(leader, "Godkänn", decided(8))
    leader.press(TITLE)
    director.press(TITLE)
    acts(director, "Påbörja överlämningen")


def handed_over(leader: Keyboard, officers: list[Keyboard]) -> None:
    """There is no agreement to sign; each municipality says what it takes over."""
    acts(leader, "Registrera avtal")
    for officer in officers:
        officer.press("Våra insatser")
        officer.press(re.compile(rf"Överlämning\s+{CODE}"))
        officer.send({"/receiving": "Ingen förvaltning", "/decision/recordNumber": "KS 2026/3"})


def closed(leader: Keyboard, chair: Keyboard, director: Keyboard) -> None:
    """The final report, and the effect report that each body records itself to have approved."""
    writes(leader, "Slutrapport", {})
    records(leader, "G14", {**APPROVED, **decided(9)})
    writes(leader, "Effektbokslut", *EFFECTS)
    for by, gate, number, name in ((chair, "G15a", 10, ERIK), (director, "G15b", 11, KARIN)):
        by.press("Insatser")
        by.press(TITLE)
        records(by, gate, {**APPROVED, **decided(number, name)})
    expect(director.page.get_by_text("Steg: slutförd")).to_be_visible()
