"""Documents that were asked for lately: parsed, measured and validated once."""

import re
from collections import OrderedDict
from dataclasses import dataclass

from graphql import DocumentNode

from samverka_graphql.kernel.limits import parse_within_limits

_VERSION = re.compile("[vV]ersion")
MOST_CHARACTERS = 200_000
"""Of all that is kept; in memory it takes some hundred times as much."""


@dataclass
class Document:
    """A document within the limits."""

    node: DocumentNode
    is_valid: bool = False
    """Whether the schema was asked and had nothing against it."""
    asks_versions: bool = False
    """Whether it asks for a version of something."""


class Documents:
    """Of one schema."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Document] = OrderedDict()
        self._size = 0

    def of(self, query: str) -> Document:
        """The document of a text; raises Told as parse_within_limits does."""
        found = self._kept.get(query)
        if found is not None:
            self._kept.move_to_end(query)
            return found
        return self._keep(
            query, Document(parse_within_limits(query), asks_versions=_VERSION.search(query) is not None)
        )

    def _keep(self, query: str, document: Document) -> Document:
        self._kept[query] = document
        self._size += len(query)
        while self._size > MOST_CHARACTERS:
            self._size -= len(self._kept.popitem(last=False)[0])
        return document
