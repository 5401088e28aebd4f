"""Wear Samverka out: writers with a tailing reader, and kills under load; exit code 1 if it gave way."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.soak_all import main

if __name__ == "__main__":
    sys.exit(main())
