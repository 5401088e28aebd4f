"""How long pages take and what they weigh: each one on the demonstration's data, the matrix of a large region too."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import quantiles

import httpx
from playwright.sync_api import Browser, Page
from tests.acceptance.identity.chromium import chromium
from tests.acceptance.pages.walking import addresses
from tests.support.installation import fyrbodal
from tests.support.logged_in import COOKIE, begin_session
from tools.bench_report import durations, milliseconds, row, section, timed
from tools.large_region import LEADER, OFFICER, Region
from tools.screenshots import FORBUND_LEADER, MUNICIPAL_OFFICER, demonstration
from tools.trial import UNHURRIED, Trial

from samverka_services.pages.kernel.files import file_routes
from samverka_services.pages.kernel.page import FORBUND, KOMMUN

TIMES = 20
MOST_SECONDS = 0.3
"""Of a page, at the 95th percentile."""
MOST_SECONDS_OF_A_VIEW = 0.05
"""When it is asked for the first time."""
VIEWS = [
    f"{route.path.format(regionId=fyrbodal())}?kind=csv"
    for route in file_routes()
    if route.path.startswith("/regions/{regionId}/") and route.path.count("{") == 1
]
SEARCHING = "/sok?q=handl%C3%A4ggning"
BROWSER_TIMES = 5
_COMPLETE = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(
    () => done(performance.now() / 1000))))"""
"""Seconds from the beginning of the navigation until what was loaded has been drawn."""


@dataclass(frozen=True)
class Weighed:
    """A page, asked several times."""

    address: str
    seconds: list[float]
    kilobytes: float
    """As it was transferred."""

    @property
    def p95(self) -> float:
        """The 95th percentile."""
        return quantiles(self.seconds, n=20)[-1]


def measure() -> None:
    """All declared pages, as a municipality's officer and as the förbund's process leader."""
    section(f"Pages on the demonstration's data, each asked {TIMES} times by one reader")
    with demonstration(**UNHURRIED) as address, chromium() as browser:
        with _logged_in(browser, address, FORBUND_LEADER) as page:
            _tell_first_hits(list(_weighed(page, address, VIEWS)))
        for name, person, kind in (
            ("officer", MUNICIPAL_OFFICER, KOMMUN),
            ("process leader", FORBUND_LEADER, FORBUND),
        ):
            with _logged_in(browser, address, person) as page:
                _tell(name, list(_weighed(page, address, sorted({*addresses(page, kind), SEARCHING}))))


@contextmanager
def _logged_in(browser: Browser, address: str, person: str) -> Iterator[Page]:
    """Somebody of the demonstration."""
    with _window(browser, address) as page:
        page.goto(f"/auth/login?login_hint={person}")
        yield page


def measure_large(trial: Trial, region: Region) -> None:
    """The pages of a large region, from a server of the trial's, and its matrix complete in a real browser."""
    section(f"Pages of a region of {region.members} municipalities x {region.insatser} insatser in mixed phases")
    with trial.running("serve") as process, chromium() as browser:
        trial.await_ready(process)
        for name, person, organisation, kind in (
            ("process leader", LEADER, region.forbund, FORBUND),
            ("officer", OFFICER, region.municipalities[0].number, KOMMUN),
        ):
            token = trial.issuer.token(person, organisation, 3600)
            key = begin_session(trial.databases.identity, token, person, organisation, "Ulla Exempel")
            with _window(browser, trial.address) as page:
                secure = trial.address.replace("http:", "https:")
                page.context.add_cookies([{"name": COOKIE, "value": key, "url": secure, "secure": True}])
                _tell(name, list(_weighed(page, trial.address, sorted({*addresses(page, kind), SEARCHING}))))
                durations("/laget complete in the browser", [_complete(page) for _ in range(BROWSER_TIMES)])
                row(
                    "of that, the browser's own work",
                    milliseconds(_own_work(page)),
                    "processor time of its main thread",
                )


@contextmanager
def _window(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(base_url=address, locale="sv-SE", viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def _own_work(page: Page) -> float:
    """What does not depend on what else the machine does."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    _complete(page)
    metrics = {each["name"]: each["value"] for each in session.send("Performance.getMetrics")["metrics"]}
    return float(metrics["TaskDuration"])


def _complete(page: Page) -> float:
    page.goto("/laget")
    return float(page.evaluate(_COMPLETE))


def _weighed(page: Page, address: str, paths: list[str]) -> Iterator[Weighed]:
    cookies = "; ".join(f"{each.get('name')}={each.get('value')}" for each in page.context.cookies())
    headers = {"Accept": "text/html", "Cookie": cookies}
    with httpx.Client(base_url=address, headers=headers, timeout=30) as client:
        yield from (_asked(client, path) for path in paths)


def _asked(client: httpx.Client, path: str) -> Weighed:
    sizes = list[int]()
    seconds = [timed(lambda: sizes.append(_ask(client, path))) for _ in range(TIMES)]
    return Weighed(path, seconds, max(sizes) / 1000)


def _ask(client: httpx.Client, path: str) -> int:
    answer = client.get(path)
    assert answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR, answer.text
    return answer.num_bytes_downloaded


def _tell_first_hits(weighed: list[Weighed]) -> None:
    """How long the first reader of each view waits for its table as a file."""
    first = {each.address: each.seconds[0] for each in weighed}
    slowest = max(first, key=lambda address: first[address])
    durations(f"the first hit of each of {len(first)} views, as a table's file", list(first.values()))
    row(f"the slowest: {slowest}"[:66], milliseconds(first[slowest]))
    slow = [address for address, seconds in first.items() if seconds > MOST_SECONDS_OF_A_VIEW]
    row(f"of these slower than {MOST_SECONDS_OF_A_VIEW * 1000:.0f} ms", f"{len(slow)}", " ".join(slow))


def _tell(name: str, weighed: list[Weighed]) -> None:
    slowest, heaviest = max(weighed, key=lambda each: each.p95), max(weighed, key=lambda each: each.kilobytes)
    every = [seconds for each in weighed for seconds in each.seconds]
    durations(f"all {len(weighed)} addresses, as the {name}", every)
    slow = [each for each in weighed if each.p95 > MOST_SECONDS]
    row(f"of these slower than {MOST_SECONDS * 1000:.0f} ms", f"{len(slow)}", " ".join(each.address for each in slow))
    row(f"the slowest: {slowest.address}"[:66], milliseconds(slowest.p95), "p95")
    row(f"the heaviest: {heaviest.address}"[:66], f"{heaviest.kilobytes:,.1f} KB", "transferred")
