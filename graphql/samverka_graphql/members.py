"""Members of a region."""

import strawberry

from samverka_graphql.kernel.visibility import TO_REGION
from samverka_projections.memberships import MemberRow


@strawberry.type(description="A member of the region, as it was described then", directives=TO_REGION)
class Member:
    """A member; `inhabitants` whole persons."""

    id: strawberry.ID = strawberry.field(description="Organisationsnummer, ten digits")
    name: str
    kommunkod: str | None
    inhabitants: int | None

    @classmethod
    def of(cls, row: MemberRow) -> "Member":
        """From its row."""
        return cls(
            id=strawberry.ID(row.member_id), name=row.name, kommunkod=row.kommunkod, inhabitants=row.inhabitants
        )
