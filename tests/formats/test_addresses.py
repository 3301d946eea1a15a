"""Addresses in a body: absolute in every feed, and nothing else touched."""

import json
from pathlib import Path

import pytest

from app.formats import jsonfeed
from app.formats.addresses import absolute, resolve_set
from app.formats.item import Item
from app.formats.offers import LIST_FORMATS
from tests.factories import a_document
from tests.formats.hostile import BASE, feed_of

CASES = Path(__file__).parents[1] / "data" / "cases"


def test_addresses_of_case_feed_3() -> None:
    """FEED-3: FreshRSS/FreshRSS#3411, stephenmcd/mezzanine#1193, aaronpk/XRay#98."""
    case = json.loads((CASES / "feed-3.json").read_text(encoding="utf-8"))
    html = absolute(case["body_html"], case["public_url"])
    assert [address for address in case["expect_in_feeds"] if address not in html] == []


@pytest.mark.parametrize("suffix", ["rss", "atom", "jsonfeed", "ninjs"])
def test_no_feed_has_a_relative_address(suffix: str) -> None:
    body = '<p><a href="../other">o</a><img src="/a.jpg" srcset="d.png 1x, /d2.png 2x"></p>'
    write = next(form.write for form in LIST_FORMATS if form.suffix == suffix)
    release = a_document(body_html=body)
    text = write(feed_of(release)).decode()
    for address in ("/v1/other", "/a.jpg", "/v1/releases/d.png 1x", "/d2.png 2x"):
        assert f"{BASE}{address}" in text
    assert '"/a.jpg' not in text


@pytest.mark.parametrize(
    "html",
    [
        "",
        "no element at all, 3 < 4 & so on",
        '<p title="a>b">x<br>y</p>\n<p>z &amp; &nbsp;</p>',
        '<a href="https://x.example/?a=1&amp;b=2">x</a>',
        '<a href="mailto:desk@press.example">m</a>',
        '<p>one\r\n<a href="tel:+90">t</a></p>',
        "<p",
    ],
)
def test_a_body_without_relative_addresses_stays_letter_for_letter(html: str) -> None:
    assert absolute(html, "https://press.example/r/1") == html


def test_what_stands_around_a_changed_element_stays() -> None:
    html = (
        '<p>é\n&lt;b&gt; <a href="x" title="&quot;q&quot;">1</a>\n\n<a href="y">2</a> end &amp;</p>'
    )
    assert absolute(html, "https://e.example/a/b") == (
        '<p>é\n&lt;b&gt; <a href="https://e.example/a/x" title="&quot;q&quot;">1</a>\n\n'
        '<a href="https://e.example/a/y">2</a> end &amp;</p>'
    )


def test_an_absolute_address_is_a_uri() -> None:
    html = '<a href="/für <b>?q=100%&amp;r=%C3%A9">x</a>'
    assert absolute(html, BASE) == (
        f'<a href="{BASE}/f%C3%BCr%20%3Cb%3E?q=100%25&amp;r=%C3%A9">x</a>'
    )


def test_an_absolute_address_is_a_uri_in_json_too() -> None:
    feed = feed_of(a_document(source_url="https://e.example/für"))
    read = json.loads(jsonfeed.write(feed))
    assert read["items"][0]["external_url"] == "https://e.example/f%C3%BCr"


def test_an_address_that_is_none_stays() -> None:
    assert absolute('<a href="http://[">x</a>', BASE) == '<a href="http://[">x</a>'


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("a.png", "https://e.example/a.png"),
        ("a.png 1x,b.png 2x", "https://e.example/a.png 1x, https://e.example/b.png 2x"),
        ("/a,b.png 100w , c 2x", "https://e.example/a,b.png 100w, https://e.example/c 2x"),
        (" , ", ""),
    ],
)
def test_candidates_of_a_srcset_are_resolved_one_by_one(given: str, expected: str) -> None:
    assert resolve_set(given, "https://e.example/x") == expected


def test_other_addresses_of_a_release_are_resolved_alike() -> None:
    item = Item(a_document(), BASE)
    assert item.absolute("../x") == f"{BASE}/v1/x"


def test_a_link_to_a_place_in_the_text_stays_in_the_text() -> None:
    html = '<a href="#text-n1">1</a><a href="#other">2</a><p id="text-n1">Note</p>'
    base = "https://press.example/v1/releases/1"
    assert absolute(html, base) == html.replace("#other", f"{base}#other")
