"""Names in other scripts: taken where the letters leave one language, and the name is of today."""

import pytest

from app.places.script_names import LANGUAGES, name_by_script, sounds_alike


@pytest.mark.parametrize(
    ("names", "language", "main", "country", "found"),
    [
        (["Αδριανούπολη", "Эдирне", "أدرنة"], "el", "Edirne", "TR", "Αδριανούπολη"),
        (["أدرنة", "ادرنہ"], "ar", "Edirne", "TR", "أدرنة"),
        (["بصره"], "ar", "Basra", "IQ", "بصره"),
        (["キュタヒヤ", "屈塔希亚"], "ja", "Kütahya", "TR", "キュタヒヤ"),
        (["アンカラ", "安卡拉"], "zh", "Ankara", "TR", "安卡拉"),
        (["埃迪爾內", "埃迪尔内"], "zh-Hant", "Edirne", "TR", "埃迪爾內"),
        (["Самсун", "Самсұн"], "ru", "Samsun", "TR", "Самсун"),
    ],
)
def test_letters_of_one_language_give_it_away(
    names: list[str], language: str, main: str, country: str, found: str
) -> None:
    assert name_by_script(names, language, main, country) == found


@pytest.mark.parametrize(
    ("names", "language", "main", "country"),
    [
        (["Αθήνα", "Αθήναι"], "el", "Athens", "GR"),
        (["بصره"], "ar", "Basra", "TR"),
        (["تبريز"], "ar", "Tabriz", "IR"),
        (["گرگان"], "ar", "Gorgan", "IQ"),
        (["Атырау", "Атирау"], "ru", "Atyrau", "KZ"),
        (["Верный"], "ru", "Almaty", "KZ"),
        (["Маріуполь"], "ru", "Mariupol", "UA"),
        (["Βυζάντιο"], "el", "İstanbul", "TR"),
        (["Estambul"], "es", "İstanbul", "TR"),
        ([], "el", "Edirne", "TR"),
    ],
)
def test_a_doubtful_name_is_none(names: list[str], language: str, main: str, country: str) -> None:
    assert name_by_script(names, language, main, country) is None


def test_a_name_is_compared_by_its_sound_whatever_its_letters() -> None:
    assert sounds_alike("Ескишехир", "Eskişehir")
    assert not sounds_alike("Верный", "Almaty")
    assert not sounds_alike("—", "Almaty")


def test_every_language_has_a_script_of_its_own_or_letters_that_tell() -> None:
    assert {"ar", "el", "ru", "zh"} <= LANGUAGES.keys()
    assert not {"en", "es", "fr", "tr"} & LANGUAGES.keys()
