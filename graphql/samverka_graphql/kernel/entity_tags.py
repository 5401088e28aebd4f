"""Entity tags, as conditional requests name them (RFC 9110, sections 8.8.3 and 13.1)."""

import re
from dataclasses import dataclass

_TAG = r'(W/)?"[!#-~]*"'
PATTERN = rf"^(\*|[ \t]*({_TAG}[ \t]*)?(,[ \t]*({_TAG}[ \t]*)?)*)$"
"""What If-Match and If-None-Match look like: a star, or tags between commas."""

_FIELD = re.compile(PATTERN)
_TAGS = re.compile(r'(W/)?("[!#-~]*")')


@dataclass(frozen=True)
class EntityTags:
    """The tags that a condition names, in quotation marks; or any."""

    strong: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    any: bool = False

    def name(self, tag: str) -> bool:
        """Whether a tag is among them by weak comparison, which is that of If-None-Match."""
        return self.any or tag in self.strong or tag in self.weak


def entity_tags(lines: list[str]) -> EntityTags | None:
    """What the lines of one header name; None if they cannot be read, or name nothing."""
    value = ",".join(lines).strip(" \t")
    if value == "*":
        return EntityTags(any=True)
    found = _TAGS.findall(value) if _FIELD.fullmatch(value) else []
    weak = frozenset(tag for mark, tag in found if mark)
    return EntityTags(frozenset(tag for mark, tag in found if not mark), weak) if found else None
