"""The installation and the browser of the tests of pages."""

from tests.acceptance.pages.conftest import browser, paged

__all__ = ["browser", "paged"]
