"""Which of the catalogue's languages a person prefers."""

from samverka_services.catalogue import LANGUAGES


def preferred_language(accept_language: str | None) -> str:
    """The best of our languages by an Accept-Language header; Swedish if it names none."""
    wishes = [_wish(part) for part in (accept_language or "").split(",")[:20]]
    known = [(weight, language) for weight, language in wishes if language in LANGUAGES and weight > 0]
    return max(known, key=lambda wish: wish[0])[1] if known else LANGUAGES[0]


def _wish(part: str) -> tuple[float, str]:
    tag, _, parameters = part.strip().partition(";")
    weight = parameters.strip().removeprefix("q=") or "1"
    try:
        return float(weight), tag.strip()[:2].lower()
    except ValueError:
        return 0.0, ""
