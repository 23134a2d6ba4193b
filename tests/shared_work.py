"""What every application in a process can share, done once: it is most of a test's time and none of its meaning."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from sqlite3 import Connection
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine as SqlEngine
from sqlalchemy import event
from sqlalchemy.engine import URL
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

import feedback.app
import feedback.services.passwords
import feedback.services.runtime
import feedback.storage.engine
from analysis.pipeline import Engine, load_engine
from forms.questionnaire import Questionnaire, load_questionnaires

QUICK_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class _Compiled(BytecodeCache):
    """Templates that this process has compiled."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        kept = self._kept.get((bucket.key, bucket.checksum))
        if kept is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


@cache
def _shipped_engine(quick: bool) -> Engine:
    return load_engine(quick=quick)


def _load_engine(model: Path | None = None, *, quick: bool = False) -> Engine:
    """Return the shipped engine, loaded once; a model of one's own may change on disk and is read anew."""
    return _shipped_engine(quick) if model is None else load_engine(model, quick=quick)


_shipped_questionnaires = cache(load_questionnaires)


def _load_questionnaires() -> Mapping[str, Questionnaire]:
    return dict(_shipped_questionnaires())


durable_sqlite = feedback.storage.engine._sqlite_engine


def _forgetful_sqlite(url: URL, *, read_only: bool) -> SqlEngine:
    """Return an engine that does not wait for the disk: its file is thrown away in a moment."""
    engine = durable_sqlite(url, read_only=read_only)

    @event.listens_for(engine, "connect")
    def _hurry(connection: Connection, _record: object) -> None:
        connection.execute("PRAGMA synchronous = OFF")

    return engine


_statements: LRUCache[Any, Any] = LRUCache(20_000)
_create_engine = feedback.storage.engine.create_engine


def _acquainted_engine(url: URL, **options: Any) -> SqlEngine:
    """Return an engine that knows the statements which any other one of its kind has compiled."""
    engine = _create_engine(url, **options)
    engine._compiled_cache = _statements
    return engine


_Builder = Callable[..., tuple[str, str]]
_compile_builder = Rule._compile_builder
_builders: dict[tuple[object, ...], _Builder] = {}


def _compiled_builder(rule: Rule, append_unknown: bool = True) -> _Builder:
    """Return the function that builds a rule's address; it is compiled anew for each of an application's 200."""
    defaults = tuple(sorted((rule.defaults or {}).items()))
    key = (rule.rule, tuple(rule._trace), defaults, append_unknown)
    if key not in _builders:
        _builders[key] = _compile_builder(rule, append_unknown)
    return _builders[key]


@pytest.fixture(scope="session", autouse=True)
def shared_work() -> Iterator[None]:
    """Let applications share what is compiled, the shipped engine and questionnaires; hash and store without care.

    `passwords.STRONG`, which hashes passwords in earnest, and `durable_sqlite` have their own tests.
    """
    passwords = feedback.services.passwords
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": _Compiled()})
        patch.setattr(feedback.services.runtime, "load_engine", _load_engine)
        patch.setattr(feedback.app, "load_questionnaires", _load_questionnaires)
        patch.setattr(Rule, "_compile_builder", _compiled_builder)
        patch.setattr(feedback.storage.engine, "_sqlite_engine", _forgetful_sqlite)
        patch.setattr(feedback.storage.engine, "create_engine", _acquainted_engine)
        # Compiled statements are kept by dialect, and each engine has its own: let one of a kind be as good as another.
        patch.setattr(DefaultDialect, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(DefaultDialect, "__hash__", lambda one: hash(type(one)))
        patch.setattr(passwords, "_hasher", QUICK_HASHER)
        patch.setattr(passwords, "_NOBODY", QUICK_HASHER.hash("nobody has this password"))
        yield
