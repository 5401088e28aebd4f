"""Documents of an insats: whole versions to the region, working copies to whom they were addressed."""

import strawberry
from strawberry import Parent

from samverka_domain.attachments import Attachment, AttachmentsCompared
from samverka_domain.benefit_case import Balance, Benefit, Cost, balances
from samverka_domain.document_parts import (
    BenefitStep,
    Communication,
    DocumentContent,
    Effect,
    Need,
    ProjectStep,
)
from samverka_domain.remarks import Remark
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.place_in_time import DecidedAsOf, KnownAt, On
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import WHEN_ADDRESSED
from samverka_projections import documents as documents_view
from samverka_projections.adjusted_directives import directives_in_force
from samverka_projections.adjusted_directives import needs_new_approval as changed_beyond_wording
from samverka_projections.documents import (
    DocumentThen,
    GateFact,
    GivenRemarksFact,
    HandledFact,
    ReceivedFact,
    RemissFact,
    VersionFact,
    VersionThen,
)
from samverka_projections.insatser import InsatsThen
from samverka_projections.replacing import WholeVersion, standing_by_region

for _part in (Benefit, Cost, Balance, BenefitStep, Communication, Effect, ProjectStep, Need, DocumentContent):
    show(_part, to=WHEN_ADDRESSED)
for _said in (Remark, Attachment, AttachmentsCompared):
    show(_said, to=WHEN_ADDRESSED)
show(GivenRemarksFact, "GivenRemarks", to=WHEN_ADDRESSED, hide=("document_id", "insats_id"))
show(RemissFact, "Remiss", to=WHEN_ADDRESSED, hide=("document_id", "insats_id"), also=("recorded_at",))
show(ReceivedFact, "ReceivedRemarks", to=WHEN_ADDRESSED, hide=("document_id", "insats_id"), also=("recorded_at",))
show(HandledFact, "HandledRemark", to=WHEN_ADDRESSED, hide=("document_id", "insats_id"), also=("recorded_at",))
show(
    GateFact,
    "GateDecision",
    to=WHEN_ADDRESSED,
    hide=("document_id", "insats_id", "number_of_event"),
    also=("decision", "recorded_at"),
)
show(VersionFact, "DocumentVersion", to=WHEN_ADDRESSED, hide=("insats_id", "kind", "title"), also=("recorded_at",))
show(WholeVersion, to=WHEN_ADDRESSED, hide=("insats_id",))
show(VersionThen, "ComparedVersion", to=WHEN_ADDRESSED, hide=("fact",))
show(
    DocumentThen,
    "Document",
    to=WHEN_ADDRESSED,
    id="document_id",
    hide=("as_of", "region_id", "insats_id"),
    also=("missing", "is_returned", "is_declined"),
)


@field("Of an approved directive: the parts that its latest version changes in more than their wording")
def needs_new_approval(document: Parent[DocumentThen]) -> tuple[str, ...]:
    """By name; with any, it is not sent before it has been approved anew."""
    return changed_beyond_wording(document)


@field("The version itself", name="version")
def version_itself(version: Parent[VersionThen]) -> VersionFact:
    """What it says."""
    return version.fact


@field("What each alternative of its benefit case comes to")
def alternatives_compared(content: Parent[DocumentContent]) -> list[Balance]:
    """In the order in which they are named."""
    return balances(content.benefits, content.costs)


@field("The whole versions that have taken the place of it")
async def replaced_by(document: Parent[DocumentThen], info: Info) -> list[WholeVersion]:
    """As far as the caller sees them, oldest first."""
    known = await info.context.load(standing_by_region, document.as_of, document.region_id)
    return known.replaced_by(document.document_id) if known else []


@field("The whole version of its directive that stands: the one that was approved last")
async def directive(insats: Parent[InsatsThen], info: Info) -> WholeVersion | None:
    """Gathered with those of other insatser."""
    return await info.context.load(directives_in_force, insats.as_of, insats.insats_id)


@field("Its documents that the caller may see something of, in the order in which they began")
async def documents(insats: Parent[InsatsThen], info: Info) -> list[DocumentThen]:
    """Gathered with those of other insatser."""
    return await info.context.load(documents_view.documents_by_insats, insats.as_of, insats.insats_id) or []


@field("A document; null if there is none to see")
async def document(
    info: Info, id: strawberry.ID, known_at: KnownAt = None, decided_as_of: DecidedAsOf = None, on: On = None
) -> DocumentThen | None:
    """At the time asked about."""
    as_of = await info.context.as_of(known_at, decided_as_of, on)
    return (await documents_view.documents_by_id(info.context.connection, [id], as_of)).get(id)
