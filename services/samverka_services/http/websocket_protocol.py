"""WebSocket on a connection: what the library or Uvicorn would answer and log by themselves, in our way."""

import logging
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Response
from websockets.server import ServerProtocol

from samverka_services.http.middleware import SAFE_HEADERS

NOT_TEXT = 1007

_log = logging.getLogger("samverka.websocket")
_log.setLevel(logging.WARNING)  # Uvicorn tells every address with its query, and the library every message


class SafeHandshake(ServerProtocol):
    """Gives every answer to a handshake the headers of all other answers."""

    def send_response(self, response: Response) -> None:
        """Send it."""
        for name, value in SAFE_HEADERS.items():
            response.headers.setdefault(name, value)
        super().send_response(response)


class QuietWebSocket(WebSocketsSansIOProtocol):
    """A broken handshake and broken text are the client's mistakes: answered, closed, and nothing to log."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.logger = _log
        extensions = self.conn.available_extensions
        self.conn = SafeHandshake(extensions=extensions, max_size=self.config.ws_max_size, logger=_log)

    def data_received(self, data: bytes) -> None:
        """Also end a connection whose handshake the library has refused by itself."""
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()

    def send_receive_event_to_app(self) -> None:
        """Only text that is text."""
        if self.curr_msg_data_type == "text" and not _is_text(b"".join(self.frames)):
            self.frames = []
            self.conn.fail(NOT_TEXT)
            self.handle_parser_exception()
            return
        super().send_receive_event_to_app()


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
