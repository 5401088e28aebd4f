"""How long a test waits for what must come."""

PATIENCE_SECONDS = 180.0
"""Enough on a busy machine; where all goes well nobody waits as long."""
PAUSE_SECONDS = 0.02
"""Between two looks at what is waited for: who looks without a pause takes the processor from what she waits for."""
