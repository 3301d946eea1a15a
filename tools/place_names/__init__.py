"""Builds the file of place names by language: `python -m tools.place_names`.

Needs babel and pycountry, and the gazetteer file, whose numbers the names stand under. The same
versions of these packages give the same rows, which a test holds.
"""

from tools.place_names.file import NamesReport, build_names

__all__ = ["NamesReport", "build_names"]
