"""The one JSON line that every benchmark prints."""

import json
import subprocess
from datetime import UTC, datetime
from typing import Any


def print_line(bench: str, measures: list[dict[str, Any]], **more: Any) -> None:
    """Print the measures; `ok` is filled in where a bar is given (lower is better for a ratio)."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    at = datetime.now(UTC).isoformat(timespec="seconds")
    print(
        json.dumps(
            {"bench": bench, "at": at, "commit": commit.stdout.strip(), "measures": measures} | more
        )
    )
