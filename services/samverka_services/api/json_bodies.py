"""Bodies are JSON in UTF-8, and in nothing else that would be guessed (RFC 8259, section 8.1)."""

import json
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class JsonRequest(Request):
    """Reads its body as UTF-8; a byte order mark is let pass."""

    async def json(self) -> Any:
        """Raises ValueError."""
        return json.loads((await self.body()).decode("utf-8-sig"))


class JsonRoute(APIRoute):
    """A route whose body is read so."""

    def get_route_handler(self) -> Handler:
        """FastAPI's, given such a request."""
        handle = super().get_route_handler()

        async def handle_json(request: Request) -> Response:
            return await handle(JsonRequest(request.scope, request.receive))

        return handle_json
