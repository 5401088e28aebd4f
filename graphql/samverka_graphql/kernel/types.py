"""GraphQL types read off the classes of what is shown, and fields that each topic adds to them.

show(PartFact, "Commitment", to=TO_REGION, also=("decision",))

@field("Its parts in insatser")
async def commitments(municipality: Parent[Municipality], info: Info) -> list[PartFact]: ...

A resolver says by its annotations where its field stands (on the type of its parent, or else at the root) and which
type it has: it returns what the views return. A type that nobody shows is named when the schema is made.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from dataclasses import fields as fields_of
from enum import Enum
from functools import cache
from itertools import pairwise
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

import strawberry
from strawberry.parent import StrawberryParent
from strawberry.types.base import has_object_definition

from samverka_domain.kernel.limits import Value
from samverka_graphql.kernel.errors import Told
from samverka_graphql.kernel.visibility import Visible
from samverka_projections.kernel.fact import Fact, Replaceable, without_none

Resolver = TypeVar("Resolver", bound=Callable[..., Any])

TEXTS = frozenset({"person_id"})
"""Names that end as those of ids do, of texts that another system gives."""
_SETTLED = frozenset(each.name for each in fields_of(Replaceable))


@dataclass(frozen=True)
class _Shown:
    kind: Any
    to: tuple[Visible, ...]
    id: str | None
    hide: frozenset[str]
    also: tuple[str, ...]
    type: Any
    """The class that Strawberry knows, empty until the schema is made: types name one another."""


@dataclass(frozen=True)
class _Added:
    name: str
    resolver: Callable[..., Any]
    description: str | None


_shown: dict[Any, _Shown] = {}
_added: dict[Any, list[_Added]] = {}
_alone: set[str] = set()


class Root:
    """The parent of the fields at which all reading begins."""


def show(
    kind: type,
    name: str | None = None,
    *,
    to: tuple[Visible, ...],
    id: str | None = None,
    hide: Iterable[str] = (),
    also: Iterable[str] = (),
) -> None:
    """Show a class as a type: all its own fields, but those to hide, and also some of what all facts have.

    `id` is the field that is called so; `to` says who sees it.
    """
    placeholder = type(name or kind.__name__, (), {"__module__": __name__})
    _shown[kind] = _Shown(kind, to, id, frozenset(hide), tuple(also), placeholder)


def field(
    description: str | None = None, *, name: str | None = None, alone: bool = False
) -> Callable[[Resolver], Resolver]:
    """Add a field, by its resolver, to the type of the parent that the resolver names, or to the root.

    `alone`: of the root, and nothing is asked for beside it: its transaction opens what others do not. It is answered
    to who holds a role in an insats and nothing else, too.
    """

    def add(resolver: Resolver) -> Resolver:
        added = _Added(name or resolver.__name__, resolver, description)
        _added.setdefault(_parent_of(resolver), []).append(added)
        if alone:
            _alone.add(added.name)
        return resolver

    return add


def is_alone(roots: Collection[str]) -> bool:
    """Whether these fields of the root are one that is asked for alone. Raises Told, if it is not alone."""
    asked = _alone.intersection(roots)
    if asked and len({*roots} - {"__typename"}) > 1:
        raise Told("not-alone", field=min(asked))
    return bool(asked)


@cache
def query_type() -> Any:
    """The root of all reading, with every type that can be reached from it."""
    for shown in _shown.values():
        _complete(shown)
    fields = {added.name: _field(added) for added in _in_order(Root)}
    made = type("Query", (), {"__module__": __name__, **fields})
    return strawberry.type(made, description="Everything that can be read")


def _in_order(parent: Any) -> list[_Added]:
    """What was added to a type, by topic: in whichever order modules were imported."""
    return sorted(_added.get(parent, ()), key=lambda added: added.resolver.__module__)


def _complete(shown: _Shown) -> None:
    docs = field_docs(shown.kind)
    annotations = {}
    for name, hint in _fields(shown):
        annotations[name] = graphql_type(hint, name)
        graphql_name = "id" if name == shown.id else None
        setattr(shown.type, name, strawberry.field(name=graphql_name, description=docs.get(name)))
    for added in _in_order(shown.kind):
        setattr(shown.type, added.name, _field(added))
    shown.type.__annotations__ = annotations
    strawberry.type(shown.type, description=summary(shown.kind), directives=shown.to)


def _fields(shown: _Shown) -> Iterator[tuple[str, Any]]:
    """What is shown: names with their types."""
    hints = get_type_hints(shown.kind)
    common = _SETTLED if issubclass(shown.kind, Fact) else frozenset[str]()
    own = [each.name for each in fields_of(shown.kind) if each.name not in shown.hide | common]
    own.sort(key=lambda name: name != shown.id)
    for name in (*own, *shown.also):
        found = getattr(shown.kind, name, None)
        yield name, get_type_hints(found.fget)["return"] if isinstance(found, property) else hints[name]


def _field(added: _Added) -> Any:
    hint = get_type_hints(added.resolver)["return"]
    shown: Any = graphql_type(hint, added.name)
    return strawberry.field(resolver=added.resolver, graphql_type=shown, description=added.description)


def graphql_type(hint: Any, name: str) -> Any:
    """The type that a Python type is shown as; `name` is the field's, since ids are known by it."""
    bare, optional = without_none(hint)
    if optional:
        return graphql_type(bare, name) | None
    origin, args = get_origin(hint), get_args(hint)
    if origin is tuple:
        return list[graphql_type(args[0], name)]  # type: ignore[misc]
    if origin is not None:
        return origin[tuple(graphql_type(each, name) for each in args)]
    return _shown[hint].type if hint in _shown else _simple(hint, name)


def _simple(hint: Any, name: str) -> Any:
    if hint is strawberry.ID or has_object_definition(hint) or hasattr(hint, "__strawberry_definition__"):
        return hint
    if issubclass(hint, Enum):
        return str
    if issubclass(hint, Value | Fact):
        raise TypeError(f"{hint.__name__} is asked for by {name}, and has no GraphQL type: show it")
    return strawberry.ID if hint is str and name.endswith("_id") and name not in TEXTS else hint


def _parent_of(resolver: Callable[..., Any]) -> Any:
    for hint in get_type_hints(resolver, include_extras=True).values():
        if get_origin(hint) is Annotated and any(isinstance(each, StrawberryParent) for each in hint.__metadata__):
            return get_args(hint)[0]
    return Root


def summary(kind: Any) -> str:
    """The first paragraph of a class's docstring, without its full stop."""
    return " ".join((inspect.getdoc(kind) or "").split("\n\n")[0].split()).rstrip(".")


def field_docs(kind: type) -> dict[str, str]:
    """What stands below the fields of a class and its bases, without full stops."""
    found: dict[str, str] = {}
    for each in reversed(kind.__mro__):
        if each.__module__ != "builtins" and each not in {Fact, Replaceable}:
            found |= _docs(each)
    return found


@cache
def _docs(kind: Any) -> dict[str, str]:
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(kind))).body
    statements = getattr(body, "body", [])
    return {
        before.target.id: " ".join(str(after.value.value).split()).rstrip(".")
        for before, after in pairwise(statements)
        if isinstance(before, ast.AnnAssign) and isinstance(before.target, ast.Name)
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant)
    }
