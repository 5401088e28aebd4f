"""Texts in which words were found: cut to what stands around them, with what was found marked."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

AROUND = 70
"""Letters that are shown before the first word that was found."""
LONGEST = 220


@dataclass(frozen=True)
class Piece:
    """A part of a text, and whether it is what was looked for."""

    text: str
    found: bool = False


@dataclass(frozen=True)
class Passage:
    """What says the words, and what it is called."""

    label: str
    pieces: Sequence[Piece]


def says(text: str, stem: str) -> bool:
    """Whether it stands there, in whatever letters."""
    return stem in text.lower()


def says_all(texts: Sequence[str], stems: Sequence[str]) -> bool:
    """Whether each stands in one of the texts."""
    return all(any(says(text, stem) for text in texts) for stem in stems)


def passage(label: str, text: str, stems: Sequence[str]) -> Passage | None:
    """The part of a text around the first that was found; None if it says nothing of it."""
    found = _stems(stems).search(text)
    if found is None:
        return None
    begin = text.rfind(" ", 0, max(0, found.start() - AROUND)) + 1
    end = begin + LONGEST
    shown = f"{'… ' if begin else ''}{text[begin:end]}{' …' if end < len(text) else ''}"
    return Passage(label, list(pieces(shown, stems)))


def pieces(text: str, stems: Sequence[str]) -> Iterator[Piece]:
    """The text with what was found apart: whole words, so that they can be read."""
    place = 0
    for found in _stems(stems).finditer(text):
        if found.start() > place:
            yield Piece(text[place : found.start()])
        yield Piece(found[0], found=True)
        place = found.end()
    if text[place:]:
        yield Piece(text[place:])


def _stems(stems: Sequence[str]) -> re.Pattern[str]:
    any_of = "|".join(re.escape(each) for each in sorted(stems, key=len, reverse=True))
    return re.compile(rf"(?:{any_of})[^\W\d_]*", re.IGNORECASE)
