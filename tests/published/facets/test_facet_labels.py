"""Texts of facets are of one state; who is of an earlier one takes nothing from the others."""

from app.changes.log import Mark
from app.published.facets.facet_labels import FacetLabels

EARLIER, LATER = Mark(epoch=1, seq=1), Mark(epoch=1, seq=2)


def test_who_counts_in_an_earlier_state_leaves_the_names_of_the_newest() -> None:
    labels = FacetLabels()
    labels.organisations(LATER)["iom"] = "text"
    assert labels.organisations(EARLIER) == {}
    assert labels.organisations(LATER) == {"iom": "text"}


def test_names_of_an_earlier_state_are_not_those_of_a_later_one() -> None:
    labels = FacetLabels()
    labels.organisations(EARLIER)["iom"] = "text"
    assert labels.organisations(LATER) == {}
