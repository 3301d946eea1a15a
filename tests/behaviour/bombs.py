"""Requests that are small to send and were dear to answer, here or elsewhere: all under 2 MB."""

import json
from collections.abc import Callable
from typing import Any

HALF, MOST = 500_000, 1_000_000
ACCENTS = "\u0315\u0316"


def _filled(piece: str, length: int = MOST - 100) -> str:
    return piece * (length // len(piece))


def _attributes(count: int, between: str = " ") -> str:
    return between.join(f"x{at}" for at in range(count))


# `body_html`: bombs for the sanitiser.
HTML: dict[str, Callable[[], str]] = {
    "div": lambda: "<div>" * 40_000,
    "more div": lambda: _filled("<div>"),
    "div at the bound": lambda: "<div>" * 100 + "<p>a</p>" * 4_900,
    "lists": lambda: "<ul><li>" * 20_000,
    "ampersands": lambda: "&" * MOST,
    "ampersands apart": lambda: _filled("& a"),
    "half references": lambda: _filled("&#"),
    "references": lambda: _filled("&amp;"),
    "signs": lambda: "<" * MOST,
    "signs apart": lambda: _filled("< "),
    "closing signs": lambda: ">" * MOST,
    "blanks that stay": lambda: "\u00a0" * 900_000,
    "control signs": lambda: "\x85" * 900_000,
    "soft hyphens": lambda: "\u00ad" * 900_000,
    "br": lambda: _filled("a<br>"),
    "br at the bound": lambda: "a<br>" * 19_999,
    "attributes": lambda: f"<a {_attributes(110_000)}>x</a>",
    "quoted attributes": lambda: '<a {}">x</a>'.format(
        '=">" '.join(f"y{at}" for at in range(60_000))
    ),
    "attributes behind a comment": lambda: f'<!--<a b="--><a {_attributes(110_000)}>"',
    "attributes behind a style": lambda: f'<style><a b="</style><a {_attributes(110_000)}>"',
    "blanks in a tag": lambda: f"<a {' ' * (MOST - 10)}>",
    "slashes in a tag": lambda: f"<a {'/' * (MOST - 10)}>",
    "quotes": lambda: "<a b=" + '"' * 900_000,
    "open tags": lambda: _filled("<a "),
    "open quotes": lambda: _filled("<a b='"),
    "open link": lambda: f'<p><a href="https://e.example/{"A" * 4_000}">' + "<p>a" * 1_000,
    "open titles": lambda: f'<p><b title="{"A" * 4_000}">' + "<p>a" * 4_000,
    "open formatting": lambda: (
        "<p>" + "".join(f'<b lang="{n}">' for n in range(200)) + "<p>a" * 200
    ),
    "misnested": lambda: ("<b>" * 8 + "<div>" + "</b>" * 8) * 1_100,
    "tables": lambda: "<table>x" * 10_000,
    "ends": lambda: "</p>" * 250_000,
    "comments": lambda: "<!--" * 250_000,
    "declarations": lambda: "<!x>" * 250_000,
    "foreign": lambda: "<svg><style>" * 80_000,
    "candidates": lambda: f'<img srcset="{"a," * 400_000}">',
    "blank candidates": lambda: f'<img srcset="a{" " * 900_000}b">',
    "script address": lambda: f'<a href="{"a:" * 400_000}">x</a>',
    "accents": lambda: "a" + _filled(ACCENTS, 600_000),
    "words": lambda: _filled("word "),
    "other words": lambda: " ".join(map(str, range(140_000))),
    "links to places": lambda: '<a href="#x">y</a><p id="x">' * 4_900,
    "places": lambda: "".join(f'<a href="#n{n}">y</a><p id="n{n}">' for n in range(4_900)),
    "picture": lambda: f'<img src="data:image/png;base64,{"A" * 900_000}">',
}
# Members of `POST /v1/editorial/releases`, or the text of the whole.
JSON: dict[str, Callable[[], Any]] = {
    "unknown names": lambda: {f"n{at}": 1 for at in range(150_000)},
    "fewer unknown names": lambda: {f"n{at}": 1 for at in range(90_000)},
    "long unknown names": lambda: {f"{at}{'x' * 300}": 1 for at in range(5_000)},
    "names in contacts": lambda: {"contacts": [{f"n{at}": 1 for at in range(1_900)}] * 50},
    "names in links": lambda: {"links": [{f"n{at}": 1 for at in range(900)}] * 100},
    "themes": lambda: {"themes": ["t"] * 300_000},
    "wrong themes": lambda: {"themes": [1] * 90_000},
    "unknown places": lambda: {"locations": [f"{at:03}{'xy' * 98}" for at in range(300)]},
    "unknown themes": lambda: {"themes": [f"{at:03}{'xy' * 98}" for at in range(100)]},
    "empty lists": lambda: {"locations": [[]] * 450_000},
    "empty objects": lambda: {"locations": [{}] * 90_000},
    "depth": lambda: '{"title":' + "[" * 500_000,
    "depth that closes": lambda: '{"title":' + "[" * 900 + "]" * 900 + "}",
    "deep and wide": lambda: '{"a":' + "[" * 900 + ",".join("1" * 90_000) + "]" * 900 + "}",
    "digits": lambda: '{"title":' + "1" * 1_900_000 + "}",
    "exponent": lambda: '{"title": 1e1000000000}',
    "escapes": lambda: '{"title": "' + "\\u0041" * 300_000 + '"}',
    "long title": lambda: {"title": _filled("é", 900_000)},
    "accents in a title": lambda: {"title": "a" + ACCENTS * 900},
    "accents in all texts": lambda: dict.fromkeys(
        ("summary", "usage_terms", "internal_note"), "a" + ACCENTS * 9_900
    ),
    "accents up to the bound": lambda: {"summary": ("a" + ACCENTS * 49) * 50},
    "lines": lambda: {"body_text": "a\n" * 499_000},
    "paragraphs": lambda: {"body_text": "a\n\n" * 330_000},
    "escaped text": lambda: {"body_text": "&" * MOST},
    "long text": lambda: {"body_text": _filled("The port is open. ")},
    "surrogates": lambda: '{"title": "x", "body_text": "' + "\\ud800" * 300_000 + '"}',
    "zeros": lambda: '{"themes": [' + ",".join(['"\\u0000"'] * 90_000) + "]}",
}
# Members of `POST /v1/editorial/suggest`.
SUGGEST: dict[str, Callable[[], Any]] = {
    "places": lambda: {"body_text": _filled("Ankara Paris Lima Rome ")},
    "places in sentences": lambda: {
        "body_text": _filled("Go to Ankara, Turkey. See Paris, France. ")
    },
    "datelines": lambda: {"body_text": _filled("ANKARA, Turkey – ")},
    "capitals": lambda: {"body_text": _filled("A B C D ")},
    "abbreviations": lambda: {"body_text": _filled("a. ")},
    "one word": lambda: {"body_text": "a" * MOST},
    "dashes": lambda: {"body_text": _filled("– ")},
    "commas": lambda: {"body_text": _filled("A, ")},
    "months": lambda: {"body_text": _filled("12 May 2020, ")},
    "keywords": lambda: {"body_text": _filled("health water shelter ")},
    "signs": lambda: {"body_text": _filled("伊斯坦布尔")[:600_000]},
    "lines": lambda: {"body_text": _filled("Rome\n", 90_000)},
    "html": lambda: {"body_html": "<div>" * 40_000},
    "paragraphs": lambda: {"body_html": "<p>Rome – a" * 9_000},
}
# Addresses that anybody may ask for.
_ADDRESSES = {
    "q of words": "q=" + "a%20" * 1_500,
    "q of stars": "q=" + "a*%20" * 160,
    "q of quotes": "q=" + "%22" * 1_500,
    "q of minus": "q=" + "-a%20" * 1_000,
    "q of accents": "q=a" + "%CC%95%CC%96" * 700,
    "q of signs": "q=" + "%E4%BC%8A" * 1_300,
    "q of one word": "q=" + "a" * 8_000,
    "places": "location=" + ",".join(f"x{at}" for at in range(1_500)),
    "a long place": "location=" + "x" * 8_000,
    "near words": "location=" + "Istambul%20" * 700,
    "accents": "location=a" + "%CC%95%CC%96" * 1_300,
    "themes": "theme=" + ",".join(f"x{at}" for at in range(1_500)),
    "a long theme": "theme=" + "x" * 8_000,
    "kinds": "kind=" + "x," * 4_000,
    "languages": "language=" + "en-" * 2_500,
    "dates": "date=" + "2020/" * 1_500,
    "a long year": "date=" + "9" * 8_000,
    "near": "near=" + "1," * 4_000,
    "near with digits": "near=" + "1" * 7_000 + ",1,1",
    "bbox": "bbox=" + "1," * 4_000,
    "names": "&".join(f"n{at}=1" for at in range(1_500)),
    "one name": "&".join(["limit=1"] * 1_000),
    "a long name": "x" * 8_000 + "=1",
    "cursor": "cursor=" + "A" * 8_000,
    "limit": "limit=" + "9" * 8_000,
    "fields": "fields=" + "titel," * 1_300,
    "include": "include=" + "highlight," * 800,
    "sort": "sort=" + "x" * 8_000,
    "timezone": "tz=" + "A/" * 4_000,
    "organisation": "organisation=" + "x" * 8_000,
}
ADDRESSES = {name: f"/v1/releases?{query}" for name, query in _ADDRESSES.items()} | {
    "facets": "/v1/releases/facets?facet=" + "x," * 4_000,
    "a long path": "/v1/releases/" + "x" * 8_000,
    "a deep path": "/" + "a/" * 4_000,
    "a long slug of a place": "/v1/locations/" + "x" * 8_000,
    "completion": "/v1/locations?q=" + "x" * 200,
    "a format": "/v1/releases." + "x" * 8_000,
}


def text_of(members: Any) -> bytes:
    """The body of a request: JSON of `members`, or the text that is given instead."""
    return (
        members if isinstance(members, str) else json.dumps(members, ensure_ascii=False)
    ).encode()
