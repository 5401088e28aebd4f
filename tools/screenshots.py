"""Pictures of the main pages for README and docs, taken of a demonstration that is thrown away afterwards."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page
from tests.acceptance.identity.chromium import chromium
from tests.support.installation import free_port
from tools.palette import with_palette

from samverka_services.demo import people

TO = Path(__file__).parents[1] / "docs/pages"
SIZES = {1280: 800, 390: 844}
UDDEVALLA, STROMSTAD, FYRBODAL = "2120001397", "2120001405", "2220001776"

Go = Callable[[Page], object]


@dataclass(frozen=True)
class Picture:
    """A page, as one person sees it; `go` leads on from the address."""

    name: str
    person: str
    address: str
    go: tuple[Go, ...] = ()


def _link(name: str) -> Go:
    return lambda page: page.get_by_role("link", name=name).first.click()


MUNICIPAL_OFFICER = f"{people.officer('1485')}@{UDDEVALLA}"
MUNICIPAL_AUDITOR = f"{people.auditor('1485')}@{UDDEVALLA}"
DIRECTOR = f"{people.director('1486')}@{STROMSTAD}"
FORBUND_LEADER = f"{people.LEADER}@{FYRBODAL}"
PICTURES = (
    Picture("att-gora", MUNICIPAL_OFFICER, "/"),
    Picture("att-gora-direktor", DIRECTOR, "/"),
    Picture("granska", DIRECTOR, "/", (_link("Beslut väntar"),)),
    Picture("arshjul", MUNICIPAL_OFFICER, "/arshjul"),
    Picture("revision", MUNICIPAL_AUDITOR, "/revision"),
    Picture("handlingsplan", FORBUND_LEADER, "/handlingsplan"),
    Picture("laget", MUNICIPAL_OFFICER, "/laget"),
    Picture("svara", MUNICIPAL_OFFICER, "/", (_link("Svara: E.3"), _link("Svara"))),
    Picture("insats", FORBUND_LEADER, "/insatser", (_link("Koncept för samordnad"),)),
    Picture("sammanstallning", FORBUND_LEADER, "/forfragningar", (_link("Exempel: intresseförfrågan"),)),
)


@contextmanager
def demonstration(**environment: str) -> Iterator[str]:
    """Its address, once it can be opened."""
    with TemporaryDirectory() as folder:
        address = f"http://127.0.0.1:{free_port()}"
        command = ["demo", "--data-dir", folder, "--port", address.rpartition(":")[2]]
        program = [sys.executable, "-m", "samverka_services.cli", *command]
        surroundings = {**os.environ, **environment}
        with subprocess.Popen(program, stdout=subprocess.PIPE, text=True, env=surroundings) as process:
            try:
                assert process.stdout is not None
                next(line for line in process.stdout if address in line)
                yield address
            finally:
                process.terminate()


def take(browser: Browser, address: str, picture: Picture, width: int) -> None:
    """One picture in one size."""
    size = {"width": width, "height": SIZES[width]}
    context = browser.new_context(base_url=address, locale="sv-SE", viewport=size)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"/auth/login?login_hint={picture.person}")
    page.goto(picture.address)
    for go in picture.go:
        go(page)
    page.wait_for_load_state()
    taken = page.screenshot()
    page.goto("about:blank")
    (TO / f"{picture.name}-{width}.png").write_bytes(with_palette(page, taken))
    context.close()


def main() -> None:
    """Write all of them anew."""
    TO.mkdir(exist_ok=True)
    with demonstration() as address, chromium() as browser:
        for picture in PICTURES:
            for width in SIZES:
                take(browser, address, picture, width)


if __name__ == "__main__":
    main()
