"""The schema: only composed here."""

from collections.abc import Iterator

import strawberry
from graphql import GraphQLError
from strawberry import extensions as strawberry_extensions
from strawberry.extensions import SchemaExtension
from strawberry.schema.config import StrawberryConfig
from strawberry.types import ExecutionContext

from samverka_graphql.errors import Told, log_unexpected
from samverka_graphql.limits import parse_within_limits, require_one_operation
from samverka_graphql.query import Query
from samverka_graphql.subscription import Subscription, SubscriptionContext


class Limits(SchemaExtension):
    """Refuses a query that is too large before it is validated."""

    def on_operation(self) -> Iterator[None]:
        """Measure first, unless that has been done; what was parsed for it is what is carried out."""
        given = getattr(self.execution_context.context, "document", None)
        document = given or parse_within_limits(self.execution_context.query or "")
        subscribing = isinstance(self.execution_context.context, SubscriptionContext)
        require_one_operation(document, self.execution_context._provided_operation_name, subscribing=subscribing)
        self.execution_context.graphql_document = document
        yield


class MaskErrors(strawberry_extensions.MaskErrors):
    """Says nothing of errors that are not the caller's, where nobody words them (subscriptions)."""

    def __init__(self) -> None:
        super().__init__(should_mask_error=lambda error: not isinstance(error.original_error, Told))


class Schema(strawberry.Schema):
    """Leaves the logging of errors to the edge, where the correlation id is known."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Log only what nobody words later: unexpected errors of subscriptions."""
        for error in errors:
            if execution_context and isinstance(execution_context.context, SubscriptionContext):
                log_unexpected(error)


def make_schema(*, introspection: bool, masked: bool = False) -> strawberry.Schema:
    """The schema with or without introspection; never with suggestions of field names."""
    extensions: list[type[SchemaExtension]] = [Limits]
    extensions += [] if introspection else [strawberry_extensions.DisableIntrospection]
    extensions += [MaskErrors] if masked else []
    return Schema(
        query=Query,
        subscription=Subscription,
        extensions=extensions,
        config=StrawberryConfig(disable_field_suggestions=True),
    )


def sdl() -> str:
    """The schema in GraphQL's own language, as committed in graphql/schema.graphql."""
    return make_schema(introspection=True).as_str() + "\n"
