"""`tests/` mirrors `app/`: who changes a module finds its tests at the same place.

A test file is named for a module or a package of the folder that it mirrors. Some are named for a
behaviour of that folder, which no module has for itself; these are listed below, each with what it
is about. What needs several packages at once stands in `tests/behaviour`, what holds for the
repository in `tests/contract`; data and partners are what tests work with, and the tests of
benchmarks and tools mirror these.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.contract.sources import TOP, python_files, tree

APART = {"behaviour", "benchmarks", "clients", "contract", "data", "partners", "tools"}
# Folder -> its test files that are named for a behaviour.
BEHAVIOURS: dict[str, set[str]] = {
    "": {"test_statements"},  # the counter of statements beside it
    "auth": {"test_many_acts"},  # more acts than threads
    "cdn": {"test_stale"},  # what each kind of fact makes stale
    "db": {
        "test_upgrade",  # a database of before, with releases of every kind
        "test_writers_leave_readers",  # connections, when many write
    },
    "formats": {
        "test_contacts",  # whom to ask, in all formats that have a place for it
        "test_feeds",  # what all feeds promise
        "test_pictures",  # where all formats have pictures and files
        "test_hostile_releases",  # what all formats promise, whatever a release holds
        "test_single_releases",  # what all formats of one release promise
    },
    "http/server": {"test_access_log"},  # the line of an answer, against those of other events
    "http/contract": {"test_problems"},  # what the whole server answers, against its schemas
    "importers/text_pages": {
        "test_furniture",  # what stands on a page beside releases
        "test_sample_page",  # one whole page
        "test_text_1",  # ten whole pages
    },
    "outbound": {"test_lookups"},  # names whose servers do not answer
    "public": {
        "test_translations",  # how formats lead from one release of a story to the others
        "test_one_per_story",  # lists, facets and searches that choose one translation
        "test_labels",  # what every answer promises of its labels
        "test_addresses",  # what a release has had as its address
        "test_crowd",  # more readers than threads
        "test_filters",  # what answers say of their selection, and undated releases
        "test_profiles",  # what lists, related releases and one release show, alike
        "test_mistakes",  # what developers do wrong, and what they are told
        "test_search",  # search as readers get it
        "test_web_url",  # where people read a release, in whatever names it
    },
    "public/themes": {"test_scheme"},  # the taxonomy as SKOS
    "published/reading": {"test_list_page"},  # pages of a list, against a plain reading
    "published/search": {
        "test_begun_words",  # a search while somebody types
        "test_search_cases",  # queries that others failed at
    },
    "releases": {"test_preflight_over_http"},  # asked for, and told with every act that publishes
    "releases/acts": {
        "test_overtaken",  # what changes between the preparation of a publication and the lock
        "test_statements_of_acts",  # what acts cost
        "test_workflow_model",  # all acts, against a model
    },
    "releases/desk": {
        "test_acts_without_a_body",  # acts that take no body
        "test_ends_of_the_calendar",  # the first and the last day
        "test_lost_edits",  # two editors at once
        "test_rights",  # who may write what
        "test_same_words",  # what is saved as it was, and what follows from other members
    },
    "releases/embargo": {
        "test_files",  # files of scheduled releases
        "test_groups_model",  # who reads what, against a model
    },
    "themes": {"test_rules_by_language"},  # how well the rules do in six languages
    "vocabularies": {"test_vocabulary_mark"},  # what readers keep of both vocabularies
    "vocabularies/places": {"test_merges"},  # two places that become one
    "vocabularies/themes": {
        "test_readers",  # a renamed theme, as caches and feed readers see it
        "test_walk",  # random acts
    },
    "webhooks/delivery": {
        "test_many",  # what a receiver has of thousands of releases
        "test_storm",  # receivers that misbehave, servers that die
        "test_who_must_be_told",  # random histories, against a model
    },
    "websub": {"test_mishaps"},  # what nobody foresaw
}


def _mirroring() -> Iterator[tuple[str, Path]]:
    """The folder, below `tests/` as below `app/`, and the path of every file that mirrors."""
    for path in python_files("tests"):
        inside = path.relative_to("tests")
        if inside.parts[0] not in APART:
            yield str(inside.parent).removeprefix("."), path


def test_every_folder_is_one_of_the_app() -> None:
    folders = {folder for folder, _ in _mirroring()}
    assert len(folders) > 20
    assert [folder for folder in folders if not (TOP / "app" / folder).is_dir()] == []


def test_every_test_file_is_named_for_a_module_or_a_listed_behaviour() -> None:
    strays = []
    for folder, path in _mirroring():
        module = TOP / "app" / folder / path.stem.removeprefix("test_")
        mirrors = module.is_dir() or module.with_suffix(".py").is_file()
        listed = path.stem in BEHAVIOURS.get(folder, ())
        if path.stem.startswith("test_") and mirrors == listed:
            strays.append(str(path))
    assert strays == []


def test_every_listed_behaviour_has_its_file() -> None:
    listed = [f"{folder}/{name}.py" for folder, names in BEHAVIOURS.items() for name in names]
    assert [name for name in listed if not (TOP / "tests" / name.lstrip("/")).is_file()] == []


def test_no_module_imports_a_test_module() -> None:
    """What tests share stands in a module beside them, so that a test can go without another."""
    imports = [
        f"{path}:{node.lineno} {name}"
        for path in python_files("tests", "benchmarks", "tools")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in _imported(node)
        if name.startswith("tests.") and name.split(".")[-1].startswith("test_")
    ]
    assert imports == []


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    """Returns the full names that are imported, and the module that they are imported from."""
    if isinstance(node, ast.Import):
        return [name.name for name in node.names]
    module = node.module or ""
    return [module, *(f"{module}.{name.name}" for name in node.names)]
