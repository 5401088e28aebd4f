"""Who sees what: stated at each type, shown in the schema, kept by row-level security, held to by a test."""

from enum import Enum

import strawberry
from strawberry.schema_directive import Location

from samverka_domain.mandates import Role


@strawberry.enum(description="Who sees a type's content")
class Audience(Enum):
    """From the narrowest to the widest; a funder is elsewhere."""

    SELF = "SELF"
    AUDITOR = "AUDITOR"
    OWNER = "OWNER"
    FORBUND = "FORBUND"
    ADDRESSED = "ADDRESSED"
    DISCLOSED = "DISCLOSED"
    REGION = "REGION"
    FUNDER = "FUNDER"


@strawberry.schema_directive(
    locations=[Location.OBJECT],
    description="""SELF: the caller.
AUDITOR: the organisation's own auditor and administrator.
OWNER: the organisation whose it is, and the kommunalförbund.
FORBUND: the kommunalförbund alone.
ADDRESSED: the förbund and those that it has asked by name; once it is public, the region's members.
DISCLOSED: the municipality and the förbund at once, the region's members when the request has closed.
REGION: the förbund and its members.
FUNDER: who reads for an organisation that funds an insats, on its days, with everything below it.""",
)
class Visible:
    """Stated at every type that is not merely a page of others."""

    to: Audience


TO_SELF = (Visible(to=Audience.SELF),)
TO_AUDITOR = (Visible(to=Audience.AUDITOR),)
TO_OWNER = (Visible(to=Audience.OWNER),)
TO_FORBUND = (Visible(to=Audience.FORBUND),)
WHEN_ADDRESSED = (Visible(to=Audience.ADDRESSED),)
WHEN_DISCLOSED = (Visible(to=Audience.DISCLOSED),)
TO_REGION = (Visible(to=Audience.REGION),)
TO_FUNDER = (Visible(to=Audience.FUNDER),)
AUDITORS = (Role.AUDITOR, Role.ADMINISTRATOR)
"""Who sees what is stated to be for AUDITOR; the resolver requires one of these roles."""
