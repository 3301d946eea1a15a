"""One class, one name: a reader who meets a name in `app/` knows which class it means."""

import ast
from collections import defaultdict

from tests.contract.sources import python_files, tree

# Names of classes that still stand in several files. It may only shrink: a name that is no longer
# used twice fails the test as well as a name that is not listed. `Kind` of webhooks and `Release`
# of the selection are names of schemas in the contract.
STILL = {"Kind", "Release", "TokenVerifier"}


def test_no_name_is_given_to_two_classes() -> None:
    files: dict[str, set[str]] = defaultdict(set)
    for path in python_files("app"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef):
                files[node.name].add(str(path))
    twice = {name: sorted(found) for name, found in files.items() if len(found) > 1}
    assert {name: found for name, found in twice.items() if name not in STILL} == {}
    assert sorted(STILL - twice.keys()) == [], "take these out of STILL"
