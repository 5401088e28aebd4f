"""How much one answer may be, and how long it may take: counted while it is put together, whatever the query says.

A small query can unfold into an answer of any size, by lists within lists. So what is answered is counted too. Work
that goes on for long lets others in between, and ends when the answer is too large or nobody waits for it any more.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, MutableMapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from graphql.pyutils import gather_with_cancel
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from samverka_graphql.kernel.errors import Told

Found = TypeVar("Found")

MOST_VALUES = 250_000
"""Fields and items of lists, in one answer."""
MOST_CHARACTERS = 16_000_000
"""In one answer: its texts and the names of its fields."""
MOST_ERRORS = 50
"""Told in one answer."""
PIECE_SECONDS = 0.01
"""How long one answer is put together before others have their turn."""


class Ended(Told):
    """An answer that was begun, and ended because it would take too much."""


class HungUp(Exception):
    """Nobody waits for the answer any more."""


class Bounds:
    """Of one answer."""

    def __init__(self) -> None:
        self.executor: BoundedExecutor | None = None
        self._values = 0
        self._characters = 0
        self._piece_began = time.monotonic()
        self._queue = asyncio.Lock()
        self._end: asyncio.Timeout | None = None
        self._reason: Ended | HungUp | None = None
        self._beside: set[asyncio.Task[Any]] = set()

    @asynccontextmanager
    async def kept(self, receive: Callable[[], Awaitable[MutableMapping[str, Any]]]) -> AsyncIterator[None]:
        """Raises Ended if the answer becomes too large, HungUp if the client does; what waits then is cancelled."""
        listening = asyncio.create_task(self._listen(receive))
        try:
            async with asyncio.timeout(None) as self._end:
                yield
        except TimeoutError:
            if self._reason is None:
                raise
        finally:
            self._end = None
            listening.cancel()
        if self._reason is not None:
            raise self._reason

    @asynccontextmanager
    async def nothing_left(self) -> AsyncIterator[None]:
        """What was begun beside the answer, and is not waited for, has ended before this is left."""
        try:
            yield
        finally:
            futures = [*self._beside, *(self.executor.background_futures if self.executor else ())]
            for future in futures:
                future.cancel()
            await asyncio.gather(*futures, return_exceptions=True)

    def begun_beside(self) -> None:
        """The current task works for the answer without being waited for by it. Raises Ended or HungUp."""
        if self._reason is not None:
            raise self._reason
        task = asyncio.current_task()
        if task is not None:
            self._beside.add(task)
            task.add_done_callback(self._beside.discard)

    def count(self, values: int, names: Iterable[str] = ()) -> None:
        """So many values more. Raises Ended."""
        self._values += values
        self._characters += sum(map(len, names))
        if self._values > MOST_VALUES or self._characters > MOST_CHARACTERS:
            self._stop(Ended("answer-too-large", most=MOST_VALUES))
        if self._reason is not None:
            raise self._reason

    def count_leaf(self, value: Any) -> None:
        """Looked at with the next values."""
        self._characters += len(value) if isinstance(value, str) else 8

    @property
    def is_others_turn(self) -> bool:
        """Whether others have waited for long enough."""
        return time.monotonic() - self._piece_began > PIECE_SECONDS

    async def let_others_in(self) -> None:
        """If it is their turn; afterwards the answer's parts go on one after the other, and not all at once."""
        if not self.is_others_turn:
            return
        async with self._queue:
            if self.is_others_turn:
                await asyncio.sleep(0)
                self._piece_began = time.monotonic()

    async def in_turn(self, value: Awaitable[Found]) -> Found:
        """What is waited for; and then for others, if it is their turn."""
        found = await value
        await self.let_others_in()
        return found

    async def _listen(self, receive: Callable[[], Awaitable[MutableMapping[str, Any]]]) -> None:
        while (await receive())["type"] != "http.disconnect":
            continue
        self._stop(HungUp())

    def _stop(self, reason: Ended | HungUp) -> None:
        self._reason = self._reason or reason
        if self._end is not None:
            self._end.reschedule(0)


class BoundedExecutor(StrawberryGraphQLCoreExecutionContext):
    """Counts what it puts together, and does it piece by piece."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._bounds: Bounds = self.context_value.bounds
        self._bounds.executor = self

    def execute_fields(
        self,
        parent_type: Any,
        source_value: Any,
        path: Any,
        grouped_field_set: dict[str, Any],
        position_context: Any,
    ) -> Any:
        """An object."""
        self._bounds.count(len(grouped_field_set), grouped_field_set)
        return super().execute_fields(parent_type, source_value, path, grouped_field_set, position_context)

    def complete_leaf_value(self, return_type: Any, result: Any) -> Any:  # type: ignore[override]  # there static
        """A text, a number or the like."""
        value = super().complete_leaf_value(return_type, result)
        self._bounds.count_leaf(value)
        return value

    def complete_iterable_value(
        self, item_type: Any, field_details_list: Any, info: Any, path: Any, items: Any, position_context: Any
    ) -> Any:
        """A list; in pieces if this has gone on for long."""
        self._bounds.count(len(items))
        complete = self._in_pieces if self._bounds.is_others_turn else super().complete_iterable_value
        return complete(item_type, field_details_list, info, path, items, position_context)

    def complete_awaitable_value(
        self, return_type: Any, field_details_list: Any, info: Any, path: Any, result: Any, position_context: Any
    ) -> Any:
        """What a resolver has to wait for."""
        value = self._bounds.in_turn(result)
        return super().complete_awaitable_value(return_type, field_details_list, info, path, value, position_context)

    async def _in_pieces(
        self, item_type: Any, field_details_list: Any, info: Any, path: Any, items: Any, position_context: Any
    ) -> list[Any]:
        completed: list[Any] = []
        waiting: list[int] = []
        for index, item in enumerate(items):
            await self._bounds.let_others_in()
            place = path.add_key(index, None)
            if self.complete_list_item_value(
                item, completed, item_type, field_details_list, info, place, position_context
            ):
                waiting.append(index)
        found = await gather_with_cancel(*(completed[index] for index in waiting))
        for index, value in zip(waiting, found, strict=True):
            completed[index] = value
        return completed
