"""Logs as lines of JSON on standard error. Never a token, a body or a person's data."""

import json
import logging
import sys


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "details", {}),
        }
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up_logs(level: str) -> None:
    """Once per process. DEBUG is for what we log ourselves: libraries would write down messages, tokens and all."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(level="INFO" if level == "DEBUG" else level, handlers=[handler], force=True)
    logging.getLogger("samverka").setLevel(level)
    # Keycloak is asked every second: what is worth telling is told by who asks.
    logging.getLogger("httpx").setLevel(logging.WARNING)
