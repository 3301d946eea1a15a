"""Writes the gazetteer file of the product anew: `python -m tools.gazetteer [FILE]`."""

import sys
from pathlib import Path

from app.places.gazetteer import DATA
from tools.gazetteer import build

if __name__ == "__main__":
    print(build(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA))
