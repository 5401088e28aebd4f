"""Finding by an index what stood at a place or on a day: among all that ended after it, only what lasted long enough.

What began before a place and ended after it, an index on either finds by reading half of all. Therefore a row says
also how long it stood, roughly: then for each length only those are looked at that ended no later than that.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Lengths:
    """Classes of lengths, from 1 on: each is shorter than its bound, and those of the last have none."""

    bounds: tuple[int, ...]

    @property
    def least(self) -> list[int]:
        """The least length of each class."""
        return [1, *self.bounds]

    def stood(self, lasted: str, since: str, until: str, at: str) -> str:
        """A condition for SQL: what stood at a place, by the columns that say since and until when, and how long."""
        ended = [*(f" and {until} < {at} + {bound}" for bound in self.bounds), ""]
        return " or ".join(
            f"{lasted} = {number} and {until} > {at}{each} and {since} <= {at}"
            for number, each in enumerate(ended, 1)
        )

    def ended_after(self, lasted: str, until: str, at: str) -> str:
        """A condition for SQL: what ended after a place, where that is little: one look into each class."""
        classes = ", ".join(str(number) for number in range(1, len(self.least) + 1))
        return f"{lasted} = any ('{{{classes}}}') and {until} > {at}"


POSITIONS = Lengths(tuple(4**power for power in range(5, 14)))
"""Up to some sixty million positions apart."""
DAYS = Lengths(tuple(4**power for power in range(1, 7)))
"""Up to some ten years apart."""
