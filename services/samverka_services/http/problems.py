"""Every refusal as a problem document (RFC 9457), in the caller's language, saying what to do."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, JsonValue
from pydantic.alias_generators import to_camel
from starlette.requests import HTTPConnection

from samverka_domain.kernel.rules import Rule
from samverka_infra.access_log import attempt_of
from samverka_services.catalogue import LANGUAGES, text
from samverka_services.http.cookies import LANGUAGE, cookie
from samverka_services.http.language import preferred_language

MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    field: str = Field(description="JSON pointer into the body, or the name of a header or path parameter")
    code: str
    message: str


def _example(status: int, section: str, code: str, *errors: JsonValue) -> JsonValue:
    return {
        "type": f"urn:samverka:problem:{code}",
        "title": text(f"{section}.{code}.title", "en"),
        "status": status,
        "detail": text(f"{section}.{code}.detail", "en"),
        "instance": "/api/v1/insatser",
        "code": code,
        "correlationId": "0198f3a2-7c1e-7d2b-9b1a-1f0e8f1c2d3e",
        "errors": list(errors),
    }


_MISSING: JsonValue = {"field": "/title", "code": "missing", "message": text("field.missing", "en")}
_EXAMPLES: list[JsonValue] = [
    _example(422, "problem", "invalid", _MISSING),
    _example(412, "problem", "stale"),
    _example(503, "problem", "busy"),
]


class Problem(BaseModel):
    """A problem document."""

    model_config = ConfigDict(
        alias_generator=to_camel, populate_by_name=True, json_schema_extra={"examples": _EXAMPLES}
    )

    type: str = Field(examples=["urn:samverka:problem:not-a-recipient"])
    title: str
    status: int
    detail: str = Field(description="What to do")
    instance: str
    code: str = Field(examples=["not-a-recipient"])
    correlation_id: str
    errors: list[FieldProblem] = []


def problem(
    request: HTTPConnection,
    status: int,
    code: str,
    *,
    errors: Sequence[FieldProblem] = (),
    headers: Mapping[str, str] | None = None,
    **params: Any,
) -> JSONResponse:
    """A problem of HTTP's own kind, from the catalogue's section `problem`."""
    return _document(request, status, code, f"problem.{code}", errors, headers, params)


def refusal(request: HTTPConnection, rule: Rule, params: Mapping[str, Any]) -> JSONResponse:
    """A broken rule of the domain, told of the field that it is about."""
    key, pointer = f"rule.{rule}", params.get("pointer")
    message = text(f"{key}.detail", language_of(request), **params).strip()
    errors = [FieldProblem(field=pointer, code=rule, message=message)] if pointer else []
    return _document(request, rule.status, rule, key, errors, None, params)


def language_of(request: HTTPConnection) -> str:
    """The language of the answer: the one chosen on the pages, or the one that the client prefers."""
    chosen = cookie(request, LANGUAGE)
    return chosen if chosen in LANGUAGES else preferred_language(request.headers.get("accept-language"))


def _document(
    request: HTTPConnection,
    status: int,
    code: str,
    key: str,
    errors: Sequence[FieldProblem],
    headers: Mapping[str, str] | None,
    params: Mapping[str, Any],
) -> JSONResponse:
    attempt_of(request.scope).reason = code
    language = language_of(request)
    document = Problem(
        type=f"urn:samverka:problem:{code}",
        title=text(f"{key}.title", language, **params),
        status=status,
        detail=text(f"{key}.detail", language, **params).strip(),
        instance=request.url.path,
        code=code,
        correlation_id=request.scope.get("correlation_id", ""),
        errors=list(errors),
    )
    content = document.model_dump(by_alias=True, mode="json")
    return JSONResponse(
        content, status, media_type=MEDIA_TYPE, headers={"Content-Language": language, **(headers or {})}
    )
