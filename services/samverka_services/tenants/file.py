"""The file of tenants: YAML or CSV with the same fields; every mistake is told with line and field, all at once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, ValidationError

from samverka_domain.kernel.identifiers import Kommunkod, OrganisationNumber, organisation_number
from samverka_domain.kernel.limits import Day, Mail, Name
from samverka_domain.kernel.rules import Refused, Rule, require
from samverka_domain.organisations import OrganisationKind
from samverka_services.catalogue import field_message, text
from samverka_services.commands.kernel.fields import Fields
from samverka_services.kernel.file_mistakes import Mistake
from samverka_services.municipalities import require_known
from samverka_services.tenants.errors import BadTenantFile
from samverka_services.tenants.file_formats import Entry, Path, Unreadable, csv_entries, yaml_entries


class _Fields(Fields):
    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=None)


class Administrator(_Fields):
    """The person who gives the tenant's first mandates."""

    namn: Name
    epost: Annotated[Mail, BeforeValidator(lambda value: _lower(value))]


class TenantEntry(_Fields):
    """An organisation and its first administrator, in the words of the file."""

    organisationsnummer: OrganisationNumber
    namn: Name
    slag: Annotated[OrganisationKind, BeforeValidator(lambda value: _upper(value))]
    kommunkod: Kommunkod | None = None
    forbund: OrganisationNumber | None = None
    """Of which it is a member"""
    medlem_fran: Day | None = None
    administrator: Administrator

    @property
    def number(self) -> str:
        """The ten digits."""
        return organisation_number(self.organisationsnummer)

    @property
    def forbund_number(self) -> str | None:
        """The ten digits of the förbund of which it is a member."""
        return None if self.forbund is None else organisation_number(self.forbund)


def read_tenants(path: FilePath, language: str) -> list[TenantEntry]:
    """Read and check a file (`.csv`, otherwise YAML). Raises BadTenantFile with all mistakes, or OSError."""
    read = csv_entries if path.suffix.lower() == ".csv" else yaml_entries
    try:
        entries = read(path.read_bytes())
    except Unreadable as error:
        told = text(f"field.{error.code}", language)
        raise BadTenantFile([Mistake(error.line, "", told)]) from error
    return _checked(entries, language)


@dataclass(frozen=True)
class _Place:
    entry: Entry
    tenant: TenantEntry

    def mistake(self, path: Path, message: str) -> Mistake:
        return Mistake(self.entry.line(path), self.entry.field(path), message)


def _checked(entries: list[Entry], language: str) -> list[TenantEntry]:
    mistakes: list[Mistake] = []
    places: list[_Place] = []
    for entry in entries:
        try:
            places.append(_Place(entry, TenantEntry.model_validate(entry.values)))
        except ValidationError as error:
            mistakes += [_field_mistake(entry, found, language) for found in error.errors()]
    for place in places:
        mistakes += [*_rule_mistakes(place, language), *_half_said(place, language)]
    mistakes += _repeated(places, language)
    if mistakes:
        raise BadTenantFile(sorted(mistakes, key=lambda mistake: mistake.line))
    return [place.tenant for place in places]


def _field_mistake(entry: Entry, found: Any, language: str) -> Mistake:
    context = dict(found.get("ctx") or {})
    code = str(context["error"]) if found["type"] == "value_error" else found["type"]
    return Mistake(entry.line(found["loc"]), entry.field(found["loc"]), field_message(language, code, context))


def _rule_mistakes(place: _Place, language: str) -> Iterator[Mistake]:
    for path, check in _rules(place.tenant):
        try:
            check()
        except Refused as refused:
            yield place.mistake(path, text(f"rule.{refused.rule}.detail", language, **refused.params))


def _rules(tenant: TenantEntry) -> Iterator[tuple[Path, Callable[[], object]]]:
    yield ("organisationsnummer",), lambda: tenant.number
    yield ("kommunkod",), lambda: _require_kommunkod_of_a_kommun(tenant)
    yield ("forbund",), lambda: tenant.forbund_number


def _require_kommunkod_of_a_kommun(tenant: TenantEntry) -> None:
    is_kommun = tenant.slag is OrganisationKind.KOMMUN
    require((tenant.kommunkod is not None) == is_kommun, Rule.MUNICIPALITY_NEEDS_KOMMUNKOD)
    if tenant.kommunkod is not None:
        require_known(tenant.kommunkod)


def _half_said(place: _Place, language: str) -> Iterator[Mistake]:
    """A membership is named by its förbund and its first day."""
    for name, other in (("forbund", "medlem_fran"), ("medlem_fran", "forbund")):
        if getattr(place.tenant, name) is None and getattr(place.tenant, other) is not None:
            yield place.mistake((name,), text("cli.tenants.half-said", language, other=other))


def _repeated(places: list[_Place], language: str) -> Iterator[Mistake]:
    for name in ("organisationsnummer", "namn", "kommunkod"):
        first: dict[str, int] = {}
        for place in places:
            value = _comparable(getattr(place.tenant, name))
            if value and value in first:
                yield place.mistake((name,), text("cli.tenants.repeated", language, line=first[value]))
            first.setdefault(value, place.entry.line((name,)))


def _comparable(value: str | None) -> str:
    return (value or "").strip().replace("-", "").casefold()


def _lower(value: object) -> object:
    return value.strip().lower() if isinstance(value, str) else value


def _upper(value: object) -> object:
    return value.strip().upper() if isinstance(value, str) else value
