"""A real Chromium, as Debian brings it."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

_REFUSED = re.compile(r"Content Security Policy|Refused to|blocked")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Started once; root needs to do without its sandbox."""
    path = shutil.which("chromium")
    assert path, "install chromium: tools/install_tools.sh does"
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def tab(browser: Browser, address: str, *, javascript: bool = True, width: int = 1280) -> Iterator[Page]:
    """A window without any cookies, which reads Swedish. Nothing may be refused by the pages' own policy."""
    context = browser.new_context(
        base_url=address, locale="sv-SE", java_script_enabled=javascript, viewport={"width": width, "height": 900}
    )
    page, told = context.new_page(), list[str]()
    page.on("console", lambda message: told.append(f"{message.location['url']}: {message.text}"))
    try:
        yield page
        refusals = [line for line in told if line.startswith(address) and _REFUSED.search(line)]
        assert not refusals, refusals
    finally:
        context.close()
