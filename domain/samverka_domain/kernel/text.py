"""One rule for every text: which characters it may hold, in which form, and when it counts as empty."""

import re
import unicodedata

_BIDIRECTIONAL = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Marks that show a text in another order than it is written in, so that it seems to say something else."""
_CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_UNREADABLE = re.compile(f"[{_CONTROL}{_BIDIRECTIONAL}\ud800-\udfff\ufffe\uffff]")
_LINE_BREAKS = re.compile("[\t\n\r\u2028\u2029]")
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {
    chr(each) for each in range(0xFE00, 0xFE10)
}
"""Letters and marks by their category, but drawn as nothing."""


def normalised(text: str) -> str:
    """The text in Unicode's composed form (NFC), with line breaks as a single line feed."""
    return unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")


def is_readable(text: str, *, lines: bool) -> bool:
    """Whether it is normalised and free of control and bidirectional characters; breaks only where `lines`."""
    broken = not lines and _LINE_BREAKS.search(text)
    return not broken and not _UNREADABLE.search(text) and normalised(text) == text


def is_empty(text: str) -> bool:
    """Whether nothing of it is visible: white space, format characters and fillers are not."""
    return not any(map(_is_visible, text))


_DIGITS = re.compile("[0-9]+")
_AFTER_Z = str.maketrans("åäö", "{|}")


def swedish_order(text: str) -> str:
    """A sort key, compared character by character, with å, ä and ö at the end."""
    return text.casefold().translate(_AFTER_Z)


def counted_order(code: str) -> str:
    """A sort key of the same kind in which numbers stand as people count: 8.2 before 8.10."""
    return _DIGITS.sub(lambda number: _counted(number[0].lstrip("0")), swedish_order(code))


def _counted(digits: str) -> str:
    return f"{len(digits):03}{digits}"


def _is_visible(character: str) -> bool:
    return unicodedata.category(character)[0] not in "CZ" and character not in _FILLERS
