"""Writes the names file of the product anew: `python -m tools.place_names [FILE]`."""

import sys
from pathlib import Path

from app.places.names import NAMES
from tools.place_names import build_names

if __name__ == "__main__":
    print(build_names(Path(sys.argv[1]) if len(sys.argv) > 1 else NAMES))
