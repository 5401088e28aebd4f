"""A sign for how a municipality stands to an insats, beside the word; the same wherever people read it."""

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
