"""Keycloak's own database in the project's PostgreSQL server, and how its JDBC driver reaches it."""

from dataclasses import dataclass
from typing import LiteralString
from urllib.parse import urlencode

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

DATABASE = "keycloak"
_FACTORY = "org.newsclub.net.unix.AFUNIXSocketFactory$FactoryArg"


@dataclass(frozen=True, repr=False)
class Jdbc:
    """A database as Keycloak's settings want it."""

    url: str
    user: str
    password: str


def own_database(admin_url: str, name: str = DATABASE) -> str:
    """Make sure of a role and a database of that name; returns the role's address of it.

    For the embedded server: the role has no password, because the operating system says who is calling.
    """
    identifier = sql.Identifier(name)
    with psycopg.connect(admin_url, autocommit=True) as connection:
        if _is_missing(connection, "select from pg_roles where rolname = %s", name):
            connection.execute(sql.SQL("create role {} login").format(identifier))
        if _is_missing(connection, "select from pg_database where datname = %s", name):
            connection.execute(sql.SQL("create database {} owner {}").format(identifier, identifier))
            connection.execute(sql.SQL("revoke connect on database {} from public").format(identifier))
    return make_conninfo(admin_url, user=name, dbname=name)


def jdbc(address: str) -> Jdbc:
    """The same address for JDBC, which reaches a Unix socket by a socket factory."""
    parts = {name: str(value) for name, value in conninfo_to_dict(address).items()}
    host, port, database = parts.pop("host", "localhost"), parts.pop("port", "5432"), parts.pop("dbname")
    user, password = parts.pop("user"), parts.pop("password", "")
    if host.startswith("/"):
        factory = urlencode({"socketFactory": _FACTORY, "socketFactoryArg": f"{host}/.s.PGSQL.{port}"}, safe="/$")
        return Jdbc(f"jdbc:postgresql://localhost/{database}?{factory}", user, password)
    options = f"?{urlencode(parts)}" if parts else ""
    return Jdbc(f"jdbc:postgresql://{host}:{port}/{database}{options}", user, password)


def _is_missing(connection: psycopg.Connection, query: LiteralString, name: str) -> bool:
    return connection.execute(query, [name]).fetchone() is None
