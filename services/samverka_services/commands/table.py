"""All commands and how each is handled."""

from samverka_services.commands import answers, commitments, insatser, mandates, organisations, plans, requests
from samverka_services.commands.base import CommandTable

COMMANDS: CommandTable = {
    **organisations.TABLE,
    **mandates.TABLE,
    **plans.TABLE,
    **insatser.TABLE,
    **requests.TABLE,
    **answers.TABLE,
    **commitments.TABLE,
}
