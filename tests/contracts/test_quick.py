"""`./run test` leaves out what drives a browser or takes long, says how many, and nothing that is asked for by name."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TESTS = """
import pytest

def test_plain(): pass

@pytest.mark.slow
def test_long(): pass

@pytest.mark.browser
def test_page(): pass

@pytest.mark.browser
@pytest.mark.quick
def test_first_page(): pass
"""
SETTINGS = """
[pytest]
testpaths = .
markers =
  browser: a
  quick: b
  slow: c
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a test of each kind."""
    (tmp_path / "test_kinds.py").write_text(TESTS, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text(SETTINGS, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("asked", "run", "left"),
    [
        ((), 2, 2),
        (("-n", "1"), 2, 2),
        (("test_kinds.py",), 4, 0),
        (("-n", "1", "test_kinds.py"), 4, 0),
        (("-m", "browser or slow"), 3, 0),
    ],
)
def test_slow_tests_are_left_out_and_counted_unless_asked_for(
    folder: Path, asked: tuple[str, ...], run: int, left: int
) -> None:
    command = [sys.executable, "-m", "pytest", "-p", "tests.quick", "-p", "no:cacheprovider"]
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "COV_"))}
    done = subprocess.run(
        [*command, *asked],
        cwd=folder,
        env=environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert f"{run} passed" in done.stdout
    said = f"{left} tests that drive a browser or take long were left to ./run check"
    assert (said in done.stdout) is bool(left), done.stdout
    assert bool(left) or "were left to" not in done.stdout
