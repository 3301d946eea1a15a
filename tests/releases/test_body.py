"""Safe HTML in; plain text, pictures with their captions, and addresses out."""

import pytest

from app.releases.body import Picture, first_paragraph, from_text, read_markup, sanitise, to_text

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


def test_pictures_have_the_caption_of_their_figure() -> None:
    html = (
        '<figure><img src=" a.jpg " alt="A"><figcaption>One <b>road</b> &amp; bridge </figcaption>'
        '</figure><img src="b.jpg" alt><figure><img></figure><figcaption>stray</figcaption>'
    )
    assert read_markup(html).pictures == [
        Picture("a.jpg", "A", "One road & bridge"),
        Picture("b.jpg", ""),
        Picture("", None),
    ]


def test_an_inner_figure_has_its_own_caption() -> None:
    html = (
        "<figure><figure><img src=in><figcaption>In</figcaption></figure>"
        "<img src=out><figcaption>Out</figcaption></figure>"
    )
    assert read_markup(html).pictures == [Picture("in", None, "In"), Picture("out", None, "Out")]


def test_addresses_are_those_that_lead_or_load() -> None:
    html = (
        '<a href="/x">x</a><a name="y">y</a><img src="p.jpg" srcset="q.jpg 2x">'
        '<blockquote cite=" z "><q cite="w">q</q></blockquote><a href>e</a><a href="">f</a>'
    )
    assert read_markup(html).addresses == ["/x", "p.jpg", "z", ""]
