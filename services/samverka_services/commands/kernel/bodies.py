"""What the body of a command is: its fields besides those in the path, with spread values' among them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from pydantic import BaseModel, create_model
from pydantic.alias_generators import to_camel, to_snake

from samverka_services.commands.kernel.fields import Command, Fields
from samverka_services.commands.kernel.spreads import Parts, spreading_of
from samverka_services.commands.kernel.topic import Handling


@dataclass(frozen=True)
class Body:
    """The body of one command."""

    handling: Handling

    @cached_property
    def spread(self) -> dict[str, Parts]:
        """By a command's field whose own fields stand in the body: those fields."""
        fields = self.handling.command.model_fields
        found = {name: (field, spreading_of(field)) for name, field in fields.items()}
        return {name: how.parts(field.annotation) for name, (field, how) in found.items() if how}

    @cached_property
    def model(self) -> type[BaseModel]:
        """What FastAPI reads."""
        parts = {name: part for name in self._own for name, part in self._parts(name).items()}
        command = self.handling.command
        model = create_model(f"{command.__name__}Body", __base__=Fields, **parts)  # type: ignore[call-overload]
        model.__doc__ = command.__doc__
        model.model_config["json_schema_extra"] = {"examples": [dict(self.handling.example)]}
        return model

    def command(self, body: BaseModel, in_path: Mapping[str, Any]) -> Command:
        """The command that a body and an address mean."""
        given = {name: getattr(body, name) for name in type(body).model_fields}
        for name, parts in self.spread.items():
            field = self.handling.command.model_fields[name]
            how, own = spreading_of(field), {part: given.pop(part) for part in parts}
            assert how is not None
            given[name] = how.gathered(field.annotation, own)
        return self.handling.command(**given, **in_path)

    def as_sent(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """The params of a refusal, with the pointer that whoever sent the command would use."""
        pointer = params.get("pointer")
        return dict(params) if pointer is None else {**params, "pointer": self._as_sent(pointer)}

    @property
    def _own(self) -> list[str]:
        in_path = set(path_fields(self.handling))
        return [name for name in self.handling.command.model_fields if name not in in_path]

    def _parts(self, name: str) -> Parts:
        field = self.handling.command.model_fields[name]
        return self.spread.get(name, {name: (field.annotation, field)})

    def _as_sent(self, pointer: str) -> str:
        first, _, rest = pointer.removeprefix("/").partition("/")
        if to_snake(first) in path_fields(self.handling):
            return first
        spread = {to_camel(name) for name in self.spread}
        return f"/{rest}" if first in spread and rest else pointer


@cache
def body_of(handling: Handling) -> Body:
    """The body of a command."""
    return Body(handling)


def path_fields(handling: Handling) -> list[str]:
    """The command's fields that stand in its address."""
    return [to_snake(name) for name in re.findall(r"{(\w+)}", handling.path)]
