"""How a command can fail besides by a rule of the domain."""


class NotFound(Exception):
    """There is no such thing, or none that this tenant may know of."""

    def __init__(self, kind: str, id: str) -> None:
        super().__init__(f"{kind} {id}")
        self.kind = kind
        self.id = id


class PreconditionRequired(Exception):
    """The command changes something and must say which version it has seen."""


class TooBusy(Exception):
    """Others changed the same things again and again; the command may be sent again."""
