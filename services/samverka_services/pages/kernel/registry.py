"""All pages, forms and other addresses, found by being declared in a module of `pages/`."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from samverka_services import pages
from samverka_services.pages.kernel.form import Form
from samverka_services.pages.kernel.page import Page
from samverka_services.pages.kernel.route import Route


def _declared() -> Iterator[Page | Form | Route]:
    for found in iter_modules(pages.__path__, f"{pages.__name__}."):
        if not found.ispkg:
            declared = vars(import_module(found.name)).values()
            yield from (each for each in declared if isinstance(each, Page | Form | Route))


_DECLARED = tuple(dict.fromkeys(_declared()))
"""In the order of their modules; each once, also where another module knows it."""
PAGES: tuple[Page | Form, ...] = tuple(each for each in _DECLARED if isinstance(each, Page | Form))
OTHERS: tuple[Route, ...] = tuple(each for each in _DECLARED if isinstance(each, Route))
"""Files, and what only leads on."""
