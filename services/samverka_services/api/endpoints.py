"""Makes an endpoint of each line in the table of routes."""

import inspect
import re
from collections.abc import AsyncIterator, Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from pydantic import BaseModel, create_model
from pydantic.alias_generators import to_camel, to_snake

from samverka_services.api.examples import EXAMPLES
from samverka_services.api.outcome import OutcomeDocument
from samverka_services.api.routes import ROUTES, Route
from samverka_services.commands.base import Caller, Handling, Outcome
from samverka_services.commands.executor import CommandExecutor
from samverka_services.commands.fields import Command, Fields
from samverka_services.commands.table import COMMANDS
from samverka_services.http.errors import BadIfMatch, KeyMissing
from samverka_services.http.problems import MEDIA_TYPE

PREFIX = "/api/v1"

HEADER_PATTERNS = {"Idempotency-Key": r"^[!-~]{1,200}$", "If-Match": r'^"([0-9]{1,9})"$'}
"""What the headers of a command look like."""

# Samverka's own commands have a space in their keys, so that nobody can use one of them.
_KEY = re.compile(HEADER_PATTERNS["Idempotency-Key"])
_VERSION = re.compile(HEADER_PATTERNS["If-Match"])
_PROBLEMS = (400, 401, 403, 404, 409, 413, 415, 422, 429, 503)

KeyHeader = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        description="Required. The same command sent again with the same key is carried out once.",
        examples=["0198f3a2-7c1e-7d2b-9b1a-1f0e8f1c2d3e"],
    ),
]
VersionHeader = Annotated[
    str | None,
    Header(alias="If-Match", description="The version that was seen, in quotation marks", examples=['"3"']),
]


def command_router(identify: Callable[..., AsyncIterator[Caller]]) -> APIRouter:
    """All commands; `identify` is the dependency that tells who is calling."""
    router = APIRouter(prefix=PREFIX)
    for route in ROUTES:
        router.add_api_route(
            route.path,
            _endpoint(route, identify),
            methods=[route.method],
            status_code=201 if route.creates else 200,
            response_model=OutcomeDocument,
            responses=_responses(COMMANDS[route.command]),
            summary=(route.command.__doc__ or "").strip().splitlines()[0],
            description=who_may(COMMANDS[route.command]),
            operation_id=route.command.__name__,
            tags=[route.path.split("/")[1]],
        )
    return router


def who_may(handling: Handling) -> str:
    """The expectation that the authorization matrix tests."""
    kind = handling.organisation or "any organisation"
    own = " or the one who decided, with a seat in the deciding body" if handling.seat_needed else ""
    return f"For {', '.join(sorted(handling.roles))} of {kind}{own}."


def path_fields(route: Route) -> list[str]:
    """The command's fields that stand in the path."""
    return [to_snake(name) for name in re.findall(r"{(\w+)}", route.path)]


def body_model(route: Route) -> type[BaseModel] | None:
    """The command without what stands in the path; None if nothing is left."""
    in_path = set(path_fields(route))
    fields = {
        name: (field.rebuild_annotation(), field)
        for name, field in route.command.model_fields.items()
        if name not in in_path
    }
    if not fields:
        return None
    model = create_model(f"{route.command.__name__}Body", __base__=Fields, **fields)  # type: ignore[call-overload]
    model.__doc__ = route.command.__doc__
    model.model_config["json_schema_extra"] = {"examples": [EXAMPLES[route.command]]}
    return model


def _endpoint(route: Route, identify: Callable[..., AsyncIterator[Caller]]) -> Callable[..., Any]:
    model = body_model(route)
    in_path = path_fields(route)

    def endpoint(
        request: Request,
        response: Response,
        caller: Caller,
        key: str | None,
        if_match: str | None = None,
        **given: Any,
    ) -> OutcomeDocument:
        command = _command(route.command, given.pop("body", None), given)
        executor: CommandExecutor = request.app.state.executor
        outcome = executor.execute(command, caller, key=_key(key), expected_version=_version(if_match))
        _dress(response, outcome)
        return OutcomeDocument.of(outcome)

    parameters = [
        _parameter("request", Request),
        _parameter("response", Response),
        _parameter("caller", Annotated[Caller, Depends(identify)]),
        _parameter("key", KeyHeader, None),
    ]
    if COMMANDS[route.command].changes:
        parameters.append(_parameter("if_match", VersionHeader, None))
    for name in in_path:
        annotation = route.command.model_fields[name].rebuild_annotation()
        parameters.append(_parameter(name, Annotated[annotation, Path(alias=to_camel(name))]))
    if model is not None:
        parameters.append(_parameter("body", model))
    endpoint.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return endpoint


def _parameter(name: str, annotation: Any, default: Any = inspect.Parameter.empty) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def _command(command_class: type[Command], body: BaseModel | None, path: dict[str, str]) -> Command:
    given = {name: getattr(body, name) for name in type(body).model_fields} if body is not None else {}
    return command_class(**given, **path)


def _key(key: str | None) -> str:
    if key is None or not _KEY.fullmatch(key):
        raise KeyMissing
    return key


def _version(if_match: str | None) -> int | None:
    if if_match is None:
        return None
    found = _VERSION.fullmatch(if_match.strip())
    if found is None:
        raise BadIfMatch
    return int(found[1])


def _dress(response: Response, outcome: Outcome) -> None:
    response.headers["ETag"] = f'"{outcome.version}"'
    if outcome.replayed:
        response.headers["Idempotent-Replayed"] = "true"


def _responses(handling: Handling) -> dict[int | str, dict[str, Any]]:
    statuses = _PROBLEMS + ((412, 428) if handling.changes else ())
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": "Problem", "content": content} for status in sorted(statuses)}
