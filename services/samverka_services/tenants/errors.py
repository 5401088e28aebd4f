"""What can go wrong with the whole of a provisioning; light to import, for those who only tell of it."""

from collections.abc import Sequence

from samverka_services.kernel.file_mistakes import Mistake


class BadTenantFile(Exception):
    """The file cannot be used; nothing was done."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("; ".join(f"{m.line}: {m.field}: {m.message}" for m in mistakes))
        self.mistakes = list(mistakes)


class UnknownOrganisation(Exception):
    """Keycloak has no organisation of this organisationsnummer; the text is the number."""


class UnknownForbund(Exception):
    """No förbund in Samverka has this organisationsnummer, as the file says; the text is the number."""


class UnknownMachine(Exception):
    """Keycloak has no such machine's client; the text is its name."""


class UnknownPerson(Exception):
    """Keycloak has nobody with this mail address; the text is the address."""


class DirectoryRefused(Exception):
    """Keycloak answers and refuses; the text says why."""


class DirectoryUnreachable(Exception):
    """Keycloak does not answer, or does not know the provisioning's client and secret; the text is its reason."""


class OnlyAdministrator(Exception):
    """Without this person nobody would administer the organisation."""

    def __init__(self, number: str, person: str) -> None:
        super().__init__(f"{number} {person}")
        self.number = number
        self.person = person


class AnotherAdministrator(Exception):
    """The log has another administrator; she gives mandates, the file does not."""


class NotTried(Exception):
    """What came before ended the whole run."""
