"""Texts that are much alike share their sketch; others do not."""

import random

import pytest

from app.releases.shingles import SKETCH, likeness, shingles, sketch

WORDS = [f"word{number}" for number in range(400)]


def _changed(words: list[str], share: float, seed: int) -> list[str]:
    chance = random.Random(seed)
    return [f"new{seed}x{at}" if chance.random() < share else word for at, word in enumerate(words)]


def test_the_same_words_are_alike_whatever_their_case_accents_and_signs() -> None:
    one = shingles(
        "Çeşme’de kış yardımı: battaniye, ısıtıcı ve gıda, dağıtıldı bu hafta"
        " ailelere hep birlikte burada."
    )
    other = shingles(
        "CESME'DE KIS YARDIMI battaniye isitici ve gida dagitildi bu hafta"
        " ailelere hep birlikte burada"
    )
    assert one
    assert likeness(one, other) == 1


@pytest.mark.parametrize("text", ["", "One two three", "a b c d e f g h i j k l m"])
def test_a_short_text_is_like_nothing(text: str) -> None:
    assert shingles(text) == frozenset()
    assert likeness(shingles(text), shingles(text)) == 0


def test_a_language_without_spaces_is_compared_as_well() -> None:
    text = "本周在埃迪尔内向一千二百人分发了毛毯和取暖器以及食品"
    assert likeness(shingles(text), shingles(f"{text}等物资")) > 0.8


def test_half_alike_texts_share_enough_of_their_sketches_to_be_found() -> None:
    found = 0
    for seed in range(200):
        one = shingles(" ".join(f"{word}s{seed}" for word in WORDS))
        other = shingles(" ".join(_changed([f"{word}s{seed}" for word in WORDS], 0.06, seed)))
        assert 0.4 < likeness(one, other) < 0.8
        found += len(sketch(one) & sketch(other)) >= 3
    assert found >= 198


def test_other_texts_share_nothing() -> None:
    one = sketch(shingles(" ".join(WORDS)))
    other = sketch(shingles(" ".join(_changed(WORDS, 1, 1))))
    assert len(one) == SKETCH
    assert not one & other


def test_a_sketch_is_the_same_in_every_process() -> None:
    assert min(sketch(shingles(" ".join(WORDS[:30])))) == 858320143862335321
