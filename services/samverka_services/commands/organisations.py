"""Commands about the organisation itself."""

from samverka_domain.kernel.limits import Name
from samverka_domain.mandates import Role
from samverka_domain.organisations import Organisation
from samverka_services.commands.kernel.context import Context, Decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.topic import Topic

TOPIC = Topic("organisation", "/organisations/own", frozenset({Role.ADMINISTRATOR}))


class RenameOrganisation(Command):
    """Give the own organisation a new name from now on."""

    name: Name


@TOPIC.command("PUT", "/name", example={"name": "Trollhättans stad"}, changes=True)
def rename_organisation(command: RenameOrganisation, context: Context) -> Decided:
    """Rename the tenant."""
    organisation = context.find_to_change(Organisation, Organisation.stream(context.tenant_id))
    organisation.rename(command.name, context.at)
    return Decided(context.tenant_id, organisation)
