"""Measure appends, rebuild, matrix, the past, row-level security, tokens and memory here. Nothing here can fail."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.bench_all import main

if __name__ == "__main__":
    main()
