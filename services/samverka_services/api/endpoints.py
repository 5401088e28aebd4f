"""An endpoint of each command, as its declaration says."""

import inspect
import re
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from pydantic import BaseModel
from pydantic.alias_generators import to_camel

from samverka_domain.kernel.rules import Refused
from samverka_graphql.kernel.entity_tags import PATTERN, entity_tags
from samverka_infra.access_log import attempt_of
from samverka_services.api.information import PREFIX
from samverka_services.api.json_bodies import JsonRoute
from samverka_services.api.outcome import OutcomeDocument
from samverka_services.api.problems import PROBLEMS
from samverka_services.commands.kernel.bodies import Body, body_of, path_fields
from samverka_services.commands.kernel.context import Caller, Outcome, Seen
from samverka_services.commands.kernel.executor import CommandExecutor
from samverka_services.commands.kernel.registry import COMMANDS
from samverka_services.commands.kernel.topic import Handling
from samverka_services.http.errors import BadIfMatch, KeyMissing
from samverka_services.http.reading_after import tokens_of

HEADER_PATTERNS = {"Idempotency-Key": r"^[!-~]{1,200}$", "If-Match": PATTERN}
"""What the headers of a command look like."""

# Samverka's own commands have a space in their keys, so that nobody can use one of them.
_KEY = re.compile(HEADER_PATTERNS["Idempotency-Key"])
_VERSION = re.compile(r'"([1-9][0-9]{0,8})"')
_HEADERS = {
    "ETag": {"description": "The new version", "schema": {"type": "string"}, "example": '"3"'},
    "Idempotent-Replayed": {
        "description": "Only if the command was carried out before",
        "schema": {"type": "string", "const": "true"},
        "example": "true",
    },
}

KeyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Required. The same command sent again with the same key is carried out once.",
        examples=["0198f3a2-7c1e-7d2b-9b1a-1f0e8f1c2d3e"],
    ),
]
VersionHeader = Annotated[
    list[str] | None,
    Header(
        alias="If-Match",
        description="The version that was seen, in quotation marks; one of several; or * for whichever there is",
        examples=['"3"'],
    ),
]


def command_router(identify: Callable[..., AsyncIterator[Caller]]) -> APIRouter:
    """All commands; `identify` is the dependency that tells who is calling."""
    router = APIRouter(prefix=PREFIX, route_class=JsonRoute)
    for handling in COMMANDS.values():
        router.add_api_route(
            handling.path,
            _endpoint(handling, identify),
            methods=[handling.method],
            status_code=201 if handling.creates else 200,
            response_model=OutcomeDocument,
            response_description="What the command was about, at its new version",
            responses={201 if handling.creates else 200: {"headers": _HEADERS}, "4XX": PROBLEMS, "5XX": PROBLEMS},
            summary=(handling.command.__doc__ or "").strip().splitlines()[0],
            description=who_may(handling),
            operation_id=handling.command.__name__,
            tags=[handling.path.split("/")[1]],
        )
    return router


def who_may(handling: Handling) -> str:
    """The expectation that the authorization matrix tests."""
    kind = handling.organisation or "any organisation"
    own = " or the one who decided, with a seat in the deciding body" if handling.seat_needed else ""
    return f"For {', '.join(sorted(handling.roles))} of {kind}{own}."


def _endpoint(handling: Handling, identify: Callable[..., AsyncIterator[Caller]]) -> Callable[..., Any]:
    body_class = body_of(handling)

    def endpoint(
        request: Request,
        response: Response,
        caller: Caller,
        key: str | None,
        body: BaseModel,
        if_match: list[str] | None = None,
        **in_path: Any,
    ) -> OutcomeDocument:
        command = body_class.command(body, in_path)
        executor: CommandExecutor = request.app.state.executor
        tokens = tokens_of(request, caller.tenant_id)
        try:
            outcome = executor.execute(command, caller, key=_key(key), expected_version=_seen(if_match))
        except Refused as refused:
            refused.params = body_class.as_sent(refused.params)
            raise
        _dress(response, outcome)
        attempt_of(request.scope).looked = outcome.replayed
        return OutcomeDocument.of(outcome, tokens)

    endpoint.__signature__ = inspect.Signature(_parameters(handling, body_class, identify))  # type: ignore[attr-defined]
    return endpoint


def _parameters(
    handling: Handling, body: Body, identify: Callable[..., AsyncIterator[Caller]]
) -> list[inspect.Parameter]:
    fields = handling.command.model_fields
    in_path = {
        name: Annotated[fields[name].rebuild_annotation(), Path(alias=to_camel(name), description=_in_words(name))]
        for name in path_fields(handling)
    }
    return [
        _parameter("request", Request),
        _parameter("response", Response),
        _parameter("caller", Annotated[Caller, Depends(identify)]),
        _parameter("key", KeyHeader, None),
        *([_parameter("if_match", VersionHeader, None)] if handling.changes else []),
        *(_parameter(name, annotation) for name, annotation in in_path.items()),
        _parameter("body", body.model),
    ]


def _in_words(name: str) -> str:
    """What a field in the address is."""
    thing, _, is_id = name.rpartition("_")
    return f"The id of the {thing}, as its commands answer it" if is_id == "id" else f"The {name.replace('_', ' ')}"


def _parameter(name: str, annotation: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _key(key: str | None) -> str:
    if key is None or not _KEY.fullmatch(key):
        raise KeyMissing
    return key


def _seen(lines: list[str] | None) -> Seen | None:
    """By strong comparison: a weak tag, or one that is no version of ours, is never that of what there is."""
    if lines is None:
        return None
    tags = entity_tags(lines)
    if tags is None:
        raise BadIfMatch
    versions = frozenset(int(found[1]) for tag in tags.strong if (found := _VERSION.fullmatch(tag)))
    return "*" if tags.any else next(iter(versions)) if len(versions) == 1 else versions


def _dress(response: Response, outcome: Outcome) -> None:
    response.headers["ETag"] = f'"{outcome.version}"'
    if outcome.replayed:
        response.headers["Idempotent-Replayed"] = "true"
