"""Pictures with their captions, and addresses, in the order of the text."""

from app.releases.markup import Picture, read_markup


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
