"""A sign and a word for how a municipality stands to an insats, beside the word; the same wherever people read it."""

SIGNS = {
    "RESOURCES_SET_ASIDE": "●",
    "TAKING_PART": "◐",
    "INTERESTED": "○",
    "CONDITIONAL": "◇",
    "DECLINED": "✕",
    "WITHDRAWN": "↩",
    "OVERDUE": "!",
    "NO_ANSWER": "–",
    "UNANSWERED": "…",
    "NOT_DISCLOSED": "…",
    "NOT_ASKED": "·",
    "ENDED": "■",
}


def word_of(status: str, *, declined_part: bool) -> str:
    """What its word goes by: who declined to take part (avböjt att delta) has not declined a request."""
    return "DECLINED_PART" if declined_part else status
