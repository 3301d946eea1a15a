"""Accept and Link."""

import pytest

from app.base.problems import Problem
from app.http.caching import Target, link_header
from app.http.negotiation import choose_media_type

JSON, NINJS, ATOM = "application/json", "application/vnd.iptc.ninjs+json", "application/atom+xml"
OFFERS = [JSON, NINJS, ATOM]


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        (ATOM, ATOM),
        ("Application/Atom+XML", ATOM),
        ("application/*", JSON),
        (f"{JSON};q=0.5, {ATOM}", ATOM),
        (f"{JSON};q=0, */*", NINJS),
        (f"*/*;q=0.1, {ATOM};q=0.2", ATOM),
        ("text/html, application/xhtml+xml, */*;q=0.8", JSON),
        ("nonsense", JSON),
        (f"{ATOM};q=x, {NINJS}", NINJS),
        (f"{ATOM};charset=utf-8", ATOM),
        (",".join(["a/b"] * 10_000) + ",*/*", None),
        ("application/xml", None),
        (f"{JSON};q=0", None),
        ("*/*;q=0", None),
    ],
)
def test_accept_chooses_or_is_told_what_is_on_offer(accept: str | None, chosen: str | None) -> None:
    if chosen is not None:
        assert choose_media_type(accept, OFFERS) == chosen
        return
    with pytest.raises(Problem) as raised:
        choose_media_type(accept, OFFERS)
    assert raised.value.type.status == 406
    assert raised.value.extra == {"available": OFFERS}


def test_link_header_names_each_target_once() -> None:
    links = {
        "next": "https://press.example/v1/releases?q=a&cursor=x",
        "prev": None,
        "alternate": [Target("https://press.example/ü>", ATOM), Target("https://press.example/b")],
    }
    assert link_header(links) == (
        '<https://press.example/v1/releases?q=a&cursor=x>; rel="next", '
        '<https://press.example/%C3%BC%3E>; rel="alternate"; type="application/atom+xml", '
        '<https://press.example/b>; rel="alternate"'
    )
