"""Marks for tests in which answers are ended before they are whole."""

import pytest

from samverka_services.processes.server import NEVER_BEGUN

ANSWERS_END = [
    pytest.mark.usefixtures("collected"),
    pytest.mark.filterwarnings(f"ignore:{NEVER_BEGUN}:RuntimeWarning"),
]
"""What they leave behind is as welcome as in the server process."""
