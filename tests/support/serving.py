"""Small servers of the tests' own, answering beside them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import HTTPServer


@contextmanager
def answering(server: HTTPServer) -> Iterator[None]:
    """Answers in a thread, and is closed afterwards."""
    thread = threading.Thread(target=server.serve_forever, args=[0.01])
    thread.start()
    yield
    server.shutdown()
    server.server_close()
    thread.join()
