"""The rules that a command can break, each with the name under which its explanation is catalogued."""

from enum import StrEnum
from typing import Any


class Rule(StrEnum):
    """Why a command was refused. The catalogue explains each in Swedish and English, and says what to do."""

    # Organisations
    ORGANISATION_UNKNOWN = "organisation-unknown"
    WRONG_KIND_OF_ORGANISATION = "wrong-kind-of-organisation"
    ORGANISATION_NUMBER_INVALID = "organisation-number-invalid"
    KOMMUNKOD_INVALID = "kommunkod-invalid"
    KOMMUNKOD_UNKNOWN = "kommunkod-unknown"
    MUNICIPALITY_NEEDS_KOMMUNKOD = "municipality-needs-kommunkod"
    INHABITANTS_OUT_OF_RANGE = "inhabitants-out-of-range"
    ALREADY_MEMBER = "already-member"
    NOT_A_MEMBER = "not-a-member"
    ENDS_BEFORE_IT_STARTS = "ends-before-it-starts"
    # Mandates and decisions
    MANDATE_UNKNOWN = "mandate-unknown"
    MANDATE_ALREADY_ENDED = "mandate-already-ended"
    MANDATE_EXISTS = "mandate-exists"
    LAST_ADMINISTRATOR = "last-administrator"
    BODY_MAY_NOT_DECIDE = "body-may-not-decide"
    NO_SEAT_ON_THAT_DAY = "no-seat-on-that-day"
    ROLE_MISSING = "role-missing"
    DECIDED_IN_THE_FUTURE = "decided-in-the-future"
    RECORD_NUMBER_MISSING = "record-number-missing"
    REASON_MISSING = "reason-missing"
    TEXT_MISSING = "text-missing"
    TEXT_TOO_LONG = "text-too-long"
    # Action plan and insats
    EFFECT_GOAL_UNKNOWN = "effect-goal-unknown"
    FOCUS_AREA_UNKNOWN = "focus-area-unknown"
    CODE_TWICE = "code-twice"
    PLAN_VERSION_NOT_NEWER = "plan-version-not-newer"
    PLAN_NOT_APPROVED = "plan-not-approved"
    PLAN_ALREADY_PUBLISHED = "plan-already-published"
    INSATS_NOT_PRIORITISED = "insats-not-prioritised"
    INSATS_DECLINED = "insats-declined"
    PRIORITY_UNCHANGED = "priority-unchanged"
    # Interest requests
    REQUEST_NOT_A_DRAFT = "request-not-a-draft"
    REQUEST_NOT_APPROVED = "request-not-approved"
    REQUEST_NOT_SENT = "request-not-sent"
    REQUEST_CLOSED = "request-closed"
    REQUEST_STILL_OPEN = "request-still-open"
    REQUEST_WITHDRAWN = "request-withdrawn"
    DEADLINE_IN_THE_PAST = "deadline-in-the-past"
    DEADLINE_NOT_LATER = "deadline-not-later"
    RECIPIENTS_MISSING = "recipients-missing"
    RECIPIENT_NOT_A_MEMBER = "recipient-not-a-member"
    QUESTION_NEEDS_OPTIONS = "question-needs-options"
    # Interest responses
    NOT_A_RECIPIENT = "not-a-recipient"
    ANSWER_MISSING = "answer-missing"
    ANSWER_TO_UNKNOWN_QUESTION = "answer-to-unknown-question"
    ANSWER_OF_WRONG_KIND = "answer-of-wrong-kind"
    CONDITIONS_MISSING = "conditions-missing"
    ALREADY_ANSWERED = "already-answered"
    ANSWERED_BY_MUNICIPALITY = "answered-by-municipality"
    CHANGE_AFTER_CLOSING = "change-after-closing"
    ALREADY_WITHDRAWN = "already-withdrawn"
    # Commitments
    NOTHING_SET_ASIDE = "nothing-set-aside"
    HOURS_OUT_OF_RANGE = "hours-out-of-range"
    MONEY_OUT_OF_RANGE = "money-out-of-range"
    YEAR_OUTSIDE_VALIDITY = "year-outside-validity"
    LISTED_TWICE = "listed-twice"
    COMMITMENT_EXISTS = "commitment-exists"
    COMMITMENT_MISSING = "commitment-missing"
    COMMITMENT_ENDED = "commitment-ended"


class Refused(Exception):
    """A command broke a rule; nothing was recorded. `params` fill in the catalogue's explanation."""

    def __init__(self, rule: Rule, **params: Any) -> None:
        super().__init__(f"{rule} {params}" if params else str(rule))
        self.rule = rule
        self.params = params


def require(condition: object, rule: Rule, **params: Any) -> None:
    """Refuse with this rule unless the condition holds."""
    if not condition:
        raise Refused(rule, **params)


def require_text(text: str, field: str, longest: int = 4000) -> None:
    """Refuse a blank text, or one of more than `longest` characters."""
    require(text.strip(), Rule.TEXT_MISSING, field=field)
    require_short(text, field, longest)


def require_short(text: str, field: str, longest: int = 4000) -> None:
    """Refuse a text of more than `longest` characters; it may be blank."""
    require(len(text) <= longest, Rule.TEXT_TOO_LONG, field=field, longest=longest)
