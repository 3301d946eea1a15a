"""Texts of facets are of one state; who is of an earlier one takes nothing from the others."""

from app.changes.log import Mark
from app.published.facets.facet_labels import LabelCache
from app.published.labels.labels import Label

TEXT = Label("IOM", "en")
EARLIER, LATER = Mark(epoch=1, seq=1), Mark(epoch=1, seq=2)


def test_who_counts_in_an_earlier_state_leaves_the_names_of_the_newest() -> None:
    labels = LabelCache()
    labels.organisations(LATER)["iom"] = TEXT
    assert labels.organisations(EARLIER) == {}
    assert labels.organisations(LATER) == {"iom": TEXT}


def test_names_of_an_earlier_state_are_not_those_of_a_later_one() -> None:
    labels = LabelCache()
    labels.organisations(EARLIER)["iom"] = TEXT
    assert labels.organisations(LATER) == {}
