"""The table of figures, printed line by line as they come."""

import statistics
import time
from collections.abc import Callable, Sequence

_WIDTH = 66


def section(title: str) -> None:
    """What the next lines are about."""
    print(f"\n{title}", flush=True)


def row(what: str, figure: str, remark: str = "") -> None:
    """One figure."""
    print(f"  {what:<{_WIDTH}}{figure:>14}  {remark}".rstrip(), flush=True)


def per_second(count: float) -> str:
    """A rate."""
    return f"{count:,.0f} /s"


def milliseconds(seconds: float) -> str:
    """A duration."""
    return f"{seconds * 1000:,.2f} ms"


def durations(what: str, seconds: Sequence[float], remark: str = "") -> None:
    """The median of some durations, with their 95th percentile."""
    p95 = statistics.quantiles(seconds, n=20)[-1]
    told = f"p95 {milliseconds(p95)}, n = {len(seconds)}"
    row(what, milliseconds(statistics.median(seconds)), f"{told}; {remark}" if remark else told)


def timed(action: Callable[[], object]) -> float:
    """How many seconds something takes."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started
