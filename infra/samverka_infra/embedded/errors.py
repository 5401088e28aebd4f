"""What can go wrong around the embedded server."""

from pathlib import Path


class SocketPathTooLong(Exception):
    """No Unix socket can be reached in the data folder."""

    def __init__(self, folder: Path, longest: int) -> None:
        super().__init__(str(folder))
        self.folder = folder
        self.longest = longest
        """Bytes that the folder's path may have."""


class ForeignFolder(Exception):
    """The data folder belongs to another user, or holds something else; the text is its path."""


class NoServerUser(Exception):
    """The operating system does not know the user that the server must run as; the text is the user's name."""


class ProgramsOutOfReach(Exception):
    """The server's user may not run PostgreSQL's programs; the text is their folder."""


class EmbeddedNotStarted(Exception):
    """PostgreSQL was not made or started; the text is what it said, or the path of its log."""
