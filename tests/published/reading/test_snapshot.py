"""What is in memory: documents, bounded by bytes, and labels, each of one state."""

from uuid import uuid4

from app.changes.log import Mark
from app.published.reading.document_json import Document
from app.published.reading.facet_names import CalledOrganisation
from app.published.reading.snapshot import DocumentCache, LabelCache

TEXT = CalledOrganisation({"id": "iom", "name": "IOM", "names": {}}, "en")
EARLIER, LATER = Mark(epoch=1, seq=1), Mark(epoch=1, seq=2)


def _document(size: int = 1_000) -> Document:
    return Document(uuid4(), b"x" * size)


def test_the_least_recently_used_go_first() -> None:
    cache = DocumentCache(most_bytes=9_500)
    documents = {number: _document() for number in range(1, 4)}
    cache.add(documents)
    assert cache.find([1, 2, 3]) == documents
    cache.find([1])
    cache.add({4: _document()})
    assert set(cache.find([1, 2, 3, 4])) == {1, 3, 4}
    cache.add({5: _document(size=9_000)})
    assert 5 not in cache.find(range(9))


def test_what_is_dropped_makes_room() -> None:
    cache = DocumentCache(most_bytes=6_500)
    for _ in range(100):
        cache.add({1: _document(), 2: _document()})
        cache.drop([1, 2, 3])
    cache.add({1: _document(), 2: _document()})
    assert set(cache.find([1, 2])) == {1, 2}
    cache.clear()
    assert cache.find([1, 2]) == {}


def test_who_counts_in_an_earlier_state_leaves_the_names_of_the_newest() -> None:
    labels = LabelCache()
    labels.organisations(LATER)["iom"] = TEXT
    assert labels.organisations(EARLIER) == {}
    assert labels.organisations(LATER) == {"iom": TEXT}


def test_names_of_an_earlier_state_are_not_those_of_a_later_one() -> None:
    labels = LabelCache()
    labels.organisations(EARLIER)["iom"] = TEXT
    assert labels.organisations(LATER) == {}
