"""Directives that were changed after their approval."""

from samverka_domain.document_parts import more_than_wording
from samverka_domain.gates import DIRECTIVES
from samverka_projections.documents import DocumentThen


def needs_new_approval(document: DocumentThen) -> tuple[str, ...]:
    """The names of the parts of an approved directive that its latest version changes in more than their wording."""
    if document.public is None or document.kind not in DIRECTIVES:
        return ()
    return more_than_wording(document.public.content, document.content)
