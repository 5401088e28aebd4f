"""Stopping with the process that started this one, however it ended."""

import os
import signal
from typing import TextIO


def stop_with_parent(inherited: TextIO) -> None:
    """Wait until the parent's end of the pipe closes, then stop this process in good order."""
    inherited.read()
    os.kill(os.getpid(), signal.SIGTERM)
