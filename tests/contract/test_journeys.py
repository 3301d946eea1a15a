"""How many files of `app/` a request enters: who follows one by reading has to open each of them.

`make docs` writes the files into docs/architecture.md, in their order.
"""

import sys

import pytest

from tests.contract.journeys import journeys
from tests.contract.sources import TOP

# Where a journey ends, as seen from HTTP.
END = {
    "list": "published/index/sets.py",
    "publication": "published/store/writer.py",
    "search": "published/search/postings.py",
}
# They were 54, 69 and 68 when there were several ways to read and to publish. The aim is 15, 25
# and 20.
LIMITS = {"list": 22, "publication": 40, "search": 30}


@pytest.mark.parametrize(("journey", "most"), LIMITS.items())
def test_a_request_enters_few_files(journey: str, most: int) -> None:
    files = journeys()[journey]
    sys.stdout.write(f"A {journey} enters {len(files)} files:\n" + "\n".join(files))
    assert len(files) <= most


@pytest.mark.parametrize("journey", LIMITS)
def test_a_journey_is_seen_from_one_end_to_the_other(journey: str) -> None:
    """In threads too: the app at one end; sets, rows or postings at the other."""
    files = journeys()[journey]
    assert [name for name in files if not (TOP / "app" / name).is_file()] == []
    ends = {"http/server/request_context.py", END[journey]}
    assert ends <= set(files)
