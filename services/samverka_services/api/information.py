"""What a system that calls the API must know besides its operations, as DIGG's REST profile asks."""

from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import ConfigDict, Field

from samverka_infra.settings import Settings
from samverka_services.commands.kernel.fields import Fields
from samverka_services.http.middleware import BODY_SECONDS, MOST_BYTES

NAME = "samverka"
VERSION = "1.0.0"
"""Of what the addresses promise, by semantic versioning; the first number stands in the address."""
PREFIX = f"/api/v{VERSION.partition('.')[0]}"
DOCUMENT = f"{PREFIX}/openapi.json"

_EXAMPLE_ADDRESS = "https://samverka.example.se"


class ApiStatus(StrEnum):
    """Where in its life this version of the API is."""

    BETA = "beta"
    ACTIVE = "active"
    DEPRECATED = "deprecated"
    RETIRED = "retired"


class ApiInfo(Fields):
    """Which API this is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "apiName": NAME,
                    "apiVersion": VERSION,
                    "apiReleased": "2026-11-27",
                    "apiDocumentation": f"{_EXAMPLE_ADDRESS}{DOCUMENT}",
                    "apiStatus": "beta",
                }
            ]
        }
    )

    api_name: str = NAME
    api_version: str = VERSION
    api_released: date = date(2026, 11, 27)
    """The day on which this version was published."""
    api_documentation: str = Field(description="Address of the OpenAPI document; of this server if it names none")
    api_status: ApiStatus = ApiStatus.BETA


def information(settings: Settings, address: str | None) -> dict[str, Any]:
    """What FastAPI is told of the API as a whole; `address` is where people reach this server, if that is known."""
    reached = address if address and address.startswith("https:") else None
    mail = {"email": settings.contact_email} if settings.contact_email else {}
    return {
        "title": "Samverka",
        "version": VERSION,
        "summary": "The platform on which Sweden's municipalities decide together",
        "description": _description(),
        "contact": {"name": "Who runs this installation", "url": reached or _EXAMPLE_ADDRESS, **mail},
        "license_info": {"name": "European Union Public Licence 1.2", "identifier": "EUPL-1.2"},
        "servers": [_server(reached)],
        "openapi_tags": [{"name": name, "description": text} for name, text in _TAGS.items()],
    }


_TAGS = {
    "analyses": "The analysis (analysrapport) before an action plan, noted by the e-råd",
    "action-plans": "The förbund's action plan (handlingsplan), in versions",
    "feeds": "What GraphQL shows as flat tables, for Power BI and others",
    "insatser": "What may be done together: ideas, their priority, and who takes part in them with which resources",
    "interest-requests": "What the förbund asks its members about an insats, and what they answer",
    "invitations": "Colleagues whom an organisation's administrator lets in",
    "mandates": "Who may decide, in which role or body, from when until when",
    "meetings": "Meetings of bodies and steering groups: agenda, attendance, what was decided, and the minutes",
    "memberships": "Which municipalities belong to the förbund: whom it invites, and what they answer",
    "networks": "The förbund's networks of officials",
    "documents": "Directives, reports and plans of an insats: versions, remarks of those who are asked, decisions",
    "organisations": "The caller's own organisation",
    "take-overs": "Insatser that began before Samverka, entered at the step where they stand",
    "steering-groups": "Who steers an insats: a body that acts as steering group, or a group of municipalities",
    "tables": "The tables of the pages as files: CSV, and workbooks for Excel",
    "status": "The API itself, the health of the server, and who is calling",
}


def _server(reached: str | None) -> dict[str, Any]:
    if reached:
        return {"url": reached, "description": "This installation"}
    host = {"default": _EXAMPLE_ADDRESS.removeprefix("https://"), "description": "Where the installation is reached"}
    return {"url": "https://{host}", "description": "An installation", "variables": {"host": host}}


def _description() -> str:
    rates = {name: field.default for name, field in Settings.model_fields.items() if name.startswith("rate_")}
    return f"""\
Commands of municipalities and their kommunalförbund: ideas, plans, interest requests, answers and commitments. What
has been decided is read over GraphQL, at `/graphql`. Whoever calls shows an access token of the installation's OIDC
issuer and acts for one organisation, with the mandates that stand in its own log.

## Known limits

Unless the operator has set other rates:

- commands of a person: {rates["rate_commands_per_person"]}; of an organisation: {rates["rate_commands_per_tenant"]}
- queries of a person: {rates["rate_queries_per_person"]}; of an organisation: {rates["rate_queries_per_tenant"]}
- at once: {rates["rate_at_once_per_person"]} of a person, {rates["rate_at_once_per_tenant"]} of an organisation

Who comes more often is answered 429, with `Retry-After`. A body has at most {MOST_BYTES:,} bytes, is JSON in UTF-8
and arrives within {BODY_SECONDS} seconds. What a command has changed is shown by queries a moment later. Lists
are asked over GraphQL, or read as feeds, page by page.

## Service level

- What was answered is stored. A command without an answer is sent again with its `Idempotency-Key`; it is carried out
  once, also years later.
- The software promises no hours and no availability: these are agreed with who runs the installation (see contact).
  `GET {PREFIX}/health/ready` tells whether it can be used now; 503 says with `Retry-After` when to come again.
- As soon as the status in `GET {PREFIX}/api-info` is `active`, operations and fields are added to this version and
  never taken away; before that, what changes stands in the changelog.

## Conventions

- Times are answered in UTC (RFC 3339, with `Z`), days as `YYYY-MM-DD`. A time that is sent has an offset.
- Refusals are problem documents (RFC 9457), in Swedish or English by `Accept-Language`.
- A command that changes something seen needs `If-Match`; every answer to a command has the new version as `ETag`.
"""
