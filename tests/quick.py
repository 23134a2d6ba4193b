"""What `./run test` leaves to `./run check`: tests that drive a browser or take long. It loads this (-p tests.quick).

Nothing is left out of what is asked for by name (a file, a folder, `-m`), and the last line says how many were.
"""

import pytest

LEFT = {"browser", "slow"}
KEPT = "quick"
"""The mark of tests that drive a browser and are run all the same: they show that there is one, and that it works."""

_everything = pytest.StashKey[bool]()
_left_out = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    """Remember whether tests were asked for by name: a worker is told by the process that started it."""
    told = getattr(config, "workerinput", None)
    by_name = config.args_source is pytest.Config.ArgsSource.ARGS or bool(config.option.markexpr)
    config.stash[_everything] = by_name if told is None else told["everything"]
    config.stash[_left_out] = 0


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: object) -> None:
    """Tell a worker whether tests were asked for by name."""
    node.workerinput["everything"] = node.config.stash[_everything]  # type: ignore[attr-defined]


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is slow, unless it was asked for by name."""
    if config.stash[_everything]:
        return
    left = [item for item in items if is_left(item)]
    items[:] = [item for item in items if not is_left(item)]
    config.hook.pytest_deselected(items=left)
    config.stash[_left_out] = len(left)


def is_left(item: pytest.Item) -> bool:
    """Tell whether a test is one that `./run check` alone runs."""
    marks = {mark.name for mark in item.iter_markers()}
    return bool(marks & LEFT) and KEPT not in marks


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let a worker say how many it left out: each has the whole list."""
    said = getattr(session.config, "workeroutput", None)
    if said is not None:
        said["left_out"] = session.config.stash[_left_out]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: object) -> None:
    """Take down what a worker left out."""
    count = getattr(node, "workeroutput", {}).get("left_out", 0)
    stash = node.config.stash  # type: ignore[attr-defined]
    stash[_left_out] = max(stash[_left_out], count)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say how many were left out, and how to run them."""
    count = config.stash[_left_out]
    if count:
        terminalreporter.write_line(
            f"{count} tests that drive a browser or take long were left to ./run check. "
            "They alone: ./run test -m 'browser or slow'"
        )
