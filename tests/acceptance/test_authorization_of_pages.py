"""Every address of the server, not only those of the API's document, with who may reach it.

An address that is not stated here fails.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from samverka_domain.mandates import ANY_INSATS
from samverka_infra.settings import Settings
from samverka_services.api.feeds import FEEDS
from samverka_services.api.information import PREFIX
from samverka_services.commands.kernel.registry import COMMANDS
from samverka_services.demo import people
from samverka_services.downloads.declared import table_files
from samverka_services.pages.kernel.form import Form
from samverka_services.pages.kernel.page import Page
from samverka_services.pages.kernel.registry import PAGES as DECLARED
from samverka_services.pages.kernel.routes import WEB_ROUTES
from samverka_services.processes.app import create_app
from tests.support.callers import FUND, FYRBODAL, KNOCKERS, Knocker
from tests.support.databases import Cluster
from tests.support.installation import Installation
from tests.support.logged_in import Visitor
from tests.support.region import Things, region_of_its_own
from tests.support.world import TROLLHATTAN

TO_EVERYBODY = {
    ("GET", "/"),
    ("GET", "/auth/login"),
    ("GET", "/exempel"),
    ("GET", "/exempel/e-post/{hint}"),
    ("GET", "/hjalp"),
    ("GET", "/insatser/overta-mall.xlsx"),
    ("GET", "/sprak/{language}"),
    ("GET", "/static/{name}"),
    ("GET", "/tillganglighet"),
    ("GET", f"{PREFIX}/api-info"),
    ("GET", f"{PREFIX}/health/live"),
    ("GET", f"{PREFIX}/health/mail"),
    ("GET", f"{PREFIX}/health/ready"),
    ("GET", f"{PREFIX}/health/views"),
    ("GET", f"{PREFIX}/openapi.json"),
    ("HEAD", f"{PREFIX}/openapi.json"),
}
TO_WHO_IS_ON_HER_WAY = {("GET", "/auth/callback")}
"""With the cookie of an attempt, and the state that belongs to it."""
REQUEST = "/forfragningar/{request_id}"
INSATS = "/insatser/{insats_id}"
DOCUMENT = "/dokument/{document_id}"
GROUP = "/styrgrupper/{group_id}"
MEETING = "/moten/{meeting_id}"
STATUS = f"{INSATS}/status"
PAGES_OF_ALL = {
    "/laget",
    "/sok",
    "/laget/{insats_id}/{municipality_id}",
    REQUEST,
    f"{REQUEST}/sammanstallning",
    "/forfragningar",
    "/insatser",
    INSATS,
    "/dokument",
    *(DOCUMENT, f"{INSATS}/dokument"),
    *(f"{DOCUMENT}/versioner/{{number}}{part}" for part in ("", "/lydelse", "/bilagor/{sha256}")),
    *("/insatser/steg", "/insatser/behov", "/beslut-pa-gang", "/fattade-beslut"),
    *("/handlingsplan", "/analys/{analysis_id}"),
    *("/historik", "/historik/andringar", "/kalender"),
    *("/medlemmar", "/medlemmar/organ", "/medlemmar/namn", "/medlemskap"),
    "/status",
    STATUS,
    f"{STATUS}/{{number}}/rapport",
    "/utskick",
    *("/styrgrupper", "/styrgrupper/insatser", GROUP),
    *("/moten", MEETING, f"{MEETING}/protokoll", f"{INSATS}/finansiarer"),
}
"""Shown to whoever holds a mandate in an organisation that the thing is open to."""
PLAN = "/handlingsplan/{plan_id}"
WHEEL = {"/arshjul", "/arshjul/nya", "/arshjul/hamta"}
DISPATCH = f"{REQUEST}/mottagare"
FROM_A_FILE = "/insatser/overta-fil"
FUNDED = "/finansierat/{funder_id}"
FUNDED_VERSION = f"{FUNDED}/dokument/{{document_id}}/{{number}}"
OF_FUNDER = (f"{FUNDED_VERSION}/lydelse", "/finansierat/{forbund}/{funder_id}/lasare")
PAGES_OF_SOME = {
    *("/finansierat", FUNDED, f"{FUNDED}/status/{{number}}/rapport"),
    *(OF_FUNDER[0], f"{FUNDED_VERSION}/bilagor/{{sha256}}"),
    *("/medlemskap/kontakt", *WHEEL, FROM_A_FILE),
    *(f"{REQUEST}/{step}" for step in ("kvitto", "anteckningar", "utkast", "forhandsvisning", "paminn", "beslut")),
    *(DISPATCH, PLAN, f"{INSATS}/uppdrag", "/vara-insatser"),
    *(f"/revision{part}" for part in ("", "/avvikelser", "/atkomstlogg")),
    "/medlemskap/{organisation_number}/beslut",
    "/medlemskap/{forbund}/egna-beslut",
}
"""Shown to a municipality, a förbund, or an auditor and administrator alone."""
CORRECT_MANDATE = "/medlemmar/ratta/{version}"
AT_SECOND_VERSION = (CORRECT_MANDATE, "ratta-prioritering", "ratta-bedomning", "/beslut/")
"""Parts of addresses whose version is that of what was recorded second."""
PRINTED = {
    *(f"{REQUEST}/kvitto.pdf", f"{REQUEST}/sammanstallning.pdf"),
    *(f"{MEETING}/protokoll.pdf", f"{DOCUMENT}/versioner/{{number}}/lydelse.pdf"),
    f"{STATUS}/{{number}}/rapport.pdf",
    *(f"{FUNDED}/status/{{number}}/rapport.pdf", f"{OF_FUNDER[0]}.pdf"),
}
"""Given to those to whom the page of that name is shown."""
MARK = "-markering/{request_id}/{municipality_id}"
NOT_DECIDED = ("-avbojande", "-forstudietimmar", "-villkor/{request_id}", MARK)  # by anybody there
FORMS = {
    *(f"{REQUEST}/{step}" for step in ("svara", "svara/{step}", "andra", "andra/{step}", "dra-tillbaka")),
    *(f"{REQUEST}/{step}" for step in ("formulera", "godkann", "skicka", "forlang", "stang", "aterkalla")),
    *(f"{REQUEST}/{step}" for step in ("registrera", "registrera-flera", "beslut/{version}")),
    *(f"{PLAN}/{step}" for step in ("revidera", "version", "godkann", "publicera", "ratta/{version}", "analys")),
    *(f"/analys/{{analysis_id}}/{step}" for step in ("skriv", "notera", "ratta/{version}")),
    *(
        f"{INSATS}/{step}"
        for step in ("delta", "avboj", "avsatt", "justera", "avsluta", "overlamning", "sen-anslutning")
    ),
    f"{INSATS}/dokument/nytt",
    *(f"{DOCUMENT}/{step}" for step in ("skriv", "bilagor", "fraga", "stang-remiss", "ratta/{version}")),
    *(f"{DOCUMENT}/{step}" for step in ("synpunkter", "registrera-synpunkter", "hantera")),
    *(f"{INSATS}/{step}" for step in ("beskriv", "prioritera", "bedom", "stryk", "overta", "forstudietimmar")),
    "/insatser/overta",
    *(f"{INSATS}/{step}" for step in ("foredra-direktivet", "foredra-rapporten", "skicka-direktivet")),
    *(f"{INSATS}/{step}" for step in ("starta-projektet", "borja-overlamningen", "stoppa", "beslut/{gate}")),
    *(f"{INSATS}/{step}" for step in ("avtal", "villkor", "bekrafta-villkor", "pausa", "ateruppta")),
    *(f"{INSATS}/{step}" for step in ("styrning", "ratta-styrning/{stage}/{version}")),
    "/styrgrupper/ny",
    "/moten/kalla",
    *(f"{MEETING}/{step}" for step in ("tillagg", "rosta/{item}", "reservera/{item}", "justera-protokollet")),
    f"{MEETING}/ratta-tillagg/{{version}}",
    *(f"{MEETING}/{step}" for step in ("kallelse", "stall-in", "narvaro", "punkt/{item}", "justera")),
    *(f"{GROUP}/{step}" for step in ("sammansattning", "ordforande", "ordforande-av-e-radet", "upplos", "kalla")),
    *(f"{GROUP}/{step}" for step in ("platser-upphor", "plats", "lamna-platsen")),
    *(f"{GROUP}/{step}/{{version}}" for step in ("ratta", "ratta-platsen")),
    *(f"{INSATS}/uppdrag/{step}" for step in ("ge", "{mandate_id}/avsluta")),
    *(f"{INSATS}/finansiarer/{step}" for step in ("slapp-in", "{funder_id}/avsluta")),
    *(f"{INSATS}/finansiarer/{{funder_id}}/ratta-dagarna/{{version}}", f"{INSATS}/forandringsledare", OF_FUNDER[1]),
    *(f"{STATUS}/{step}" for step in ("ny", "rytm", "ratta/{version}")),
    *(f"{STATUS}/{{number}}/{step}" for step in ("andra", "godkann", "ater", "mottagen", "vidare")),
    f"{REQUEST}/ratta/{{version}}",
    f"{REQUEST}/ratta-for/{{municipality_id}}/{{version}}",
    *(f"{INSATS}/ratta{what}/{{version}}" for what in ("", "-prioritering", "-bedomning", *NOT_DECIDED)),
    *("/forfragningar/ny", "/insatser/ny", "/handlingsplan/ny", "/medlemmar/ge", "/medlemmar/bjud-in"),
    "/medlemmar/{mandate_id}/avsluta",
    CORRECT_MANDATE,
    "/medlemskap/bjud-in",
    "/medlemskap/{organisation_number}/avsluta",
    "/medlemskap/{organisation_number}/ratta/{version}",
    "/medlemskap/{forbund}/ratta-eget/{version}",
    *(f"/medlemskap/{{forbund}}/{step}" for step in ("bekrafta", "avboj", "lamna")),
}
"""Sent by whoever may give the command: tried one by one in test_authorization_of_commands.py."""
TABLES = {table.address for table in table_files()}
TO_WHO_IS_LOGGED_IN = {
    ("GET", "/auth/organisation"),
    ("GET", "/nytt"),
    *(("GET", path) for path in TABLES),
    *(("GET", path) for path in PAGES_OF_ALL | PAGES_OF_SOME | PRINTED | FORMS),
}
TO_A_FORM_OF_WHO_IS_LOGGED_IN = {
    ("POST", "/auth/organisation"),
    ("POST", "/auth/logout"),
    ("POST", "/auth/logout-everywhere"),
    ("POST", "/kalender"),
    ("POST", "/utskick"),
    ("POST", "/medlemmar/namn"),
    ("POST", "/medlemskap/kontakt"),
    *(("POST", path) for path in WHEEL),
    ("POST", f"{REQUEST}/anteckningar"),
    ("POST", DISPATCH),
    ("POST", FROM_A_FILE),
    *(("POST", path) for path in FORMS),
}
TO_WHO_KNOWS_THE_ADDRESS = {("GET", "/kalender/{secret}.ics")}
"""Tried in tests/acceptance/pages/test_calendar.py; to everybody else it is no address."""
TO_THE_IDENTITY_PROVIDER = {("POST", "/auth/backchannel-logout")}
"""By a token that it has signed."""
TO_A_TOKEN = {(handling.method, PREFIX + handling.path) for handling in COMMANDS.values()} | {
    ("GET", f"{PREFIX}/me"),
    ("POST", f"{PREFIX}/files"),
    ("GET", f"{PREFIX}/documents/{{documentId}}/versions/{{versionNumber}}/attachments/{{checksum}}"),
    *(("GET", PREFIX + path) for path in TABLES),
    *(("GET", f"{PREFIX}/feeds/{feed.name}") for feed in FEEDS),
    ("POST", "/graphql"),
}
"""Tried one by one in test_authorization_of_commands.py, …_of_queries.py and test_table_files.py, test_feeds.py."""
BY_WEBSOCKET = {("", "/graphql")}
"""To a token in its first message."""

STATED = (
    TO_EVERYBODY,
    TO_WHO_IS_ON_HER_WAY,
    TO_WHO_IS_LOGGED_IN,
    TO_A_FORM_OF_WHO_IS_LOGGED_IN,
    TO_WHO_KNOWS_THE_ADDRESS,
    TO_THE_IDENTITY_PROVIDER,
    TO_A_TOKEN,
    BY_WEBSOCKET,
)
WEB = [(route.method, route.path) for route in WEB_ROUTES]


def filled(path: str) -> str:
    """An address of something that is not there."""
    known = {
        "regionId": "2220001776",
        "since": "2026-01-01T00:00:00Z",
        "language": "de",
        "municipality_id": TROLLHATTAN,
        **dict.fromkeys(("item", "version", "number"), "1"),
    }
    return path.format_map(defaultdict(lambda: "x", known))


def addresses(routes: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """All that the application answers at, routers within routers too; a route of another kind fails."""
    for route in routes:
        if hasattr(route, "original_router"):
            yield from addresses(route.original_router.routes)
        else:
            yield from ((method, route.path) for method in (getattr(route, "methods", None) or ("",)))


def test_every_address_is_stated_once() -> None:
    found = sorted(addresses(create_app(Settings(), "postgresql://unused").routes))
    assert found == sorted(address for stated in STATED for address in stated)


@pytest.mark.parametrize(("method", "path"), WEB)
def test_a_page_opens_to_a_stranger_only_where_that_is_stated(
    running_web: Installation, method: str, path: str
) -> None:
    """The others are tried with those who may in tests/acceptance/identity."""
    answer = httpx.request(method, running_web.address + filled(path), headers={"Accept": "text/html"})
    if (method, path) in TO_WHO_IS_LOGGED_IN:
        assert (answer.status_code, answer.headers["location"]) == (303, f"/auth/login?return_to={filled(path)}")
    elif (method, path) in TO_WHO_KNOWS_THE_ADDRESS:
        assert answer.status_code == 404, answer.text
    elif (method, path) in TO_EVERYBODY:
        assert answer.status_code in {200, 404, 503}, answer.text
    else:
        assert answer.status_code in {400, 403}, answer.text
    assert "Logga ut" not in answer.text


@pytest.mark.parametrize(("method", "path"), WEB)
def test_an_access_token_is_no_login(running_web: Installation, method: str, path: str) -> None:
    """What opens the API opens no page: a page is opened by its cookie alone."""
    token = running_web.token("exempel-pia-processledare", "2220001776")
    for name, value in (("Authorization", f"Bearer {token}"), ("Cookie", f"__Host-samverka={token}")):
        headers = {"Accept": "text/html", name: value}
        answer = httpx.request(method, running_web.address + filled(path), headers=headers)
        assert "Logga ut" not in answer.text
        assert answer.status_code in {200, 303, 400, 403, 404, 503}


@dataclass(frozen=True)
class Scene:
    running: Installation
    things: Things

    def filled(self, path: str) -> str:
        """An address of something of Fyrbodal that its members may see."""
        things = self.things
        request_id = things.draft_id if _is_of_a_draft(path) else things.request_id
        return path.format(
            request_id=request_id,
            insats_id=things.insats_id,
            municipality_id=TROLLHATTAN,
            mandate_id=things.mandate_id,
            plan_id=things.plan_id,
            document_id=things.document_id,
            analysis_id=things.analysis_id,
            version="2" if any(each in path for each in AT_SECOND_VERSION) else "1",
            forbund=FYRBODAL,
            organisation_number=TROLLHATTAN,
            step="stallning",
            gate="FINAL_REPORT",
            number="0.1" if path.startswith(DOCUMENT) else things.number,
            group_id=things.group_id,
            meeting_id=things.meeting_id,
            funder_id=things.funder_id,
            item="1",
            stage="PROJECT",
        )


@pytest.fixture(scope="module")
def scene(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """With a client, and one of everything."""
    folder = tmp_path_factory.mktemp("pages")
    with region_of_its_own(cluster, folder, SAMVERKA_KEYCLOAK_WEB_SECRET="hemligt") as (running, things):
        yield Scene(running, things)


@pytest.mark.parametrize("knocker", KNOCKERS, ids=lambda knocker: knocker.name)
def test_each_page_is_shown_to_those_whom_it_is_for_and_what_is_elsewhere_is_not_there(
    scene: Scene, knocker: Knocker
) -> None:
    """Göteborg's people never see anything of Fyrbodal's, and who holds no mandate sees nothing at all."""
    visitor = Visitor.of(scene.running, knocker.person, knocker.organisation)
    for page in (page for page in DECLARED if isinstance(page, Page)):
        visitor.open(scene.filled(page.address))
        seen = visitor.answer.status_code
        assert seen == expected(page, knocker), (page.address, visitor.text[:300])
        if not knocker.in_region and not _is_of_funder(page.address, knocker):
            assert "Fyrbodal" not in visitor.answer.text.replace(page.address, "")


@pytest.mark.parametrize("knocker", KNOCKERS, ids=lambda knocker: knocker.name)
def test_a_document_is_given_to_those_to_whom_its_page_is_shown(scene: Scene, knocker: Knocker) -> None:
    visitor = Visitor.of(scene.running, knocker.person, knocker.organisation)
    for address in PRINTED:
        shown = visitor.open(scene.filled(address.removesuffix(".pdf"))).status_code
        answer = visitor.open(scene.filled(address))
        assert answer.status_code == shown
        assert answer.content.startswith(b"%PDF") == (shown == 200)


@pytest.mark.parametrize("knocker", KNOCKERS, ids=lambda knocker: knocker.name)
def test_a_form_is_offered_only_to_who_may_give_its_command(scene: Scene, knocker: Knocker) -> None:
    visitor = Visitor.of(scene.running, knocker.person, knocker.organisation)
    for form in (form for form in DECLARED if isinstance(form, Form)):
        visitor.open(scene.filled(form.page.address))
        offered = any(name == "key" for sent in visitor.document.forms for name, _ in sent.fields)
        if visitor.answer.status_code == 200 and form.handling.topic.sits is not None:
            assert offered
        elif visitor.answer.status_code == 200:
            seat = form.handling.seat_needed and bool(knocker.holds & set(form.bodies))
            holds = knocker.holds_at(form.page.address)
            assert offered == (bool(holds & form.handling.roles) or seat), form.page.address
        else:
            assert not offered
            assert visitor.answer.status_code == expected(form.page, knocker), (form.page.address, visitor.text)


def _is_of_funder(address: str, knocker: Knocker) -> bool:
    """Whether a funder is told there what it funds."""
    return knocker.organisation == FUND and (address == "/" or address.startswith(("/finansierat", "/revision")))


def expected(page: Page, knocker: Knocker) -> int:
    """What the declaration promises; what is another organisation's own is not there."""
    holds = knocker.holds | knocker.leads if page.insats_id == ANY_INSATS else knocker.holds_at(page.address)
    if not holds or (page.audience.kinds and knocker.kind not in page.audience.kinds):
        return 403
    if page.audience.roles and not holds & page.audience.roles:
        return 403
    if page.audience.of_leaders and not knocker.holds and not knocker.leads & page.audience.of_leaders:
        return 403
    return _shown(page, knocker)


def _shown(page: Page, knocker: Knocker) -> int:
    """The same, to whom it is for."""
    if page.address == CORRECT_MANDATE:
        return 200  # each has mandates of its own
    if page.address.startswith("/finansierat/"):
        return 200 if knocker.organisation == FUND and page.address != OF_FUNDER[0] else 404
    if any(f"/ratta{each}/" in page.address for each in (*NOT_DECIDED, "-tillagg")):
        return 404
    own = page.address.endswith(OF_ONE_MUNICIPALITY) or "{mandate_id}" in page.address
    if own and knocker.organisation != TROLLHATTAN:
        return 404
    if page.address.endswith(OF_ONE_SEAT) and knocker.person != SITS:
        return 404
    if "{document_id}" in page.address and knocker.organisation not in {FYRBODAL, TROLLHATTAN}:
        return 404  # a working copy is read by those who were asked about it
    return 200 if knocker.in_region or "{" not in page.address else 404


OF_ONE_MUNICIPALITY = (
    "/ratta-for/{municipality_id}/{version}",
    "/ratta/{version}",
    "/kvitto",
    "/andra",
    "/andra/{step}",
    "/dra-tillbaka",
    "/avsatt",
    "/justera",
    "/overlamning",
    "{insats_id}/avsluta",
    "/lamna-platsen",
    "/ratta-platsen/{version}",
)
"""About what Trollhättan has answered or decided."""
OF_ONE_SEAT, SITS = ("/rosta/{item}", "/reservera/{item}", "/justera-protokollet"), people.director("1488")
"""To whoever sits on a seat of the group alone; and who does on Trollhättan's."""


def _is_of_a_draft(path: str) -> bool:
    return path.endswith(("/utkast", "/forhandsvisning", "/formulera", "/godkann", "/skicka", "/mottagare"))
