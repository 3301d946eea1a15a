"""Language tags: the direction of the script that they name."""

import pytest

from app.base.language import canonical_language, direction, nearest_language


@pytest.mark.parametrize(
    ("tag", "meant"),
    [("x-klingon", "und-x-klingon"), ("X-Y", "und-x-y"), ("i-enochian", "und-x-i-enochian"),
     ("i-klingon", "tlh")],
)  # fmt: skip
def test_a_tag_without_a_language_is_told_apart_from_none(tag: str, meant: str) -> None:
    with pytest.raises(ValueError, match="no language that others know"):
        canonical_language(tag)
    assert nearest_language(tag) == meant
    assert canonical_language(meant) == meant


@pytest.mark.parametrize(
    "tag",
    ["ar", "ar-EG", "he", "fa", "ur", "ps", "ckb", "az-Arab", "yi", "dv", "sd", "ug", "uz-AF",
     "pa-PK", "ff-Adlm", "syr", "nqo", "rhg", "az-IR"],
)  # fmt: skip
def test_a_script_that_runs_to_the_left_is_known_by_any_tag(tag: str) -> None:
    assert direction(tag) == "rtl"


@pytest.mark.parametrize("tag", ["en", "az", "tr", "ku", "zh-Hant-TW", "pa", "ar-Latn", "he-Latn"])
def test_every_other_runs_to_the_right(tag: str) -> None:
    assert direction(tag) == "ltr"
