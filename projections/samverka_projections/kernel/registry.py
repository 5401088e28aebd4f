"""All projections, collected from the topics' modules."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

import samverka_projections
from samverka_projections.kernel.projection import Projection


def _collected() -> Iterator[Projection]:
    for module in iter_modules(samverka_projections.__path__, f"{samverka_projections.__name__}."):
        yield from (each for each in vars(import_module(module.name)).values() if isinstance(each, Projection))


PROJECTIONS: tuple[Projection, ...] = tuple(_collected())
