"""Cases QUERY-1 and QUERY-2 through the whole service, with what stands next to them.

QUERY-1: strapi/strapi#12367, sulu/sulu#8467, directus/directus#2313, TryGhost/Ghost#8706,
localwiki/localwiki#530, d3vyce/fastapi-toolsets#386. QUERY-2: taginfo/taginfo#40, rotki/rotki#9505,
activerecord-hackery/ransack#256, simonw/datasette#651, Gentleman-Programming/engram#574,
dogsheep/dogsheep-beta#31, dogsheep/dogsheep-beta#33.
"""

from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import quote

import pytest

from app.published.words.text_query import LONGEST_QUERY
from tests.behaviour.cases.case_newsroom import ids_of, publish_all, read_case, walk
from tests.contract.inlined import inlined
from tests.newsroom import Newsroom

CASE = read_case("query-1.json")
QUERY_2 = read_case("query-2.json")
# The file's short names, and the themes of the taxonomy that stand for them here.
THEMES = {"health": "health", "migration": "migration-displacement", "education": "education"}
DOORS = ("", ".rss", ".atom", ".jsonfeed", ".ninjs", ".csv", ".ndjson")

Filed = dict[str, dict[str, Any]]


@pytest.fixture
def filed(newsroom: Newsroom) -> Filed:
    """The releases of QUERY-1, each also of a kind, a language and an organisation."""
    kinds = ("press_release", "statement")
    languages = ("en", "en-GB", "tr")
    return publish_all(
        newsroom,
        {
            item["key"]: {
                "title": item["title"],
                "published_at": item["published_at"],
                "themes": [THEMES[name] for name in item["theme"]],
                "locations": item["location"],
                "kind": kinds[at % 2],
                "language": languages[at % 3],
                "organisation": {"name": f"Office {at % 2}"},
            }
            for at, item in enumerate(CASE["releases"])
        },
    )


# What the file asks in words and what is next to it: the same in every way that it can be written.
QUERIES = [
    ("R1 R2 R3 R4", "theme=health,migration-displacement"),
    ("R1 R2 R3 R4", "theme=health&theme=migration-displacement"),
    ("R1 R2 R3 R4", "theme=%20migration-displacement%20,HEALTH"),
    ("R1 R4", "theme.all=health,migration-displacement"),
    ("R1 R4", "theme.all=health&theme.all=Migration-Displacement"),
    ("R1 R4", "theme=health&theme.all=migration-displacement"),
    ("R2", "theme=health&theme.not=migration-displacement"),
    ("R5 R6", "theme.not=health,migration-displacement"),
    ("R1 R3", "location=TR&theme=health,migration-displacement"),
    ("R1 R2 R3 R4 R5 R6", "location=TR,GR"),
    ("R1 R2 R3 R4 R5 R6", "location=tur&location=greece"),
    ("R3", "location.all=TR,GR"),
    ("R1 R5 R6", "location=TR&location.not=GR"),
    # What contains both holds each once: Türkiye lies in Asia, Greece in Europe, both in the world.
    ("R1 R2 R3 R4 R5 R6", "location=001,TR,GR,145"),
    ("R1 R2 R4", "theme=health&theme=health"),
    ("R1 R2 R4", "theme=health,health,HEALTH"),
    ("R1 R3 R5", "kind=press_release&kind=Press_Release"),
    ("R1 R2 R3 R4 R5 R6", "kind=press_release,statement"),
    ("", "kind.all=press_release,statement"),
    ("R1 R2 R4 R5", "language=en"),
    ("R1 R2 R4 R5", "language=en,en-gb,EN"),
    ("R2 R5", "language.all=en,en-GB"),
    ("R3 R6", "language.not=en"),
    ("R1 R3 R5", "organisation=office-0,OFFICE-0"),
    ("R1 R2 R3 R4 R5 R6", "organisation=office-0&organisation=office-1"),
    ("R1 R2", "date=2024-02-01,2024-02-02"),
    ("R1 R2", "date=2024-02-01/2024-02-02&date=2024-02-01"),
    ("R1 R4", "theme.all=health,migration-displacement&date=2024-02"),
    ("R4", "theme.all=health,migration-displacement&location=GR&kind=statement"),
]


def test_query_1_every_way_of_asking_finds_the_same_once(newsroom: Newsroom, filed: Filed) -> None:
    for keys, query in QUERIES:
        expected = ids_of(filed, keys.split())
        found = walk(newsroom.api, f"/v1/releases?{query}")
        assert (len(found), set(found)) == (len(expected), expected), query
        assert set(walk(newsroom.api, f"/v1/releases?{query}&limit=2")) == expected, query


def test_query_1_every_door_gives_the_same_once(newsroom: Newsroom, filed: Filed) -> None:
    query = "theme=health&theme=migration-displacement&location=GR,TR"
    expected = ids_of(filed, ("R1", "R2", "R3", "R4"))
    for door in DOORS:
        text = newsroom.api.get(f"/v1/releases{door}?{query}").text
        assert {one["id"] for one in filed.values() if one["id"] in text} == expected, door
    lines = newsroom.api.get(f"/v1/releases.ndjson?{query}").text.splitlines()
    assert len(lines) == len(expected)


UNKNOWN = [
    *(
        f"{name}={value}"
        for name in ("theme", "theme.all", "theme.not", "location", "location.all")
        for value in ("nosuch", "TR,,GR", ",", "%20")
    ),
    "kind=nosuch",
    "kind=,",
    "language=,",
    "organisation=,",
    "date=,",
    "Theme=health",
    "themes=health",
    "theme[]=health",
    "theme.any=health",
]


def test_query_1_what_names_nothing_is_refused_by_name_at_every_door(newsroom: Newsroom) -> None:
    for door, query in product(DOORS, UNKNOWN):
        answer = newsroom.api.get(f"/v1/releases{door}?{query}")
        assert answer.status_code == 422, (door, query)
        assert answer.json()["errors"][0]["parameter"] == query.partition("=")[0]


def test_query_1_an_empty_field_of_a_form_filters_nothing_at_any_door(
    newsroom: Newsroom, filed: Filed
) -> None:
    form = "theme=&theme.not=&location=&location.all=&kind=&language=&organisation=&date="
    for keys, query in (("R1 R2 R3 R4 R5 R6", form), ("R3 R5 R6", f"{form}&theme.not=health")):
        expected = ids_of(filed, keys.split())
        for door in DOORS:
            text = newsroom.api.get(f"/v1/releases{door}?{query}").text
            assert {one["id"] for one in filed.values() if one["id"] in text} == expected, door


def test_query_1_the_contract_says_what_a_repeated_filter_means(newsroom: Newsroom) -> None:
    contract = inlined(newsroom.api.get("/v1/openapi.json").json())
    told = {
        parameter["name"]: parameter["description"]
        for parameter in contract["paths"]["/v1/releases"]["get"]["parameters"]
        if parameter["in"] == "query"
    }
    for name in ("theme", "location", "kind", "language", "organisation", "date"):
        assert "Given twice or with commas: any of them." in told[name]


SIGNS = ["%", "_", "\\", "'", '"', "' OR 1=1 --", "*", "a*", "(", "^", ":", "{}", "🎉", "\u0000",
         "%00", "x" * 10_000, "NEAR(", "ﬁ", "\u202e", "-a", "OR NOT"]  # fmt: skip


def _asked(sign: str) -> Iterator[str]:
    value = quote(sign)
    for name in ("location", "theme", "kind", "language", "date", "near", "bbox", "cursor", "sort"):
        yield f"/v1/releases?{name}={value}"
    yield f"/v1/releases?{value}=TR"
    yield f"/v1/releases?fields={value}"
    for folder in ("releases", "locations", "themes"):
        yield f"/v1/{folder}/{value}"
    yield f"/v1/locations?parent={value}"
    yield f"/v1/changes?since={value}"


@pytest.mark.usefixtures("filed")
def test_query_2_no_sign_stands_for_others_or_ends_in_a_fault(newsroom: Newsroom) -> None:
    for sign in SIGNS:
        for address in _asked(sign):
            status = newsroom.api.get(address).status_code
            assert status in (404, 414, 422), (address[:80], status)
        # An organisation or a code may be any word: one that nobody has finds nothing.
        for address in ("/v1/releases?organisation=", "/v1/locations?code="):
            answer = newsroom.api.get(address + quote(sign))
            assert answer.status_code in (200, 414, 422), (address, sign)
            assert answer.status_code != 200 or answer.json()["data"] == [], (address, sign)


def _typed() -> list[str]:
    given = QUERY_2["q_never_5xx"]
    return [q if isinstance(q, str) else q["repeat"] * q["times"] for q in given]


def test_query_2_words_with_signs_are_found_at_every_door(newsroom: Newsroom) -> None:
    titles = {item["key"]: {"title": item["title"]} for item in QUERY_2["releases"]}
    made = publish_all(newsroom, titles)
    for q, keys in QUERY_2["q_must_hold"].items():
        for door in DOORS:
            text = newsroom.api.get(f"/v1/releases{door}", params={"q": q}).text
            for one in ids_of(made, keys):
                assert one in text, (q, door)
        found = walk(newsroom.api, f"/v1/releases?q={quote(q)}&limit=2")
        assert len(found) == len(set(found))
    # A sign stands for itself: it is no wildcard, and alone it is no word.
    assert walk(newsroom.api, "/v1/releases?q=renewab%25") == []
    assert ids_of(made, ["L4"]).isdisjoint(walk(newsroom.api, "/v1/releases?q=a_b"))


def test_query_2_nothing_that_is_typed_is_a_fault(newsroom: Newsroom) -> None:
    publish_all(newsroom, {item["key"]: {"title": item["title"]} for item in QUERY_2["releases"]})
    more = ("AND OR NOT", '"', '""" "', "-", "--", "- -", "-*", '-"', "a -a", "NEAR(a b)", "a:b",
            "{a b}: c", "a AND", "<b>", "&amp;", "a|b", "a & b", "!a", "a <-> b", "a:*", "\\",
            "%_%", "\u202eabc", "\ufeff", "e\u0301", "﷽", "𝔸", "١٢٣", "ก", "。", "“a", "a\tb\nc",
            "-" * 400, "a " * 200, "*" * 300)  # fmt: skip
    whole = set(walk(newsroom.api, "/v1/releases?limit=100"))
    for q in (*_typed(), *more):
        for door in (*DOORS, "/facets"):
            answer = newsroom.api.get(f"/v1/releases{door}", params={"q": q})
            assert answer.status_code in (200, 414, 422), (q[:40], door)
            assert (answer.status_code == 200) == (len(q) <= LONGEST_QUERY), (q[:40], door)
    for q in ("", "   ", "%", "_", "🎉", ":", "*"):
        assert set(walk(newsroom.api, f"/v1/releases?q={quote(q)}&limit=100")) == whole, q
