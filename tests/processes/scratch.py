"""Databases for the houses of one run."""

from __future__ import annotations

from importlib import import_module
from urllib.parse import urlsplit, urlunsplit


class Scratch:
    """A database of its own on the server of this run; "" (SQLite) needs none."""

    def __init__(self, server: str, name: str) -> None:
        self.server, self.name = server, name

    def __enter__(self) -> str:
        if not self.server:
            return ""
        self._run(f'CREATE DATABASE "{self.name}"')
        parts = urlsplit(self.server)
        return urlunsplit(parts._replace(path=f"/{self.name}"))

    def __exit__(self, *_: object) -> None:
        if self.server:
            self._run(f'DROP DATABASE "{self.name}" WITH (FORCE)')

    def _run(self, statement: str) -> None:
        with import_module("psycopg").connect(self.server, autocommit=True) as connection:
            connection.execute(statement)
