"""The fields that commands have in common, with their limits; the OpenAPI document is made from them."""

import re
from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

from samverka_domain.kernel.calendar import end_of_day
from samverka_domain.kernel.decision import Body, Decision

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9:.]+([Zz]|[+-][0-9]{2}:[0-9]{2})")
_EARLIEST = date(1970, 1, 1)
_LATEST = date(2200, 1, 1)


def _storable(text: str) -> str:
    if _UNSTORABLE.search(text):
        raise ValueError("text-not-storable")
    return text


def _in_range(day: date) -> date:
    if not _EARLIEST <= day <= _LATEST:
        raise ValueError("day-out-of-range")
    return day


def _moment_in_range(moment: datetime) -> datetime:
    _in_range(moment.date())
    return moment


def _written_as_day(value: object) -> object:
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    if not is_day and not (isinstance(value, str) and _DAY.fullmatch(value)):
        raise ValueError("day-malformed")
    return value


def _written_as_moment(value: object) -> object:
    if not isinstance(value, datetime) and not (isinstance(value, str) and _MOMENT.fullmatch(value)):
        raise ValueError("moment-malformed")
    return value


Text = Annotated[str, AfterValidator(_storable)]
ShortText = Annotated[Text, Field(min_length=1, max_length=300)]
LongText = Annotated[Text, Field(max_length=20_000)]
Id = Annotated[Text, Field(min_length=1, max_length=100, pattern=r"^[A-Za-z0-9._:@-]+$")]
Day = Annotated[date, BeforeValidator(_written_as_day), AfterValidator(_in_range)]
Moment = Annotated[AwareDatetime, BeforeValidator(_written_as_moment), AfterValidator(_moment_in_range)]
OrganisationNumber = Annotated[
    Text, Field(pattern=r"^[0-9]{6}-?[0-9]{4}$", description="Organisationsnummer, checked by its check digit")
]
Kommunkod = Annotated[Text, Field(pattern=r"^[0-9]{4}$", description="Kommunkod, four digits, as text")]
Deadline = Annotated[
    Moment | Day,
    Field(
        description="A day (closes at the end of that day in Sweden) or a moment with offset",
        examples=["2027-01-31", "2027-01-31T12:00:00+01:00"],
    ),
]


class Fields(BaseModel):
    """JSON in camelCase; what is not known is refused, so that nothing is silently lost."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", alias_generator=to_camel, populate_by_name=True, allow_inf_nan=False
    )


class DecisionInput(Fields):
    """Who decided, in which body, on which day, under which record number, and why."""

    body: Body
    decided_on: Day = Field(description="The day of the decision; it may lie in the past", examples=["2026-11-20"])
    record_number: ShortText = Field(description="Diarienummer", examples=["KS 2026/123"])
    decided_by: Id | None = Field(None, description="Person id of the one who decided; unset: the caller")
    reason: Annotated[Text, Field(max_length=4000)] = Field("", description="Why; needed for a no and a withdrawal")

    def decision(self, caller_id: str) -> Decision:
        """The domain's decision."""
        return Decision(
            self.body, self.decided_on, self.record_number.strip(), self.decided_by or caller_id, self.reason
        )


def closing_moment(deadline: datetime | date) -> datetime:
    """The first moment after a deadline."""
    return deadline if isinstance(deadline, datetime) else end_of_day(deadline)


class Command(Fields):
    """Base of all commands; named in the imperative. Path ids are fields like any other."""

    @property
    def given_decision(self) -> DecisionInput | None:
        """The decision that the command carries, if it carries one."""
        return getattr(self, "decision", None)
