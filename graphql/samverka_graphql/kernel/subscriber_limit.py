"""The limit on what subscribers hold open at once: so many of each person, so many in this process."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from samverka_graphql.kernel.errors import Told


@dataclass
class SubscriberLimit:
    """Places that are taken and given back."""

    most_each: int
    most: int
    _taken: Counter[str] = field(default_factory=Counter)

    def take(self, person_id: str) -> Callable[[], None]:
        """A place for this person; what is returned gives it back. Raises Told."""
        if self._taken.get(person_id, 0) >= self.most_each:
            raise Told("too-many-subscriptions", most=self.most_each)
        if self._taken.total() >= self.most:
            raise Told("too-many-subscribers")
        self._taken[person_id] += 1
        return partial(self._give_back, person_id)

    def _give_back(self, person_id: str) -> None:
        self._taken[person_id] -= 1
        if not self._taken[person_id]:
            del self._taken[person_id]
