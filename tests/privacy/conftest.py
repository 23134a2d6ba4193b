"""Fixtures of the tests of what a leak would show."""

from tests.databases import (
    empty_url,
    engine,
    postgres_server,
    postgres_url,
    runtime,
    sqlite_runtime,
    sqlite_url,
)

__all__ = [
    "empty_url",
    "engine",
    "postgres_server",
    "postgres_url",
    "runtime",
    "sqlite_runtime",
    "sqlite_url",
]
