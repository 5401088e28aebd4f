"""The schema: composed of what the topics show, each of which is imported here by whatever name it has."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from pkgutil import iter_modules

import strawberry
from graphql import DocumentNode, GraphQLError
from strawberry.extensions import DisableIntrospection, SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.types.base_scalars import DateTimeDefinition
from strawberry.types import ExecutionContext
from strawberry.types.execution import StreamExecutionResult

import samverka_graphql
from samverka_graphql.kernel import decisions as decisions
from samverka_graphql.kernel import viewer as viewer
from samverka_graphql.kernel.bounds import BoundedExecutor
from samverka_graphql.kernel.documents import Document
from samverka_graphql.kernel.errors import error_document
from samverka_graphql.kernel.limits import require_one_operation
from samverka_graphql.kernel.place_in_time import TokenText, token_if_any
from samverka_graphql.kernel.subscription import Subscription
from samverka_graphql.kernel.types import query_type

for _topic in iter_modules(samverka_graphql.__path__, f"{samverka_graphql.__name__}."):
    if not _topic.ispkg:
        import_module(_topic.name)


class Limits(SchemaExtension):
    """Carries out documents within the limits, as `Documents` gives them."""

    def on_operation(self) -> Iterator[None]:
        """What was measured is what is carried out."""
        context = self.execution_context
        document: DocumentNode = context.context.document.node
        require_one_operation(document, context._provided_operation_name, subscribing=False)
        context.graphql_document = document
        yield

    def on_validate(self) -> Iterator[None]:
        """Once for each document that is kept."""
        context = self.execution_context
        document: Document = context.context.document
        if document.is_valid:
            context.pre_execution_errors = []
        yield
        document.is_valid = not context.pre_execution_errors


class WordedErrors(SchemaExtension):
    """Puts what goes wrong while somebody subscribes into words."""

    def on_stream_result(self, result: StreamExecutionResult) -> Iterator[None]:
        """Before it is sent."""
        errors = getattr(result, "errors", None)
        if errors:
            result.errors = [self._worded(error) for error in errors]  # type: ignore[union-attr]
        yield

    def _worded(self, error: GraphQLError) -> GraphQLError:
        context = self.execution_context.context
        document = error_document(error, context.text, context.correlation_id)
        return GraphQLError(document["message"], path=error.path, extensions=document["extensions"])


class Schema(strawberry.Schema):
    """Leaves the logging of errors to where they are put into words, where the correlation id is known."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Nothing here."""


def make_schema(*, introspection: bool) -> strawberry.Schema:
    """For queries, with or without introspection."""
    return _schema([Limits] if introspection else [Limits, DisableIntrospection], BoundedExecutor)


def make_subscription_schema() -> strawberry.Schema:
    """For subscriptions that have been measured already (see `websocket`)."""
    return _schema([DisableIntrospection, WordedErrors])


def _moment(given: object) -> object:
    may_be_token, parse = token_if_any(given), DateTimeDefinition.parse_value
    assert parse is not None
    return may_be_token if isinstance(may_be_token, TokenText) else parse(given)


_DATE_TIME = replace(
    DateTimeDefinition,
    description="Date with time and offset (isoformat); of `knownAt` also a token",
    parse_value=_moment,
)


def _schema(
    extensions: list[type[SchemaExtension]], executor: type[BoundedExecutor] | None = None
) -> strawberry.Schema:
    config = StrawberryConfig(disable_field_suggestions=True, scalar_map={datetime: _DATE_TIME})
    return Schema(
        query=query_type(),
        subscription=Subscription,
        extensions=extensions,
        config=config,
        execution_context_class=executor,
    )


def sdl() -> str:
    """The schema in GraphQL's own language, as committed in graphql/schema.graphql."""
    return make_schema(introspection=True).as_str() + "\n"
