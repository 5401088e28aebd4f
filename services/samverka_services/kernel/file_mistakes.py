"""What is wrong in a file that somebody wrote for Samverka to read."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """What is wrong on a line of the file."""

    line: int
    field: str
    message: str
