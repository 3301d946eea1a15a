"""Programs that tests of clients run, to their end."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

# Below the limit of a test, so that what hangs is told.
PATIENCE_SECONDS = 250


def run(
    command: list[str],
    folder: Path,
    environment: Mapping[str, str] | None = None,
    seconds: float = PATIENCE_SECONDS,
) -> str:
    """Returns what a command prints; raises AssertionError when it fails."""
    told = subprocess.run(
        command,
        cwd=folder,
        env=os.environ | dict(environment or {}),
        capture_output=True,
        text=True,
        check=False,
        timeout=seconds,
    )
    assert told.returncode == 0, (
        f"{' '.join(command)}\n{told.stdout[-5_000:]}{told.stderr[-5_000:]}"
    )
    return told.stdout
