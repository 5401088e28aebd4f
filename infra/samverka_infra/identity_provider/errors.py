"""What can go wrong around Keycloak; light to import, for those who only tell of it."""


class ToolMissing(Exception):
    """A program that must be on this machine is not; the text is its name."""


class NotFetched(Exception):
    """An artifact cannot be fetched, or is not the one that was asked for; the text says which and why."""


class NotBuilt(Exception):
    """Keycloak could not be built; the text is the path of the build's log."""


class PortTaken(Exception):
    """Another program listens on a port that Keycloak needs; the text is its number."""


class RealmNotMade(Exception):
    """Keycloak runs and refuses the realm, or its administrator's password; the text says why."""


class KeycloakNotStarted(Exception):
    """Keycloak did not become ready; the text is the path of its log."""
