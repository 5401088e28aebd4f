"""How operations say that they may answer with a problem."""

from typing import Any

from samverka_services.http.problems import MEDIA_TYPE

PROBLEMS: dict[str, Any] = {
    "description": "Problem: 400, 413, 415 and 422 for what was sent, 401 and 403 for who sent it, 404 for what is "
    "not there, 409, 412 and 428 for how things stand, 429 and 503 for when to send it again",
    "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
