"""Safe HTML in, plain text out."""

import pytest

from app.releases.body import first_paragraph, from_text, sanitise, to_text

ATTACKS = [
    "<script>alert(1)</script>",
    '<img src="x" onerror="alert(1)">',
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java\tscript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<svg><script>alert(1)</script></svg>",
    '<math><mtext><table><mglyph><style><img src onerror="alert(1)">',
    "<style>*{background:url(//evil)}</style>",
    '<form action="https://evil.example"><input></form>',
    '<base href="https://evil.example/">',
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_could_act_is_taken_out(attack: str) -> None:
    safe = sanitise(f"<p>before</p>{attack}<p>after</p>").lower()
    assert "before" in safe
    for sign in ("script", "onerror", "javascript", "data:", "<style", "<form", "<base", "srcdoc"):
        assert sign not in safe


def test_entities_pictures_and_relative_links_stay() -> None:
    html = (
        "<p>Fish &amp; chips &lt;b&gt; <em>now</em></p>"
        '<p><img src="/media/a.jpg"><img srcset="d.png 1x, /media/d2.png 2x">'
        '<a href="#part2">p</a><a href="?v=2">v</a><a href="mailto:desk@press.example">m</a>'
        '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></p>'
    )
    assert sanitise(html) == html


def test_sanitising_twice_changes_nothing() -> None:
    once = sanitise("<ul><li>a<li>b</ul><p>c<p>d")
    assert sanitise(once) == once


def test_text_becomes_paragraphs_and_comes_back() -> None:
    text = "First & <b>.\nSecond line.\n\nSecond paragraph."
    assert from_text(text) == (
        "<p>First &amp; &lt;b&gt;.<br>\nSecond line.</p>\n<p>Second paragraph.</p>"
    )
    assert to_text(from_text(text)) == text


def test_blocks_are_parted_and_list_items_get_lines() -> None:
    html = "<h2>Head</h2><p>One\n two</p><ul><li>a</li><li>b</li></ul>"
    assert to_text(html) == "Head\n\nOne two\n\na\nb"


def test_the_first_paragraph_is_one_line() -> None:
    assert first_paragraph("One\ntwo\n\nthree") == "One two"
    assert first_paragraph("") is None
