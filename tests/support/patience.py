"""How long a test waits for what must come."""

PATIENCE_SECONDS = 180.0
"""Enough on a busy machine; where all goes well nobody waits as long."""
