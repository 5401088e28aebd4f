"""Settings that a process cannot do without."""

from urllib.parse import urlsplit

from samverka_infra.settings import PREFIX, Environment, Settings


class SettingMissing(Exception):
    """A setting that is needed is missing where another is set; the text is its name."""


class AddressMalformed(Exception):
    """What a setting gives as the address of a database is none; the text is the setting's name."""


class UnsafeIssuer(Exception):
    """In production, an issuer whose keys could be changed on their way; the text is its address."""


class EmbeddedInProduction(Exception):
    """In production, no database is set; the embedded one is for trials."""


def refuse_unsafe_issuer(settings: Settings) -> None:
    """In production the issuer is named, and reached over TLS. Raises SettingMissing, UnsafeIssuer."""
    if settings.environment is not Environment.PRODUCTION:
        return
    if settings.issuer == Settings.model_fields["issuer"].default:
        raise SettingMissing(f"{PREFIX}ISSUER")
    if urlsplit(settings.issuer).scheme != "https":
        raise UnsafeIssuer(settings.issuer)
