"""The tokens that `samverka login` keeps: each for one server, in a file that nobody but its owner reads."""

import json
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from platformdirs import user_state_path

_LEAST_SECONDS = 5
"""A token that ends sooner is not sent any more."""


def keep(server: str, token: str, expires_at: int) -> Path:
    """Keep a token for one server, in place of the one before; returns the file."""
    path = _file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    known = {name: entry for name, entry in _all().items() if _is_good(entry)}
    opened, unfinished = tempfile.mkstemp(dir=path.parent)  # which nobody else may read
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        json.dump(known | {server: {"token": token, "expiresAt": expires_at}}, file)
    Path(unfinished).replace(path)
    return path


def kept(server: str) -> str | None:
    """The token for this server, as long as it is good."""
    entry = _all().get(server, {})
    return str(entry["token"]) if _is_good(entry) else None


def _file() -> Path:
    return user_state_path("samverka") / "tokens.json"


def _all() -> dict[str, Any]:
    try:
        found = json.loads(_file().read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_good(entry: Any) -> bool:
    """Whatever stands in the file."""
    expires_at = entry.get("expiresAt") if isinstance(entry, dict) and "token" in entry else None
    return isinstance(expires_at, int) and expires_at > time.time() + _LEAST_SECONDS
