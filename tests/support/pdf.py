"""What a PDF says, and what a screen reader is told of it."""

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject


def read(pdf: bytes) -> PdfReader:
    """The document."""
    return PdfReader(io.BytesIO(pdf))


def said(pdf: bytes) -> str:
    """All text, in the order of the pages, without breaks."""
    return " ".join(" ".join(page.extract_text() for page in read(pdf).pages).split())


def root(pdf: bytes) -> dict[str, Any]:
    """What holds for the whole document."""
    found = read(pdf).trailer["/Root"].get_object()
    assert isinstance(found, DictionaryObject)
    return dict(found)


def title(pdf: bytes) -> str:
    """Of the document, as a window shows it."""
    found = read(pdf).metadata
    assert found is not None
    return str(found.title)


def tags(pdf: bytes) -> list[str]:
    """The kinds of its parts, in the order in which they are read."""
    return list(_tags(root(pdf)["/StructTreeRoot"]))


def _tags(node: Any) -> Iterator[str]:
    found = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(found, ArrayObject):
        for each in found:
            yield from _tags(each)
    elif isinstance(found, DictionaryObject):
        if "/S" in found:
            yield str(found["/S"]).removeprefix("/")
        if "/K" in found:
            yield from _tags(found["/K"])
