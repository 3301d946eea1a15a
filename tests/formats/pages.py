"""Writes pages of releases of every kind into a folder, for a checker of HTML to read."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from app.contacts.contact import Contact
from app.formats import html
from app.formats.item import Item
from app.published.document import (
    Correction,
    Dateline,
    Link,
    Notice,
    NoticeKind,
    Organisation,
    PublicRelease,
)
from app.releases.previews.links import PreviewRelease
from app.releases.previews.page import page_of
from app.releases.sanitiser import sanitise
from tests.factories import PUBLISHED_AT, a_document, edirne
from tests.formats.hostile import BASE, hostile_releases

LANGUAGES = ("en", "ar", "he", "ckb", "az-Arab", "tr", "zh-Hant-TW")
BODY = sanitise(
    '<h2>أرقام 2026</h2><p><bdi>IOM</bdi> <bdo dir="rtl">abc</bdo> <q cite="/q">said</q>: '
    '<a href="/für?a=<b>&amp;c=%">more</a><br>10<sup>6</sup> H<sub>2</sub>O</p>'
    "<ul><li>one</li><li>two</li></ul><dl><dt>a</dt><dd>b</dd></dl><hr><blockquote><p>x</p>"
    '</blockquote><figure><img src="a.png" srcset="a.png 1x, b.png 2x" alt="Tent">'
    "<figcaption>Tent</figcaption></figure><table><caption>t</caption><thead><tr>"
    '<th scope="col">a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>'
    "<pre><code>x &lt; y</code></pre><p>\ufdd0\x85\r\n</p>"
)


def pages() -> Iterator[tuple[str, bytes]]:
    """Pages by a name of each."""
    for language in LANGUAGES:
        release = _release(language)
        yield f"{language}", html.write_one(Item(release, BASE, newsroom="Newsroom"))
        yield f"{language}-preview", page_of(_preview(release), BASE).encode()
    for kind in NoticeKind:
        notice = Notice(
            release_id=UUID(int=7),
            kind=kind,
            text="Issued\r\nin error.",
            withdrawn_at=PUBLISHED_AT,
            version=2,
            replaced_by=None,
        )
        yield f"notice-{kind.value}", html.write_one(Item(_release("en"), BASE, notice))
    for number, hostile in enumerate(hostile_releases(200)):
        # Their bodies and links are no valid HTML, and their titles may have no letter at all.
        valid = {"body_html": BODY, "links": (), "title": f"T{hostile.title}"}
        yield f"hostile-{number}", html.write_one(Item(hostile.model_copy(update=valid), BASE))


def _release(language: str) -> PublicRelease:
    return a_document(
        language=language,
        title="عنوان IOM!",
        summary="one\r\ntwo",
        body_html=BODY,
        dateline=Dateline(text="Edirne, Türkiye", location=edirne()),
        locations=(edirne(),),
        published_at=PUBLISHED_AT.replace(microsecond=999_999),
        organisation=Organisation(id="iom", name="IOM"),
        contacts=(Contact(name="A <B>", role="مكتب", email="a@b.example", phone="+90 1"),),
        links=(Link(url="https://e.example/ü?a=|&b={x}", title="Map"),),
        correction=Correction(
            note="12, not 21", severity="minor", action="update", corrected_at=PUBLISHED_AT
        ),
        usage_terms="Free to use.",
    )


def _preview(release: PublicRelease) -> PreviewRelease:
    unreal = {"modified_at": None, "preview": True, "revision": 3}
    ends = {"expires_at": PUBLISHED_AT + timedelta(days=1)}
    return PreviewRelease.model_validate(dict(release) | unreal | ends)


def main(folder: Path) -> None:
    """Write every page into `folder`."""
    for name, page in pages():
        (folder / f"{name}.html").write_bytes(page)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
