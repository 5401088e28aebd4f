"""Logs as lines of JSON on standard error. Never a token, a body or a person's data."""

import json
import logging
import sys
import traceback
from collections.abc import Iterator

from samverka_infra.database import without_text


class JsonLines(logging.Formatter):
    """One JSON object a line. Of an exception the kind and the place, never the text: it may repeat what was sent."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": _message(record),
            **getattr(record, "details", {}),
        }
        if record.exc_info:
            line["trace"] = "\n".join(_trace(record.exc_info[1]))
        return json.dumps(line, ensure_ascii=False)


def _message(record: logging.LogRecord) -> str:
    """Of what the event loop stumbles over it shows the exception too, text and all."""
    message = record.getMessage()
    return message.partition("\n")[0] if record.name == "asyncio" else message


def _trace(error: BaseException | None) -> Iterator[str]:
    """Where it was raised, after what led to it."""
    if error is None:
        return
    yield from _trace(error.__cause__ or (None if error.__suppress_context__ else error.__context__))
    yield from (line.rstrip() for line in traceback.format_tb(error.__traceback__))
    yield without_text(error)
    for each in getattr(error, "exceptions", ()):
        yield from _trace(each)


def set_up_logs(level: str) -> None:
    """Once per process. DEBUG is for what we log ourselves: libraries would write down messages, tokens and all."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level="INFO" if level == "DEBUG" else level, handlers=[handler], force=True)
    logging.getLogger("samverka").setLevel(level)
    # Keycloak is asked every second: what is worth telling is told by who asks.
    logging.getLogger("httpx").setLevel(logging.WARNING)
