"""Who decided, as it is written in a cell."""

from samverka_domain.kernel.decision import Authority, Decision
from samverka_services.catalogue import word


def decider(decision: Decision, language: str) -> str:
    """The body, and the authority that decided in its place."""
    authority = authority_of(decision.authority, language)
    return ", ".join(filter(None, (word(decision.body, language), authority)))


def authority_of(authority: Authority | None, language: str) -> str | None:
    """Which authority decided, and by which point of its delegation."""
    if authority is None:
        return None
    parts = (word(authority.kind, language), authority.name, authority.office, authority.point)
    return ", ".join(part for part in parts if part)
