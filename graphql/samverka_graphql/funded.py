"""What a funder's reader reads: what her pages show, and nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from strawberry import Parent

from samverka_domain.attachments import Attachment
from samverka_domain.document_parts import DocumentContent
from samverka_domain.gates import DocumentKind
from samverka_domain.kernel.decision import Body
from samverka_domain.mandates import Role
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.place_in_time import DecidedAsOf, KnownAt, On
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_FUNDER
from samverka_projections.documents import DocumentThen, VersionFact
from samverka_projections.funded import Funded, FundedContent, FundedReport, Used, funded_insatser


@dataclass(frozen=True)
class FundedVersion:
    """A whole version of a final report or effect report, as those who fund the insats read it."""

    number: str
    content: DocumentContent
    attachments: tuple[Attachment, ...]
    content_hash: str
    """Of content and attachments together"""

    @classmethod
    def of(cls, fact: VersionFact) -> "FundedVersion":
        """Of a version as the region reads it."""
        return cls(fact.number, fact.content, fact.attachments, fact.content_hash)


@dataclass(frozen=True)
class FundedDocument:
    """A final report or effect report, as those who fund the insats read it."""

    document_id: str
    kind: DocumentKind
    title: str
    versions: Sequence[FundedVersion]
    """The latest first"""

    @classmethod
    def of(cls, found: DocumentThen) -> "FundedDocument":
        """Of a document as the region reads it."""
        versions = [FundedVersion.of(each.fact) for each in found.versions]
        return cls(found.document_id, found.kind, found.title, versions)


@dataclass(frozen=True)
class FundedInsats:
    """An insats that the caller's organisation funds, and whose reports the caller reads."""

    funder_id: str
    forbund: str
    """What the förbund was called when it let the organisation in"""
    insats: str
    """What the insats was called then"""
    valid_from: date
    """The first day on which its reports are read"""
    valid_to: date | None
    """The last one; null until further notice"""
    stopped_on: date | None
    """The day on which the insats was stopped, where the funder was told of it"""
    why: str | None
    """Why it was stopped"""
    reports: Sequence[FundedReport]
    """The newest first"""
    documents: Sequence[FundedDocument]
    """Those of which a whole version is approved"""

    @classmethod
    def of(cls, found: Funded) -> "FundedInsats":
        """What a page shows of it."""
        funder, documents = found.funder, [FundedDocument.of(each) for each in found.documents]
        named = funder.funder_id, funder.forbund, funder.insats, funder.valid_from, funder.valid_to
        return cls(*named, funder.stopped_on, funder.why, found.reports, documents)


@dataclass(frozen=True)
class FundedDecision:
    """By which decision a report stands as it does; who took it is its förbund's to know."""

    body: Body
    acting_as: Body | None
    """The body as which it acted"""
    decided_on: date
    record_number: str
    paragraph: str | None
    in_force_on: date | None


for _shown in (Used, FundedContent, FundedVersion, FundedDecision):
    show(_shown, to=TO_FUNDER)
show(FundedReport, to=TO_FUNDER, hide=("decision",))
show(FundedDocument, to=TO_FUNDER, id="document_id")
show(FundedInsats, to=TO_FUNDER, id="funder_id")


@field("By which decision it was approved or returned")
def decision(report: Parent[FundedReport]) -> FundedDecision | None:
    """Without who took it."""
    made = report.decision
    if made is None:
        return None
    body = made.body, made.acting_as
    return FundedDecision(*body, made.decided_on, made.record_number, made.paragraph, made.in_force_on)


@field("The insatser whose reports the caller reads for an organisation that funds them; asked for alone", alone=True)
async def funded(
    info: Info, known_at: KnownAt = None, decided_as_of: DecidedAsOf = None, on: On = None
) -> list[FundedInsats] | None:
    """At the time asked about, on the days on which the organisation reads."""
    context = info.context
    context.require_role(Role.FUNDER_READER)
    as_of = await context.as_of(known_at, decided_as_of, on)
    found = await funded_insatser(context.connection, context.reader.tenant_id, context.mandates, as_of)
    return [FundedInsats.of(each) for each in found]
