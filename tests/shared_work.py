"""What every application in a process can share, done once: it is most of a test's time and none of its meaning."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

import feedback.app
import feedback.services.passwords
import feedback.services.runtime
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


@pytest.fixture(scope="session", autouse=True)
def shared_work() -> Iterator[None]:
    """Let applications share compiled templates, the shipped engine and questionnaires, and hash passwords cheaply.

    `passwords.STRONG`, which hashes them in earnest, has its own tests.
    """
    passwords = feedback.services.passwords
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "jinja_options", {"bytecode_cache": _Compiled()})
        patch.setattr(feedback.services.runtime, "load_engine", _load_engine)
        patch.setattr(feedback.app, "load_questionnaires", _load_questionnaires)
        patch.setattr(passwords, "_hasher", QUICK_HASHER)
        patch.setattr(passwords, "_NOBODY", QUICK_HASHER.hash("nobody has this password"))
        yield
