"""A body as a tree: its structure and every word, however deep and however long."""

import pytest
from lxml import etree

from app.formats.xhtml import MAX_DEPTH, fill
from tests.cpu_time import grows_linearly


def _filled(html: str) -> etree._Element:
    parent = etree.Element("div")
    fill(parent, html)
    return parent


@pytest.mark.parametrize(
    "html",
    [
        "<b><p>bold</p></b>",
        '<a href="x"><table><tbody><tr><td>1</td></tr></tbody></table></a>',
        "<h2><p>head</p></h2> tail <i>a</i>b",
        "",
    ],
)
def test_elements_stay_in_one_another(html: str) -> None:
    written = etree.tostring(_filled(html), encoding="unicode", method="html")
    assert written == f"<div>{html}</div>"


def test_what_lies_too_deep_is_left_out_and_its_words_stay() -> None:
    tree = _filled("<div>" * 3_000 + "deep <b>words</b>" + "</div>" * 3_000 + "<p>after</p>")
    assert "".join(tree.itertext()) == "deep wordsafter"
    assert len(list(tree.iter("div"))) == MAX_DEPTH


@pytest.mark.parametrize("piece", ["a<br>", "<o:p>a", "<p>a</p>", "<b>a"])
def test_the_work_grows_as_the_body_does(piece: str) -> None:
    assert grows_linearly(_filled, piece * 20_000)
