"""Who took a decision, in words."""

from samverka_domain.kernel.decision import Authority, Decision
from samverka_services.catalogue import word


def decider(decision: Decision, language: str) -> str:
    """The body, and the authority that decided in its place."""
    parts = (word(decision.body, language), *_authority(decision.authority, language))
    return ", ".join(part for part in parts if part)


def _authority(authority: Authority | None, language: str) -> tuple[str | None, ...]:
    if authority is None:
        return ()
    return (word(authority.kind, language), authority.name, authority.office, authority.point)
