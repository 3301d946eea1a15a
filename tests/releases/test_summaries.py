"""The first sentence of a text."""

import pytest

from app.releases.summaries import first_sentence


@pytest.mark.parametrize(
    ("paragraph", "sentence"),
    [
        ("The images are unforgettable. Desperate families.", "The images are unforgettable."),
        (
            "U.S. Senator J. Smith and Dr. Lee met. They left.",
            "U.S. Senator J. Smith and Dr. Lee met.",
        ),
        ("U.S. Sens. Lee and Ray met. They left.", "U.S. Sens. Lee and Ray met."),
        ("Llegaron de EE. UU. Hoy siguen.", "Llegaron de EE. UU. Hoy siguen."),
        ("Помощь получили 5 тыс. Жителей ждут.", "Помощь получили 5 тыс. Жителей ждут."),
        ("They met at the Museum of Art. It rained.", "They met at the Museum of Art."),
        ("It cost 2.5 million. More follows.", "It cost 2.5 million."),
        ("“Go!” she said. He went.", "“Go!” she said."),
        ("No stop at all", "No stop at all"),
        ("افتتح المركز اليوم. حضر الوزير.", "افتتح المركز اليوم."),
        ("救援物资已经抵达。第二批将于周五出发。", "救援物资已经抵达。"),
    ],
)
def test_first_sentence_ends_at_its_own_stop(paragraph: str, sentence: str) -> None:
    assert first_sentence(paragraph) == sentence
