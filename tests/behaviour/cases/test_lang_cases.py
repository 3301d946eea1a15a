"""Cases LANG-1 and LANG-2 through the whole service, with the letters of other scripts beside them.

LANG-1: running-coder/jquery-typeahead#240, jeancroy/fuzz-aldrin-plus#33, MTG/dunya#164,
dokuwiki/dokuwiki#3208, slugify/slugify#60, cviebrock/eloquent-sluggable#359. LANG-2:
lidge-jun/aside-codemode#30, subethaedit/SubEthaEdit#220, skleinei/alfred-confluence#25,
atom/fuzzy-finder#340.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from app.base.text import fold
from tests.behaviour.cases.case_newsroom import ids_of, publish_all, read_case
from tests.newsroom import EDITORIAL, Newsroom, checked

LANG_1, LANG_2 = read_case("lang-1.json"), read_case("lang-2.json")
THEMES = "/v1/editorial/themes"


def _search(newsroom: Newsroom, q: str) -> dict[str, str]:
    """The title of each release found, with its marks, by id."""
    asked = {"q": q, "include": "highlights", "limit": "100"}
    page = checked(newsroom.api.get("/v1/releases", params=asked), 200)
    return {one["id"]: one["highlights"].get("title", "") for one in page["data"]}


def _marked(highlight: str) -> list[str]:
    return [html.unescape(word) for word in re.findall(r"<mark>(.*?)</mark>", highlight)]


def _with_narrower(places: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for place in places:
        yield place
        yield from _with_narrower(place["narrower"])


def _turkish(newsroom: Newsroom) -> dict[str, dict[str, Any]]:
    return publish_all(
        newsroom,
        {
            one["key"]: {
                "title": one["title"],
                "language": LANG_1["lang"],
                "locations": one["location"],
                "dateline": {"text": one["location"][0]},
            }
            for one in LANG_1["releases"]
        },
    )


def test_lang_1_every_spelling_finds_the_row_and_marks_its_word(newsroom: Newsroom) -> None:
    made = _turkish(newsroom)
    titles = {one["key"]: one["title"] for one in LANG_1["releases"]}
    for key, queries in LANG_1["q_expect"].items():
        for q in queries:
            found = _search(newsroom, q)
            highlight = found[made[key]["id"]]
            assert html.unescape(re.sub(r"</?mark>", "", highlight)) == titles[key], q
            assert [fold(word) for word in _marked(highlight)] == [fold(q)], (q, highlight)


def test_lang_1_places_are_filtered_and_counted_under_one_label(newsroom: Newsroom) -> None:
    made = _turkish(newsroom)
    for name, keys in LANG_1["location_filter"].items():
        assert set(newsroom.public_ids(f"location={name}")) == ids_of(made, keys)
    answer = checked(newsroom.api.get("/v1/releases/facets?facets=location&lang=tr"), 200)
    places = _with_narrower(answer["facets"]["location"])
    cities = [place["label"] for place in places if place["kind"] == "city"]
    wanted = LANG_1["facet_label"].partition(": ")[2].split(", ")
    assert sorted(cities) == sorted(wanted)


def test_lang_1_slugs_lose_no_letter(newsroom: Newsroom) -> None:
    for title, slug in LANG_1["slugs"].items():
        made = newsroom.draft(title=title, language="tr")["slug"]
        assert made in (slug, slug.replace("istanbul-da", "istanbulda"))


# A title, and what people type for a word of it.
LETTERS: list[tuple[str, str, tuple[str, ...]]] = [
    ("de", "Große Straße gesperrt", ("grosse", "strasse", "STRASSE", "Straße", "STRAẞE")),
    ("de", "Lübeck hilft Königsberg", ("lubeck", "LÜBECK", "konigsberg")),
    ("el", "Η Αθήνα και ο Πύργος", ("αθηνα", "ΑΘΗΝΑ", "Αθήνα", "πυργος", "ΠΥΡΓΟΣ", "πύργοσ")),
    ("ru", "Самолёт в Орёл", ("самолет", "САМОЛЁТ", "орел", "ОРЁЛ")),
    ("uk", "Їжа для Запоріжжя", ("іжа", "їжа", "ЇЖА", "Запоріжжя")),
    ("fr", "Sœurs à l’œuvre", ("soeurs", "sœurs", "SŒURS", "oeuvre")),
    ("es", "Año de sequía", ("ano", "AÑO", "sequia", "SEQUÍA")),
    ("pl", "Łódź pomaga", ("lodz", "ŁÓDŹ", "łódź")),
    ("da", "Skæve hjælp på øen", ("skaeve", "SKÆVE", "oen", "ØEN", "pa")),
    ("vi", "Đà Nẵng cứu trợ", ("da", "nang", "NẴNG", "cuu", "trợ")),
    ("az", "Şəki rayonu", ("şəki", "ŞƏKİ", "rayonu", "RAYONU")),
    ("tr", "ISPARTA'DA KIŞ", ("isparta", "ısparta", "Isparta", "kis", "kış", "KIŞ")),
    ("ar", "إغاثة الأطفال في قرية", ("اغاثة", "إغاثه", "الاطفال", "قريه", "قَرْيَة", "قـــرية")),
    ("ar", "مستشفى في ١٢ مدينة", ("مستشفي", "12", "١٢", "مدينه")),
    ("fa", "یاری به کودکان", ("ياري", "یاری", "كودكان")),
    ("he", "עזרה לילדים", ("עֶזְרָה", "עזרה", "לילדים")),
    ("hi", "बाढ़ राहत", ("बाढ़", "राहत")),
    ("zh", "台北救援１２隊", ("台北", "救援", "12")),
    ("ja", "ガザ支援が続く", ("ガザ", "ｶﾞｻﾞ", "支援")),
    ("ko", "난민 지원", ("난민", "지원")),
    ("th", "ช่วยเหลือผู้ลี้ภัย", ("ผู้ลี้ภัย", "ช่วยเหลือ")),
]


def test_lang_1_letters_of_other_languages_are_found_as_people_type_them(
    newsroom: Newsroom,
) -> None:
    made = publish_all(
        newsroom,
        {title: {"title": title, "language": language} for language, title, _ in LETTERS},
    )
    for _, title, queries in LETTERS:
        for q in queries:
            for form in {q, unicodedata.normalize("NFD", q)}:
                found = _search(newsroom, form)
                assert made[title]["id"] in found, (title, form)
                assert _marked(found[made[title]["id"]]), (title, form)


def test_lang_1_other_letters_are_other_words(newsroom: Newsroom) -> None:
    """What is folded must not be folded too far: these are not the same word to anybody."""
    apart = [("ja", "はは", "ばば"), ("th", "ไก่", "ไก")]
    for language, title, other in apart:
        release = newsroom.published(title=title, language=language)
        assert release["id"] in _search(newsroom, title)
        assert release["id"] not in _search(newsroom, other), other


def test_lang_2_both_forms_are_one_place_one_theme_one_slug(newsroom: Newsroom) -> None:
    desk = newsroom.desk
    for pair in LANG_2["pairs"]:
        forms = [pair["nfc"], pair["nfd"]]
        made = [newsroom.published(title=form, locations=[form]) for form in forms]
        ids = {release["id"] for release in made}
        places = [
            {place["id"] for place in newsroom.api.get(f"/v1/releases/{one}").json()["locations"]}
            for one in ids
        ]
        assert len(places[0]) == 1
        assert places[0] == places[1]
        for form in forms:
            by_place = checked(newsroom.api.get("/v1/releases", params={"location": form}), 200)
            assert {one["id"] for one in by_place["data"]} >= ids
            assert set(_search(newsroom, form)) >= ids
        slugs = [re.sub(r"-\d+$", "", release["slug"]) for release in made]
        assert slugs[0] == slugs[1]
        first = desk.post(THEMES, json={"labels": {"en": f"{forms[0]} relief"}})
        assert first.status_code == 201, first.text
        again = desk.post(THEMES, json={"labels": {"en": f"{forms[1]} relief"}})
        assert again.status_code == 422, again.text
        assert again.json()["errors"][0]["pointer"] == "#/labels/en"
    facets = checked(newsroom.api.get("/v1/releases/facets?facets=location"), 200)["facets"]
    counted = [place["value"] for place in _with_narrower(facets["location"])]
    assert len(counted) > len(LANG_2["pairs"])
    assert len(counted) == len(set(counted))


def test_lang_2_limits_count_both_forms_alike(newsroom: Newsroom) -> None:
    for letter in ("é", "ğ", "ệ"):
        split = unicodedata.normalize("NFD", letter)
        for form in (letter, split):
            fits = newsroom.desk.post(EDITORIAL, json={"title": form * 500})
            assert fits.status_code == 201, (letter, len(form))
            long = newsroom.desk.post(EDITORIAL, json={"title": form * 501})
            assert long.status_code == 422, (letter, len(form))


def test_lang_2_what_only_looks_alike_comes_back_as_it_was_sent(newsroom: Newsroom) -> None:
    for title in (LANG_2["must_not_fold"]["title"], "Ⅳ ㎞ ｶﾀｶﾅ ﷺ", "𝐀 … №"):
        release = newsroom.published(title=title, body_text=title)
        public = newsroom.api.get(f"/v1/releases/{release['id']}").json()
        assert (public["title"], public["body_text"]) == (title, title)
        # And it is found by the letters that it stands for.
    assert _search(newsroom, "final")
