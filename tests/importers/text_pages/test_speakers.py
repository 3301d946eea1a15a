"""Who speaks in a statement, by its title."""

import pytest

from app.importers.text_pages.speakers import speaker_of


@pytest.mark.parametrize(
    ("title", "speaker"),
    [
        (
            "Message from Director General António Vitorino - World Day",
            "António Vitorino, Director General",
        ),
        ("Statement by Amy Pope on the Shipwreck", "Amy Pope"),
        ("Statement by the President on the Budget", "President"),
        ("IOM Opens Centre", None),
    ],
)
def test_title_names_the_speaker(title: str, speaker: str | None) -> None:
    assert speaker_of(title) == speaker
