"""The numbers of a document's versions: 0.1, 0.2 … for working copies, 1.0 for the first that was approved."""

FIRST_WHOLE = "1.0"


def following(number: str | None) -> str:
    """The number of the next working copy."""
    whole, minor = _counted(number or "0.0")
    return f"{whole}.{minor + 1}"


def is_whole(number: str | None) -> bool:
    """Whether a version is one that was approved or noted; none is not."""
    return number is not None and number.endswith(".0")


def next_whole(number: str) -> str:
    """The number that a working copy gets when it is approved."""
    return f"{_counted(number)[0] + 1}.0"


def _counted(number: str) -> tuple[int, int]:
    whole, minor = number.split(".")
    return int(whole), int(minor)
