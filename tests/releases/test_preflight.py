"""What preflight finds, finding by finding, and that every finding is documented."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from app.places.gazetteer import shipped_gazetteer
from app.releases.body import are_near, language_of
from app.releases.content import Content, DatelineContent, ThemeAssignment
from app.releases.preflight import (
    Code,
    Context,
    Duplicate,
    PreflightFailed,
    Severity,
    check,
    glance,
    is_relative,
    require,
)
from tests.contract.sources import TOP

AT = datetime(2026, 11, 3, 9, tzinfo=UTC)
FIGURE = "<figure>{}<figcaption>© A</figcaption></figure>"
SOUND: dict[str, Any] = {
    "title": "Winter supplies reach Edirne",
    "summary": "Blankets for 1,200 people.",
    "body_html": "<p>Blankets for 1,200 people were handed out.</p>",
    "dateline": DatelineContent(text="Edirne", location="geonames:747712"),
    "themes": (ThemeAssignment(id="health"),),
}
FULL = Context(
    at=AT, population_of=shipped_gazetteer().population_of, language_of=language_of, duplicates=()
)
ENGLISH = (
    "The agency handed out blankets and heaters to families in the border region this week, and it"
    " will go on with its work through the whole of the winter, said a spokesperson on Monday."
)
TURKISH = (
    "Kurum bu hafta sınır bölgesindeki ailelere battaniye ve ısıtıcı dağıttı; sözcü pazartesi günü"
    " yaptığı açıklamada çalışmaların kış boyunca devam edeceğini belirtti."
)


def _codes(context: Context = FULL, **members: Any) -> list[str]:
    return [str(finding.code) for finding in check(Content(**(SOUND | members)), context)]


def test_a_sound_release_has_no_findings() -> None:
    assert _codes() == []


@pytest.mark.parametrize(
    ("members", "code", "pointer"),
    [
        ({"title": "x" * 111}, Code.TITLE_LONG, "/title"),
        ({"summary": None}, Code.SUMMARY_MISSING, "/summary"),
        ({"body_html": ""}, Code.BODY_MISSING, "/body_html"),
        ({"dateline": None}, Code.DATELINE_MISSING, "/dateline"),
        (
            {"dateline": DatelineContent(text="Nowhere", location=None)},
            Code.DATELINE_UNRESOLVED,
            "/dateline/location",
        ),
        ({"themes": ()}, Code.THEME_MISSING, "/themes"),
        (
            {"body_html": "<p>ISTANBUL, Turkey – Blankets were handed out.</p>"},
            Code.DATELINE_IN_BODY,
            "/body_html",
        ),
        (
            {"body_html": FIGURE.format('<img src="https://a.example/1">')},
            Code.PICTURE_WITHOUT_ALT,
            "/body_html",
        ),
        (
            {"body_html": '<p><img src="https://a.example/1" alt="Tent"></p>'},
            Code.PICTURE_WITHOUT_CREDIT,
            "/body_html",
        ),
        ({"body_html": '<p><a href="/donate">Give</a></p>'}, Code.LINK_RELATIVE, "/body_html"),
        ({"language": "tr", "body_html": f"<p>{ENGLISH}</p>"}, Code.LANGUAGE_DOUBTFUL, "/language"),
        (
            {"published_at": datetime(2026, 11, 3, 10, tzinfo=UTC)},
            Code.DATE_IN_FUTURE,
            "/published_at",
        ),
        ({"date": "2026-11-05"}, Code.DATE_IN_FUTURE, "/date"),
        ({"date": "2027"}, Code.DATE_IN_FUTURE, "/date"),
    ],
)
def test_what_is_amiss_is_found_and_nothing_else(
    members: dict[str, Any], code: Code, pointer: str
) -> None:
    (finding,) = check(Content(**(SOUND | members)), FULL)
    assert (finding.code, finding.pointer) == (code, f"#{pointer}")
    error = code is Code.DATE_IN_FUTURE
    assert finding.severity is (Severity.ERROR if error else Severity.WARNING)


@pytest.mark.parametrize(
    "members",
    [
        {"title": "x" * 110},
        # In the first zone to see a day it has begun 14 hours before it has in UTC.
        {"date": "2026-11-03"},
        {"date": "2026-11"},
        {"published_at": AT},
        {"body_html": '<p><a href="#top">Up</a> <a href="mailto:a@b.example">Ask</a></p>'},
        {
            "body_html": "<figure><figcaption>© A</figcaption>"
            '<img src="https://a.example/1" alt=""></figure>'
        },
        {"language": "tr", "title": "Kış yardımı", "body_html": f"<p>{TURKISH}</p>"},
        {"language": "en-GB", "body_html": f"<p>{ENGLISH}</p>"},
        {"body_html": f"<p>{ENGLISH[:60]}</p>", "language": "tr"},
    ],
)
def test_what_is_in_order_is_not_found_fault_with(members: dict[str, Any]) -> None:
    assert _codes(**members) == []


def test_a_dateline_in_the_body_is_not_missing_as_well() -> None:
    body = "<p>ISTANBUL, Turkey – Blankets were handed out.</p>"
    assert _codes(dateline=None, body_html=body) == ["dateline-in-body"]


def test_a_release_that_is_public_already_is_named() -> None:
    other = Duplicate(UUID(int=7), "Winter supplies", 0.934)
    (finding,) = check(Content(**SOUND), Context(duplicates=[other]))
    assert finding.code is Code.NEAR_DUPLICATE
    assert "93% of the text" in finding.detail
    assert str(UUID(int=7)) in finding.detail


def test_errors_come_first_and_stop() -> None:
    content = Content(title="Bare", date="2027")
    found = check(content, FULL)
    assert found[0].severity is Severity.ERROR
    assert {finding.severity for finding in found[1:]} == {Severity.WARNING}
    with pytest.raises(PreflightFailed) as refused:
        require(content, AT)
    assert [finding["code"] for finding in refused.value.extra["findings"]] == ["date-in-future"]
    require(Content(title="Bare"), AT)


def test_a_glance_reads_no_body() -> None:
    body = '<p>ISTANBUL, Turkey – <a href="/x">Blankets</a> <img src="/1"></p>'
    assert glance(Content(**(SOUND | {"body_html": body}))) == []
    assert [finding.code for finding in glance(Content(**(SOUND | {"themes": ()})))] == [
        Code.THEME_MISSING
    ]


@pytest.mark.parametrize(
    ("address", "relative"),
    [
        ("/donate", True),
        ("donate.html", True),
        ("//cdn.example/x.png", True),
        ("?page=2", True),
        ("a/b:c", True),
        ("https://press.example/", False),
        ("mailto:desk@press.example", False),
        ("data:image/gif;base64,R0lG", False),
        ("#note-1", False),
        ("", False),
    ],
)
def test_relative_addresses_are_told_from_whole_ones(address: str, *, relative: bool) -> None:
    assert is_relative(address) is relative


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (TURKISH, "tr"),
        ("Ferry service resumes", None),
        ("", None),
        ("7 " * 99, None),
    ],
)
def test_a_language_is_told_only_beyond_doubt(text: str, language: str | None) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("tag", "other", "near"),
    [
        ("en", "en-GB", True),
        ("no", "nb", True),
        ("no", "da", True),
        ("hr", "sr", True),
        ("zh", "zh-Hant", True),
        ("en", "tr", False),
        ("zh", "ja", False),
        ("es", "pt", False),
    ],
)
def test_close_languages_are_taken_for_one(tag: str, other: str, *, near: bool) -> None:
    assert are_near(tag, other) is near


def test_every_code_is_documented_with_its_severity() -> None:
    text = (TOP / "docs" / "preflight.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (\w+) \|", text, re.MULTILINE))
    error = {Code.DATE_IN_FUTURE: "error"}
    assert rows == {code.value: error.get(code, "warning") for code in Code}
