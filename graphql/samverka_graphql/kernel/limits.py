"""How large a query may be. Checked on the syntax tree before anything else, in time linear in its size.

Fields count as often as fragments repeat them, so that a small text cannot unfold into a large query; each
fragment is measured once. (graphql-core's own rules on fragments compare pairs and can take exponential time; so they
do with every two fields of one answer's name, which is why a name may be asked for only some times in one place.)
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    SourceLocation,
    parse,
)

from samverka_graphql.kernel.errors import Told

MOST_CHARACTERS = 20_000
MOST_TOKENS = 4_000
MOST_FIELDS = 500
MOST_ALIASES = 30
MOST_DEPTH = 12
MOST_OPERATIONS = 5
MOST_FRAGMENTS = 25
MOST_REPEATS = 30
"""Of one name in one place of the answer."""

Fragments = Mapping[str, FragmentDefinitionNode]
Path = tuple[str, ...]


@dataclass(frozen=True)
class Size:
    """How many fields and aliases a selection unfolds into, and how deep it goes."""

    fields: int = 0
    aliases: int = 0
    depth: int = 0


def parse_within_limits(query: str) -> DocumentNode:
    """Parse a query; raises Told if it is too large, or cannot be parsed."""
    _require(len(query), MOST_CHARACTERS, "too-long")
    try:
        document = parse(query, max_tokens=MOST_TOKENS)
    except GraphQLSyntaxError as error:
        place = (error.locations or (SourceLocation(1, 1),))[0]
        raise Told("syntax", line=place.line, column=place.column) from error
    _require_small(document)
    return document


def require_one_operation(document: DocumentNode, name: str | None, *, subscribing: bool) -> None:
    """Raise Told unless it is clear which operation is meant, and it came by the way that is for its kind.

    Subscriptions come by WebSocket and nothing else does.
    """
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    meant = [node for node in operations if name is None or (node.name is not None and node.name.value == name)]
    if len(meant) != 1:
        raise Told("operation", name=name or "")
    if (meant[0].operation is OperationType.SUBSCRIPTION) is not subscribing:
        raise Told("not-a-subscription" if subscribing else "subscription")


def _require_small(document: DocumentNode) -> None:
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    fragments = [node for node in document.definitions if isinstance(node, FragmentDefinitionNode)]
    _require(len(operations), MOST_OPERATIONS, "too-many-operations")
    _require(len(fragments), MOST_FRAGMENTS, "too-many-fragments")
    by_name = {node.name.value: node for node in fragments}
    measure = _Measure(by_name)
    for node in (*operations, *fragments):
        size = measure.of(node.selection_set, 0)
        _require(size.fields, MOST_FIELDS, "too-wide")
        _require(size.aliases, MOST_ALIASES, "too-many-aliases")
        _require(size.depth, MOST_DEPTH, "too-deep")
    for node in (*operations, *fragments):
        places = Counter(_places(node.selection_set, (), by_name))
        _require(max(places.values(), default=0), MOST_REPEATS, "too-many-repeats")


def _places(selection_set: SelectionSetNode | None, path: Path, fragments: Fragments) -> Iterator[Path]:
    """Where in the answer each field goes; only for what is known to unfold into few."""
    for node in selection_set.selections if selection_set else ():
        inner, below = getattr(node, "selection_set", None), path
        if isinstance(node, FieldNode):
            below = (*path, (node.alias or node.name).value)
            yield below
        elif isinstance(node, FragmentSpreadNode):
            fragment = fragments.get(node.name.value)
            inner = fragment.selection_set if fragment else None
        yield from _places(inner, below, fragments)


class _Measure:
    def __init__(self, fragments: Fragments) -> None:
        self._fragments = fragments
        self._known: dict[str, Size] = {}
        self._open: set[str] = set()

    def of(self, selection_set: SelectionSetNode | None, nesting: int) -> Size:
        if selection_set is None:
            return Size()
        _require(nesting, 2 * MOST_DEPTH, "too-deep")
        return _sum([self._selection(node, nesting) for node in selection_set.selections])

    def _selection(self, node: object, nesting: int) -> Size:
        if isinstance(node, FieldNode):
            inner = self.of(node.selection_set, nesting + 1)
            return Size(inner.fields + 1, inner.aliases + (node.alias is not None), inner.depth + 1)
        if isinstance(node, FragmentSpreadNode):
            return self._fragment(node.name.value, nesting)
        return self.of(getattr(node, "selection_set", None), nesting + 1)

    def _fragment(self, name: str, nesting: int) -> Size:
        if name in self._open:
            raise Told("fragment-cycle", name=name)
        if name not in self._known and name in self._fragments:
            self._open.add(name)
            self._known[name] = self.of(self._fragments[name].selection_set, nesting + 1)
            self._open.remove(name)
        return self._known.get(name, Size(fields=1))  # unknown: refused later, and never less than a field


def _sum(sizes: list[Size]) -> Size:
    total = Size(
        sum(size.fields for size in sizes),
        sum(size.aliases for size in sizes),
        max((size.depth for size in sizes), default=0),
    )
    _require(total.fields, MOST_FIELDS, "too-wide")
    return total


def _require(actual: int, most: int, code: str) -> None:
    if actual > most:
        raise Told(code, most=most)
