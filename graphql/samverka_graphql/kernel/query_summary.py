"""What a query asks for, in few words: its name, the fields at its root, and the ids of what it asks about."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
)

from samverka_infra.access_log import LONGEST, ids

Variables = Mapping[str, Any]
Fragments = Mapping[str, FragmentDefinitionNode]


@dataclass(frozen=True)
class Asked:
    """For the access log."""

    operation: str
    target: str
    roots: tuple[str, ...] = field(default=(), compare=False)
    """The fields at its root, each once."""


def asked(document: DocumentNode, name: str | None, variables: Variables) -> Asked:
    """What the operation of this name, or the only one, asks for; of a document that is within the limits."""
    operation = _operation(document, name)
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    fields = list(_fields(operation.selection_set, fragments, set(), root=True))
    roots = tuple(dict.fromkeys(node.name.value for node, at_root in fields if at_root))
    title = f"{operation.name.value}: {' '.join(roots)}" if operation.name else " ".join(roots)
    defaults = {node.variable.name.value: node.default_value for node in operation.variable_definitions or ()}
    found = (
        (f"{node.name.value}.{argument.name.value}", _value(argument, variables, defaults))
        for node, _ in fields
        for argument in node.arguments or ()
        if argument.name.value.lower().endswith("id")
    )
    return Asked(title[:LONGEST], ids(found), roots)


def asked_by_name(document: str, variables: Variables) -> Asked:
    """What a trusted document asks for."""
    return Asked(document, ids((name, value) for name, value in variables.items() if name.lower().endswith("id")))


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    return next(
        node
        for node in document.definitions
        if isinstance(node, OperationDefinitionNode)
        if name is None or (node.name is not None and node.name.value == name)
    )


def _fields(
    selection_set: SelectionSetNode | None, fragments: Fragments, seen: set[str], *, root: bool
) -> Iterator[tuple[FieldNode, bool]]:
    """Every field, and whether it stands at the root; each fragment is looked into once."""
    for node in selection_set.selections if selection_set else ():
        if isinstance(node, FieldNode):
            yield node, root
            yield from _fields(node.selection_set, fragments, seen, root=False)
        elif not isinstance(node, FragmentSpreadNode):
            yield from _fields(getattr(node, "selection_set", None), fragments, seen, root=root)
        elif node.name.value in fragments and node.name.value not in seen:
            seen.add(node.name.value)
            yield from _fields(fragments[node.name.value].selection_set, fragments, seen, root=root)


def _value(argument: ArgumentNode, variables: Variables, defaults: Mapping[str, ValueNode | None]) -> object:
    given: ValueNode | None = argument.value
    if isinstance(given, VariableNode):
        name = given.name.value
        if name in variables:
            return str(variables[name])
        given = defaults.get(name)
    return getattr(given, "value", None)
