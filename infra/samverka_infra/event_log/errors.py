"""How an append can fail. In every case nothing was stored."""


class StaleVersion(Exception):
    """One of the command's own streams has moved on since it was read."""


class GuardFailed(Exception):
    """A stream that the command relied on has moved on since it was read."""


class ClockPassed(Exception):
    """The time until which the decision held has passed."""


class NotHersToRecord(Exception):
    """An event is told to a region that its tenant has never belonged to, or is another's half of a membership."""


class KommunkodTaken(Exception):
    """Another organisation was registered with the same kommunkod."""


class KeyReused(Exception):
    """The command key was used before, for something else."""


class KeyInFlight(Exception):
    """A command with this key is being carried out right now."""
