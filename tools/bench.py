"""Measure appends, rebuild, matrix, the past, row-level security, tokens and memory here; with "pages", pages alone.

Nothing here can fail.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.bench_all import main, pages

if __name__ == "__main__":
    {(): main, ("pages",): pages}[tuple(sys.argv[1:])]()
