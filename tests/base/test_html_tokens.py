"""HTML as start tags, end tags and text, each with its place."""

import pytest

from app.base.html_tokens import EndTag, StartTag, tokens_of


def test_html_is_read_in_its_order() -> None:
    assert tokens_of('<p class>A &amp; b<br/>\n<A HREF="x">c</p>') == [
        StartTag("p", [("class", None)], 0, "<p class>"),
        "A & b",
        StartTag("br", [], 18, "<br/>"),
        EndTag("br"),
        "\n",
        StartTag("a", [("href", "x")], 24, '<A HREF="x">'),
        "c",
        EndTag("p"),
    ]


@pytest.mark.parametrize("html", ["", "<p", "a\r\n<b>\n\n<i title='>'>", "é\n<img>\u2028<hr>"])
def test_each_start_tag_stands_where_it_says(html: str) -> None:
    tags = [token for token in tokens_of(html) if isinstance(token, StartTag)]
    assert [html[tag.at : tag.at + len(tag.written)] for tag in tags] == [
        tag.written for tag in tags
    ]
    assert len(tags) == html.count(">") - html.count("'>'")
