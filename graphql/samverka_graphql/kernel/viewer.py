"""Who is asking."""

from dataclasses import dataclass

from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_SELF


@dataclass(frozen=True)
class Viewer:
    """The caller."""

    person_id: str
    organisation_id: str


show(Viewer, to=TO_SELF)


@field("Who is asking")
def me(info: Info) -> Viewer:
    """A person acting for an organisation, by the token."""
    reader = info.context.reader
    return Viewer(reader.person_id, reader.tenant_id)
