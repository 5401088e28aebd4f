"""Wear Samverka out: a tailing reader, kills under load, many random histories; exit code 1 if it gave way."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.soak_all import main

if __name__ == "__main__":
    sys.exit(main())
