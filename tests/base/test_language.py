"""Language tags: the direction of the script that they name."""

import pytest

from app.base.language import direction


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
