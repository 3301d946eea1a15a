"""A profile of each operation: where the product's time goes, by `py-spy`."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.speed_servers import Server

# Not in the repository.
FOLDER = Path(__file__).parents[1] / "var" / "profiles"
_SAMPLES_A_SECOND = 500


@contextmanager
def profiled(server: Server, name: str, seconds: float) -> Iterator[None]:
    """Watch the server while the block presses it; leaves a picture of flames."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    file = FOLDER / f"{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}.svg"
    command = [
        *(str(Path(sys.executable).with_name("py-spy")), "record", "--pid", str(server.pid)),
        *("--output", str(file), "--duration", str(max(1, round(seconds)))),
        *("--rate", str(_SAMPLES_A_SECOND), "--native"),
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        yield
        _, told = process.communicate(timeout=seconds + 60)
    if process.returncode != 0:
        raise SystemExit(f"py-spy: {told.decode(errors='replace')[-1_000:]}")
    print(f"  profile: {file}", flush=True)
