"""Taking a file in: from whoever may write documents, told what it is, and kept until a version names it."""

from datetime import datetime

from psycopg import Connection

from samverka_infra import files
from samverka_infra.files import StoredFile
from samverka_services.commands.documents import TOPIC
from samverka_services.commands.kernel.context import Caller
from samverka_services.commands.kernel.executor import CommandExecutor
from samverka_services.files.recognising import type_of


def take_file(executor: CommandExecutor, caller: Caller, content: bytes) -> StoredFile:
    """Of the caller's organisation; the same file once more is the same. Raises Refused, Revoked."""

    def keep(connection: Connection, at: datetime) -> StoredFile:
        return files.keep(connection, type_of(content), content, at)

    return executor.beside(TOPIC, caller, keep)
