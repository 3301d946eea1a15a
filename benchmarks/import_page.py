"""Time and memory of `dateline import page` on 1,000 releases: the sample page, many times.

Each copy has headlines and words of its own, so that no release is taken for another. Prints the
seconds and megabytes of the whole command; exits with 1 when one of them misses its bound.
"""

import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TOP = Path(__file__).parents[1]
SAMPLE = TOP / "tests" / "data" / "sample" / "press-releases.txt"
RELEASES_OF_SAMPLE = 8
COPIES = 125
MOST_SECONDS = 20.0
MOST_MEGABYTES = 300.0
# Words that stand in every headline; a number after one makes a copy differ.
WORD = re.compile(r"(?<=\w )(the|and|of|on|in|for|from|to)(?= \w)", re.IGNORECASE)


def page(copies: int = COPIES) -> str:
    """The sample's text, `copies` times: in copy 7, `7th` follows every `the` between two words."""
    text = SAMPLE.read_text(encoding="utf-8")
    heading, _, rest = text.partition("\n")
    texts = [WORD.sub(rf"\g<0> {number}th", rest) for number in range(1, copies + 1)]
    return heading + "\n" + "\n\n".join(texts)


def measure(folder: Path) -> tuple[float, float]:
    """Seconds and megabytes of the command, from its start to its end."""
    source = folder / "page.txt"
    source.write_text(page(), encoding="utf-8")
    command = [str(Path(sys.executable).with_name("dateline")), "import", "page", str(source)]
    environment = os.environ | {"DATELINE_DATABASE_URL": f"sqlite:///{folder / 'dateline.db'}"}
    with (folder / "report.txt").open("w") as report:
        began = time.monotonic()
        process = subprocess.Popen([*command, "--publish"], stdout=report, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - began
    if status:
        raise SystemExit(f"the import failed: {(folder / 'report.txt').read_text()[-2000:]}")
    # Linux counts in kilobytes, macOS in bytes.
    unit = 1_000_000 if sys.platform == "darwin" else 1_000
    return seconds, usage.ru_maxrss / unit


def count(folder: Path) -> int:
    """How many releases are public now."""
    with sqlite3.connect(folder / "dateline.db") as connection:
        return int(connection.execute("SELECT count(*) FROM published_release").fetchone()[0])


def main() -> None:
    """Measures once and prints one line a number."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        seconds, megabytes = measure(folder)
        found = count(folder)
    print(f"releases   {found} of {COPIES * RELEASES_OF_SAMPLE}")
    print(f"seconds    {seconds:.1f} (at most {MOST_SECONDS:.0f})")
    print(f"megabytes  {megabytes:.0f} (at most {MOST_MEGABYTES:.0f})")
    fine = found == COPIES * RELEASES_OF_SAMPLE
    sys.exit(not (fine and seconds <= MOST_SECONDS and megabytes <= MOST_MEGABYTES))


if __name__ == "__main__":
    main()
