"""Offers: what a tenant's decision is judged by and another tenant has recorded, such as a request's terms."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from samverka_domain.kernel.aggregate import DomainEvent
from samverka_domain.kernel.order import is_overtaken


@dataclass(frozen=True)
class Offer(ABC):
    """A frozen value folded from the shared part of a stream; the stream's own aggregate uses the same fold."""

    version: int
    """The version of the stream at which this holds."""

    @classmethod
    def fold(cls, events: Iterable[DomainEvent]) -> Self | None:
        """Fold what is shared of a stream, oldest first; None while nothing is."""
        offer: Self | None = None
        for event in events:
            offer = offer if is_overtaken(event) else cls.after(offer, event)
            offer = offer and replace(offer, version=event.originator_version)
        return offer

    @classmethod
    @abstractmethod
    def after(cls, offer: Self | None, event: DomainEvent) -> Self | None:
        """The offer as an event leaves it, up to its version."""

    @property
    def holds_until(self) -> datetime | None:
        """The moment at which it changes by itself; None if it does not."""
        return None
