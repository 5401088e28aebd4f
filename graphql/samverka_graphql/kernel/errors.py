"""Errors that a caller is told, and what becomes of all others."""

import logging
from collections.abc import Callable
from typing import Any

from graphql import GraphQLError, VariableDefinitionNode

from samverka_infra.database import is_about_input

Text = Callable[..., str]
"""`text(key, **params)`: a text of the catalogue in the caller's language."""

_HINT = " Did you mean"
_log = logging.getLogger("samverka.graphql")


class Told(Exception):
    """An error that is the caller's to mend; `code` names its text in the catalogue's section `graphql`."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class NotForHer(Told):
    """What was asked is for others; it counts as a refusal, whatever else was answered."""

    def __init__(self, needed: str) -> None:
        super().__init__("role-missing", needed=needed)


def error_document(error: GraphQLError, text: Text, correlation_id: str) -> dict[str, Any]:
    """What the caller sees of an error: her own mistakes in words, ours as a number to quote."""
    original = error.original_error
    if original is None or _is_about_a_variable(error):
        return {**error.formatted, "message": _unhinted(error.message), "extensions": {"code": "invalid-query"}}
    if isinstance(original, Told):
        return _document(error, text(f"graphql.{original.code}", **original.params), original.code)
    if is_about_input(original):
        return _document(error, text("graphql.variables", what=".".join(map(str, error.path or ()))), "variables")
    log_unexpected(error, correlation_id)
    return _document(error, text("graphql.internal", correlation_id=correlation_id), "internal")


def _unhinted(message: str) -> str:
    """Without the names that the caller may have meant: of fields, types, arguments and values alike."""
    return message.partition(_HINT)[0]


def _is_about_a_variable(error: GraphQLError) -> bool:
    return any(isinstance(node, VariableDefinitionNode) for node in error.nodes or ())


def log_unexpected(error: GraphQLError, correlation_id: str = "") -> None:
    """Keep an unexpected error's trace for the operator."""
    original = error.original_error
    if original is not None and not isinstance(original, Told) and not _is_about_a_variable(error):
        _log.error("unexpected", exc_info=original, extra={"details": {"correlationId": correlation_id}})


def told_document(told: Told, text: Text) -> dict[str, Any]:
    """An error before execution began."""
    return {"message": text(f"graphql.{told.code}", **told.params), "extensions": {"code": told.code}}


def _document(error: GraphQLError, message: str, code: str) -> dict[str, Any]:
    formatted: dict[str, Any] = {"message": message, "extensions": {"code": code}}
    if error.path:
        formatted["path"] = error.path
    return formatted
