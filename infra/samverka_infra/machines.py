"""What the clients of other systems are called: by the organisation that each acts for, and a name of their own."""

import re

PREFIX = "samverka-machine-"
"""Clients that begin so are accepted by default: nobody but who may make any client can make one of them."""

_CLIENT = re.compile(rf"{PREFIX}[0-9]{{10}}-(.+)")


def client_id(number: str, name: str) -> str:
    """The machine's client at the issuer."""
    return f"{PREFIX}{number}-{name}"


def name_of(client: str) -> str | None:
    """The name that a machine was given; None of any other client."""
    found = _CLIENT.fullmatch(client)
    return found[1] if found else None
