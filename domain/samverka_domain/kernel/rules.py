"""The rules that a command can break, each with the name under which its explanation is catalogued."""

from enum import StrEnum
from typing import Any, Self

MAY_NOT = 403
"""Status of a rule that refuses somebody who may not do this at all."""
STANDS_AGAINST = 409
"""Status of a rule that refuses because of how things stand; any other (422) refuses what was sent."""


class Rule(StrEnum):
    """Why a command was refused. The catalogue explains each in Swedish and English, and says what to do."""

    status: int
    """The HTTP status of the refusal."""

    def __new__(cls, code: str, status: int = 422) -> Self:
        """Make a rule from its code and status."""
        rule = str.__new__(cls, code)
        rule._value_, rule.status = code, status
        return rule

    # Organisations
    ORGANISATION_UNKNOWN = "organisation-unknown", MAY_NOT
    WRONG_KIND_OF_ORGANISATION = "wrong-kind-of-organisation", MAY_NOT
    ORGANISATION_NUMBER_INVALID = "organisation-number-invalid"
    KOMMUNKOD_INVALID = "kommunkod-invalid"
    KOMMUNKOD_UNKNOWN = "kommunkod-unknown"
    KOMMUNKOD_TAKEN = "kommunkod-taken", STANDS_AGAINST
    MUNICIPALITY_NEEDS_KOMMUNKOD = "municipality-needs-kommunkod"
    INHABITANTS_OUT_OF_RANGE = "inhabitants-out-of-range"
    ALREADY_MEMBER = "already-member", STANDS_AGAINST
    NOT_A_MEMBER = "not-a-member", STANDS_AGAINST
    NOT_INVITED = "not-invited", STANDS_AGAINST
    INVITATION_WITHDRAWN = "invitation-withdrawn", STANDS_AGAINST
    INVITATION_ANSWERED = "invitation-answered", STANDS_AGAINST
    BEFORE_THE_INVITATION = "before-the-invitation"
    HAS_LEFT = "has-left", MAY_NOT
    ENDS_BEFORE_IT_STARTS = "ends-before-it-starts"
    PAPERS_AFTER_THE_DAY = "papers-after-the-day"
    NETWORK_DISSOLVED = "network-dissolved", STANDS_AGAINST
    # Mandates and decisions
    MANDATE_UNKNOWN = "mandate-unknown"
    MANDATE_ALREADY_ENDED = "mandate-already-ended", STANDS_AGAINST
    MANDATE_EXISTS = "mandate-exists", STANDS_AGAINST
    MANDATE_HELD = "mandate-held", STANDS_AGAINST
    ROLE_WITHOUT_INSATS = "role-without-insats"
    LAST_ADMINISTRATOR = "last-administrator", STANDS_AGAINST
    INVITATION_OVER = "invitation-over", STANDS_AGAINST
    BODY_MAY_NOT_DECIDE = "body-may-not-decide", MAY_NOT
    NO_SEAT_ON_THAT_DAY = "no-seat-on-that-day", MAY_NOT
    ROLE_MISSING = "role-missing", MAY_NOT
    DECIDED_IN_THE_FUTURE = "decided-in-the-future"
    RECORD_NUMBER_MISSING = "record-number-missing"
    REASON_MISSING = "reason-missing"
    DECIDED_BEFORE_THE_LAST = "decided-before-the-last", STANDS_AGAINST
    NOTHING_OVERTOOK_IT = "nothing-overtook-it"
    AUTHORITY_INCOMPLETE = "authority-incomplete"
    IN_FORCE_BEFORE_DECIDED = "in-force-before-decided"
    BODY_WITHOUT_ID = "body-without-id"
    # Corrections
    NOTHING_TO_CORRECT = "nothing-to-correct"
    CORRECTION_CHANGES_NOTHING = "correction-changes-nothing"
    CORRECTION_DOES_NOT_FIT = "correction-does-not-fit"
    CORRECTION_OUT_OF_ORDER = "correction-out-of-order"
    # Limits
    TEXT_MISSING = "text-missing"
    TEXT_TOO_LONG = "text-too-long"
    TEXT_UNREADABLE = "text-unreadable"
    TEXT_MALFORMED = "text-malformed"
    NUMBER_OUT_OF_RANGE = "number-out-of-range"
    DAY_OUT_OF_RANGE = "day-out-of-range"
    LIST_LENGTH = "list-length"
    # Action plan and insats
    EFFECT_GOAL_UNKNOWN = "effect-goal-unknown"
    FOCUS_AREA_UNKNOWN = "focus-area-unknown"
    CODE_TWICE = "code-twice"
    PLAN_VERSION_NOT_NEWER = "plan-version-not-newer"
    PLAN_NOT_APPROVED = "plan-not-approved", STANDS_AGAINST
    PLAN_ALREADY_PUBLISHED = "plan-already-published", STANDS_AGAINST
    INSATS_NOT_PRIORITISED = "insats-not-prioritised", STANDS_AGAINST
    INSATS_STRUCK = "insats-struck", STANDS_AGAINST
    INSATS_IN_USE = "insats-in-use", STANDS_AGAINST
    INSATS_DECLINED = "insats-declined", STANDS_AGAINST
    PRIORITY_UNCHANGED = "priority-unchanged", STANDS_AGAINST
    INSATS_CODE_TAKEN = "insats-code-taken", STANDS_AGAINST
    INSATS_ASKED_ABOUT = "insats-asked-about", STANDS_AGAINST
    # Steps and gates
    GATE_NOT_OPEN = "gate-not-open", STANDS_AGAINST
    REVIEW_DATE_MISSING = "review-date-missing"
    REVIEW_BEFORE_DECISION = "review-before-decision"
    OUTCOME_AGAINST_THRESHOLD_NEEDS_REASON = "outcome-against-threshold-needs-reason"
    # Taking over, succession and path
    TAKE_OVER_CONTRADICTS = "take-over-contradicts"
    NOT_AT_ITS_END = "not-at-its-end", STANDS_AGAINST
    PATH_UNCHANGED = "path-unchanged", STANDS_AGAINST
    PATH_IS_BEHIND = "path-is-behind", STANDS_AGAINST
    INSATS_UNDER_WAY = "insats-under-way", STANDS_AGAINST
    # Interest requests
    REQUEST_NOT_A_DRAFT = "request-not-a-draft", STANDS_AGAINST
    REQUEST_NOT_APPROVED = "request-not-approved", STANDS_AGAINST
    REQUEST_NOT_SENT = "request-not-sent", STANDS_AGAINST
    REQUEST_CLOSED = "request-closed", STANDS_AGAINST
    REQUEST_STILL_OPEN = "request-still-open", STANDS_AGAINST
    REQUEST_WITHDRAWN = "request-withdrawn", STANDS_AGAINST
    DEADLINE_IN_THE_PAST = "deadline-in-the-past"
    DEADLINE_NOT_LATER = "deadline-not-later"
    RECIPIENTS_MISSING = "recipients-missing"
    RECIPIENT_NOT_A_MEMBER = "recipient-not-a-member"
    QUESTION_NEEDS_OPTIONS = "question-needs-options"
    # Interest responses
    NOT_A_RECIPIENT = "not-a-recipient", MAY_NOT
    ANSWER_MISSING = "answer-missing"
    ANSWER_TO_UNKNOWN_QUESTION = "answer-to-unknown-question"
    ANSWER_OF_WRONG_KIND = "answer-of-wrong-kind"
    CONDITIONS_MISSING = "conditions-missing"
    ALREADY_ANSWERED = "already-answered", STANDS_AGAINST
    ANSWERED_BY_MUNICIPALITY = "answered-by-municipality", STANDS_AGAINST
    CHANGE_AFTER_CLOSING = "change-after-closing", STANDS_AGAINST
    ALREADY_WITHDRAWN = "already-withdrawn", STANDS_AGAINST
    # Commitments
    NOTHING_SET_ASIDE = "nothing-set-aside"
    HOURS_OUT_OF_RANGE = "hours-out-of-range"
    MONEY_OUT_OF_RANGE = "money-out-of-range"
    YEAR_OUTSIDE_VALIDITY = "year-outside-validity"
    LISTED_TWICE = "listed-twice"
    COMMITMENT_EXISTS = "commitment-exists", STANDS_AGAINST
    PART_HOLDS = "part-holds", STANDS_AGAINST
    COMMITMENT_MISSING = "commitment-missing", STANDS_AGAINST
    COMMITMENT_ENDED = "commitment-ended", STANDS_AGAINST
    AUTHORITY_TOO_LOW = "authority-too-low"
    CONDITION_NOT_EXPLAINED = "condition-not-explained"
    CONDITION_NOT_MARKED = "condition-not-marked", STANDS_AGAINST
    NO_CONDITION = "no-condition", STANDS_AGAINST
    OWNER_MISSING = "owner-missing"
    OUTSIDE_PRE_STUDY = "outside-pre-study", STANDS_AGAINST
    # Documents
    KIND_NOT_WRITTEN_HERE = "kind-not-written-here"
    PART_OF_ANOTHER_KIND = "part-of-another-kind"
    BENEFIT_NEEDS_ITS_MEASURE = "benefit-needs-its-measure"
    DOCUMENT_UNCHANGED = "document-unchanged", STANDS_AGAINST
    DOCUMENT_DECLINED = "document-declined", STANDS_AGAINST
    DOCUMENT_MISSING = "document-missing", STANDS_AGAINST
    NOT_THE_LATEST_VERSION = "not-the-latest-version", STANDS_AGAINST
    VERSION_ALREADY_PUBLIC = "version-already-public", STANDS_AGAINST
    GATE_OF_ANOTHER_DOCUMENT = "gate-of-another-document"
    OUTCOME_NOT_OF_THE_GATE = "outcome-not-of-the-gate"
    PART_MISSING = "part-missing", STANDS_AGAINST
    BENEFIT_CASE_MISSING = "benefit-case-missing", STANDS_AGAINST
    NOTHING_CHANGED_SINCE_RETURN = "nothing-changed-since-return", STANDS_AGAINST
    APPROVED_ANOTHER_VERSION = "approved-another-version", STANDS_AGAINST
    NEEDS_NEW_APPROVAL = "needs-new-approval", STANDS_AGAINST
    REMARKS_MISSING = "remarks-missing"
    REMISS_OPEN = "remiss-open", STANDS_AGAINST
    REMISS_OVER = "remiss-over", STANDS_AGAINST
    REMARK_UNKNOWN = "remark-unknown"
    REPLACES_ITSELF = "replaces-itself"
    REPLACES_UNKNOWN = "replaces-unknown"
    # Attachments of documents
    FILE_EMPTY = "file-empty"
    FILE_TOO_LARGE = "file-too-large"
    FILE_OF_UNKNOWN_TYPE = "file-of-unknown-type"
    FILE_WITH_MACROS = "file-with-macros"
    FILE_NAMED_AS_ANOTHER_TYPE = "file-named-as-another-type"
    FILE_NAMED_TWICE = "file-named-twice"
    FILE_NOT_RECEIVED = "file-not-received"
    # Acts between gates
    ACT_OUT_OF_PLACE = "act-out-of-place", STANDS_AGAINST
    PROJECT_LEADER_MISSING = "project-leader-missing", STANDS_AGAINST
    # Steering groups and their seats
    BODY_MAY_NOT_STEER = "body-may-not-steer"
    STEERING_UNCHANGED = "steering-unchanged", STANDS_AGAINST
    GROUP_DISSOLVED = "group-dissolved", STANDS_AGAINST
    SEAT_NOT_OF_PARTICIPANT = "seat-not-of-participant"
    CHAIR_WITHOUT_SEAT = "chair-without-seat"
    NO_SEAT_IN_GROUP = "no-seat-in-group", STANDS_AGAINST
    NO_SEAT_LAPSES = "no-seat-lapses", STANDS_AGAINST
    NOBODY_LEFT_IN_GROUP = "nobody-left-in-group", STANDS_AGAINST
    SEAT_EMPTY = "seat-empty", STANDS_AGAINST
    DEPUTY_FOR_HERSELF = "deputy-for-herself"
    # Meetings
    NOT_BETWEEN_MEETINGS = "not-between-meetings", STANDS_AGAINST
    MEETING_CANCELLED = "meeting-cancelled", STANDS_AGAINST
    MEETING_HELD = "meeting-held", STANDS_AGAINST
    MEETING_NOT_HELD = "meeting-not-held", STANDS_AGAINST
    MEETING_NOT_YET = "meeting-not-yet"
    MINUTES_ARE_ADJUSTED = "minutes-are-adjusted", STANDS_AGAINST
    ATTENDANCE_INCOMPLETE = "attendance-incomplete"
    NO_SUCH_ITEM = "no-such-item"
    NOT_PRESENT = "not-present"
    NO_QUORUM = "no-quorum", STANDS_AGAINST
    CONFLICT_OF_INTEREST = "conflict-of-interest"
    VOTES_WITHOUT_VOTE = "votes-without-vote"
    VOTES_DO_NOT_ADD_UP = "votes-do-not-add-up"
    VOTED_DOWN = "voted-down"
    CASTING_VOTE_WRONG = "casting-vote-wrong"
    SOMEBODY_OBJECTS = "somebody-objects", STANDS_AGAINST
    TWO_ADJUST_MINUTES = "two-adjust-minutes"
    ADJUSTED_OUT_OF_ORDER = "adjusted-out-of-order"
    MEETING_DOES_NOT_AGREE = "meeting-does-not-agree"
    MINUTES_NOT_ADJUSTED = "minutes-not-adjusted", STANDS_AGAINST
    NOT_HER_SEAT = "not-her-seat", MAY_NOT
    ITEM_DECIDED = "item-decided", STANDS_AGAINST
    ITEM_NOT_DECIDED = "item-not-decided", STANDS_AGAINST
    VOTED_THOUGH_ABSENT = "voted-though-absent"
    VOTED_OTHERWISE = "voted-otherwise"
    # Funders
    FUNDER_LET_IN_ALREADY = "funder-let-in-already", STANDS_AGAINST
    FUNDER_ENDED = "funder-ended", STANDS_AGAINST
    FUNDER_NOT_IN_SAMVERKA = "funder-not-in-samverka"
    # Status reports
    LIGHT_NOT_EXPLAINED = "light-not-explained"
    NO_REPORTS_IN_PHASE = "no-reports-in-phase"
    PERIOD_OVERLAPS = "period-overlaps", STANDS_AGAINST
    DAY_NOT_COME = "day-not-come"
    REPORT_UNKNOWN = "report-unknown"
    REPORT_SETTLED = "report-settled", STANDS_AGAINST
    REPORT_NEEDS_APPROVAL = "report-needs-approval", STANDS_AGAINST
    REPORT_ONLY_RECEIVED = "report-only-received", STANDS_AGAINST
    REPORT_NOT_APPROVED = "report-not-approved", STANDS_AGAINST


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
