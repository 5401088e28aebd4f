"""The fields that commands have in common. A command's own are of the domain's types, whose limits hold for them."""

import re
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    Tag,
)
from pydantic_core import CoreSchema, PydanticCustomError

from samverka_domain.kernel.calendar import end_of_day
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.limits import Day, limits
from samverka_services.commands.kernel.limits import JSON_CONFIG, THE_CALLER, fitting, strict

_MOMENT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9:.]+([Zz]|[+-][0-9]{2}:[0-9]{2})"


def _written_as_moment(value: object) -> object:
    if not isinstance(value, datetime) and not (isinstance(value, str) and re.fullmatch(_MOMENT, value)):
        raise PydanticCustomError("moment-malformed", "moment-malformed")
    return value


def _on_a_day_within_limits(moment: datetime) -> datetime:
    for limit in limits(Day):
        fitting(limit, moment.date())
    return moment


def _day_or_moment(value: object) -> str:
    is_moment = isinstance(value, datetime) or (isinstance(value, str) and len(value) > len("2027-01-31"))
    return "moment" if is_moment else "day"


Moment = Annotated[AwareDatetime, BeforeValidator(_written_as_moment), AfterValidator(_on_a_day_within_limits)]
Deadline = Annotated[
    Annotated[Moment, Tag("moment")] | Annotated[Day, Tag("day")],
    Discriminator(_day_or_moment),
    Field(
        description="A day (closes at the end of that day in Sweden) or a moment with offset",
        examples=["2027-01-31", "2027-01-31T11:00:00Z"],
    ),
]


def closing_moment(deadline: datetime | date) -> datetime:
    """The first moment after a deadline."""
    return deadline if isinstance(deadline, datetime) else end_of_day(deadline)


class Fields(BaseModel):
    """JSON in camelCase; what is not known is refused, so that nothing is silently lost."""

    model_config = JSON_CONFIG

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Take no text for a number and no number for a truth value."""
        return strict(handler(source), handler)


class Command(Fields):
    """Base of all commands; named in the imperative. Path ids are fields like any other."""

    model_config = ConfigDict(defer_build=True)  # each is made ready when it is first given, not at every start

    @property
    def given_decision(self) -> Decision | None:
        """The decision that the command carries, if it carries one."""
        return getattr(self, "decision", None)

    @property
    def about_insats(self) -> str | None:
        """The insats that the command is about, if it names one."""
        return getattr(self, "insats_id", None)

    @property
    def overtaken_on(self) -> date | None:
        """The day of the decision, if another had overtaken it before it was recorded."""
        decision = self.given_decision
        return decision.decided_on if decision and decision.overtaken else None

    def given_by(self, person_id: str) -> Self:
        """The same command, in which whoever gives it took the decisions of which it does not say who did."""
        unsaid = {name: each for name, each in self if isinstance(each, Decision) and each.decided_by == THE_CALLER}
        said = {name: replace(decision, decided_by=person_id) for name, decision in unsaid.items()}
        return self.model_copy(update=said)
