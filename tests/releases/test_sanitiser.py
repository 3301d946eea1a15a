"""Safe HTML in, with what carries meaning, and within bounds."""

import pytest

from app.base.problems import Invalid
from app.published.document import BODY_ATTRIBUTES, BODY_ELEMENTS, RenderedRelease
from app.releases.body import to_text
from app.releases.sanitiser import ATTRIBUTES, MAX_LEFT_OUT, TAGS, clean, from_text, sanitise

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


def test_an_element_with_two_names_is_one_place() -> None:
    named = '<a name="x" id="y">t</a><a href="#x">1</a>'
    assert sanitise(named) == '<a id="text-y">t</a><a href="#text-y">1</a>'
    kept = sanitise(f'{named}<a href="#y">2</a>')
    assert kept == '<a id="text-y">t</a><a href="#text-y">1</a><a href="#text-y">2</a>'
    assert sanitise(kept) == kept


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("<pre>\n\n\nfoo</pre>", "<pre>\n\n\nfoo</pre>"),
        ('<listing lang="en">\n\nfoo</listing>', '<pre lang="en">\n\nfoo</pre>'),
        ("<pre>\nfoo</pre>", "<pre>foo</pre>"),
        ("<p>of <select><option>one</select> kind", "<p>of </p><div>one</div> kind<p></p>"),
        ("<p>a<legend>b</legend></p>", "<p>a</p><div>b</div><p></p>"),
        ("<p>a<button><p>b</p></button></p>", "<p>a</p><p>b</p><p></p>"),
        (" \ufeff\n<p>a</p>\n\ufeff", "<p>a</p>"),
    ],
)
def test_what_is_stored_can_be_saved_again_as_it_is(sent: str, kept: str) -> None:
    assert sanitise(sent) == kept
    assert sanitise(kept) == kept


def test_text_becomes_paragraphs_and_comes_back() -> None:
    text = "First & <b>.\nSecond line.\n\nSecond paragraph."
    assert from_text(text) == (
        "<p>First &amp; &lt;b&gt;.<br>\nSecond line.</p>\n<p>Second paragraph.</p>"
    )
    assert to_text(from_text(text)) == text


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("<p>is <del>12</del><ins>14</ins>.</p>", "<p>is <del>12</del><ins>14</ins>.</p>"),
        ("<strike>100</strike> 90", "<s>100</s> 90"),
        ("<h1>Clinic opens</h1>Ankara", "<h2>Clinic opens</h2>Ankara"),
        ("<section>a</section><aside>b</aside>", "<div>a</div><div>b</div>"),
        ("<details><summary>a</summary>b</details>", "<div><div>a</div>b</div>"),
        ("<fieldset><legend>a</legend>b</fieldset>", "<div><div>a</div>b</div>"),
        ("un<b>bold</b>ed", "un<b>bold</b>ed"),
        ('<bdo dir="rtl">abc</bdo>', '<bdo dir="rtl">abc</bdo>'),
        ("<title>x</title><datalist><option>y</datalist>z", "z"),
        (
            '<ol start="5" reversed type="a"><li value="9">x</li></ol>',
            '<ol start="5" reversed="" type="a"><li value="9">x</li></ol>',
        ),
    ],
)
def test_what_carries_meaning_stays(sent: str, kept: str) -> None:
    assert sanitise(sent) == kept
    assert sanitise(kept) == kept


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (
            '<a href="#fn1">1</a><p id="fn1">1. Source</p>',
            '<a href="#text-fn1">1</a><p id="text-fn1">1. Source</p>',
        ),
        (
            '<a href="#_ftn1" name="_ftnref1">1</a><a name="_ftn1" href="#_ftnref1">1</a>',
            '<a href="#text-_ftn1" id="text-_ftnref1">1</a>'
            '<a id="text-_ftn1" href="#text-_ftnref1">1</a>',
        ),
        ('<a href="#caf%C3%A9">x</a><p id="café">y</p>',) * 2,
        ('<p id="nobody">x</p>', "<p>x</p>"),
        ('<a href="#x">x</a><i id="x">1</i><i id="x">2</i>',) * 2,
    ],
)
def test_links_in_the_text_stay_with_their_places(sent: str, kept: str) -> None:
    once = sanitise(sent)
    assert sanitise(once) == once
    if sent != kept:
        assert once == kept
    assert once.count(' id="') == once.count('href="#text-')


@pytest.mark.parametrize(
    ("sent", "left_out"),
    [
        ("<math><mi>k</mi></math>", ("math",)),
        ("<svg><text>62%</text></svg>", ("svg",)),
        ('<iframe src="https://v.example/1"></iframe>', ("iframe https://v.example/1",)),
        ('<video src="v.mp4"></video><canvas></canvas>', ("canvas", "video v.mp4")),
        ('<a href="ftp://f.example/x">x</a>', ("link to ftp:",)),
        ('<a href="https://u:p@f.example/x">x</a>', ("a with a user name in its address",)),
        ('<img src="data:image/svg+xml;base64,AA">', ("img data:image/svg+xml;base64,AA",)),
        ("<p>x</p><script>1</script><style>b{}</style>", ()),
        ("<textarea>its words stay</textarea>", ()),
    ],
)
def test_what_a_reader_would_have_seen_is_named_when_it_goes(
    sent: str, left_out: tuple[str, ...]
) -> None:
    assert clean(sent).left_out == left_out


def test_what_is_left_out_is_named_up_to_a_bound() -> None:
    left_out = clean("".join(f"<iframe src={at}></iframe>" for at in range(100))).left_out
    assert len(left_out) == MAX_LEFT_OUT


def test_no_attribute_leads_to_a_script() -> None:
    html = (
        '<img srcset="javascript:alert(1) 1x, a.png 2x,b.png 3x"><source srcset="data:text/html,x">'
        '<blockquote cite="java\tscript:alert(1)">q</blockquote><q cite="https://c.example/">r</q>'
        '<img srcset="a.png 1x,javascript:alert(1) 2x">'
    )
    assert sanitise(html) == (
        '<img srcset="a.png 2x,b.png 3x"><source><blockquote>q</blockquote>'
        '<q cite="https://c.example/">r</q><img>'
    )


@pytest.mark.parametrize(
    ("html", "because"),
    [
        ("<div>" * 101, "nests"),
        ("a<br>" * 20_001, "tags"),
        ("&" * 50_001, "signs"),
        ("<a " + " ".join(f"x{at}" for at in range(101)) + ">", "attributes"),
        ('<!--<a b="-->' + "<a " + " ".join(f"x{at}" for at in range(101)) + '>"', "attributes"),
        ('<p><a href="https://e.example/' + "A" * 4000 + '">' + "<p>a" * 1000, "not closed"),
        (">" * 300_000, "characters as HTML"),
    ],
)
def test_what_costs_more_than_its_length_is_refused(html: str, because: str) -> None:
    with pytest.raises(Invalid, match=because) as refused:
        sanitise(html)
    assert refused.value.faults[0].pointer == "/body_html"


@pytest.mark.parametrize("text", ["a\n" * 30_000, "&" * 300_000, "\n\n".join("a" * 20_000)])
def test_a_text_that_would_be_too_long_as_html_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        from_text(text)
    assert refused.value.faults[0].pointer == "/body_text"


@pytest.mark.parametrize(
    "html",
    [
        "<p>a" * 4_000,
        "<ul>" + "<li>a" * 4_000,
        "<table>" + "<tr><td>a<td>b" * 3_000,
        "a<br>" * 9_000,
    ],
)
def test_long_bodies_are_taken_and_can_be_saved_again(html: str) -> None:
    once = sanitise(html)
    assert sanitise(once) == once


def test_footnotes_of_a_long_report_are_taken() -> None:
    notes = "".join(f'<a href="#n{at}">{at}</a><p id="n{at}">x</p>' for at in range(2_000))
    assert sanitise(notes).count("#text-n") == 2_000
    assert to_text(sanitise(notes)).startswith("0\n\nx\n\n1")


def test_the_contract_names_what_a_body_may_have() -> None:
    assert BODY_ELEMENTS.split() == sorted(TAGS)
    # Names of places in a text become ids.
    given = {name for names in ATTRIBUTES.values() for name in names} - {"name"}
    assert BODY_ATTRIBUTES.split() == sorted(given)
    described = RenderedRelease.model_json_schema()["properties"]["body_html"]["description"]
    assert BODY_ELEMENTS in described
    assert BODY_ATTRIBUTES in described
