"""Ports of this machine."""

import socket


def is_port_free(host: str, port: int) -> bool:
    """Whether nobody listens there now; ports that are only waiting to be forgotten count as free."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
