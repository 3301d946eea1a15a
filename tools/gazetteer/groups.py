"""Names of groups of places: no single place of ISO 3166 or M49 is what they mean.

Who filters by such a name is asked back with the members. `groups.tsv` holds facts of common
knowledge as of 2026, in the sense that press releases most often use.
"""

from pathlib import Path

_LINES = Path(__file__).with_name("groups.tsv").read_text("utf-8").splitlines()[1:]
_PARTED = (line.split("\t") for line in _LINES)
# Codes of the members, by names of the group.
GROUPS = {tuple(names.split(";")): tuple(codes.split()) for names, codes in _PARTED}
