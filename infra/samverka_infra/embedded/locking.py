"""Locks that the operating system lifts when their holder ends, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def turn(folder: Path) -> Iterator[int]:
    """Alone with a folder among those who ask so; gives its descriptor."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX)
        yield opened
    finally:
        os.close(opened)


def hold(file: Path) -> int:
    """Be counted among a file's users, until the descriptor that this returns is closed."""
    opened = os.open(file, os.O_RDONLY | os.O_NOFOLLOW)
    fcntl.flock(opened, fcntl.LOCK_SH)
    return opened


def is_held(file: Path) -> bool:
    """Whether anybody is counted among a file's users."""
    opened = os.open(file, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(opened)
    return False
