"""When municipalities give hours to the pre-study of an insats."""

from samverka_domain.case import Case
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.steps import IN_PRE_STUDY, StartsWith


def takes_hours(case: Case) -> bool:
    """Whether hours are given now: from the first judgement until the second; a project has no pre-study."""
    return case.starts_with is StartsWith.PRE_STUDY and case.step in IN_PRE_STUDY


def require_takes_hours(case: Case) -> None:
    """Refuse hours for a pre-study before or after it."""
    require(takes_hours(case), Rule.OUTSIDE_PRE_STUDY, step=case.step)
