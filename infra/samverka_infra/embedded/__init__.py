"""A real PostgreSQL 18 from a Python package: the default where nobody has set up a server.

It listens on a Unix socket in its own data folder, which only its user may enter, and asks the operating system who
is calling. Whoever uses it last stops it; after a crash the next start recovers.
"""

from samverka_infra.embedded.programs import PROGRAMS
from samverka_infra.embedded.server import DATABASE, EmbeddedServer

__all__ = ["DATABASE", "PROGRAMS", "EmbeddedServer"]
