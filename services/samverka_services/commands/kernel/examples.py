"""Parts of the bodies that the OpenAPI document shows for examples."""

from typing import Any


def decided(body: str, reason: str = "") -> dict[str, Any]:
    """A decision of a body."""
    decision = {"body": body, "decidedOn": "2026-11-20", "recordNumber": "KS 2026/123"}
    return decision | {"decidedBy": "person-id", "reason": reason}


def correction(body: str, **content: Any) -> dict[str, Any]:
    """A correction of what was recorded second."""
    decision = decided(body, "Fel i protokollsutdraget")
    return {"version": 2, "corrected": decided(body), "decision": decision, **content}
