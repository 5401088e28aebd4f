"""All commands and how each is handled."""

from samverka_services.commands import (
    action_plans,
    commitments,
    insatser,
    interest_requests,
    interest_responses,
    mandates,
    organisations,
)
from samverka_services.commands.base import CommandTable

COMMANDS: CommandTable = {
    **organisations.TABLE,
    **mandates.TABLE,
    **action_plans.TABLE,
    **insatser.TABLE,
    **interest_requests.TABLE,
    **interest_responses.TABLE,
    **commitments.TABLE,
}
