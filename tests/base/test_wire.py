"""Input is strict and says where it is wrong; output is whole."""

import json
import tracemalloc
from datetime import UTC, datetime
from typing import Annotated, Any

import pytest
from fastapi import Query
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from app.base.json_body import bad_strings, read_json
from app.base.problems import Problem
from app.base.wire import (
    Input,
    Instant,
    LanguageTag,
    Output,
    PlainText,
    Real,
    Whole,
    format_instant,
    parse_instant,
)
from app.http.routing import Router
from tests.client import Client
from tests.http.small_app import small_app

INSTANT = TypeAdapter(Instant)
LANGUAGE = TypeAdapter(LanguageTag)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-03T09:30:00Z", "2026-11-03T09:30:00Z"),
        ("2026-11-03t09:30:00z", "2026-11-03T09:30:00Z"),
        ("2026-11-03T09:30:00+02:00", "2026-11-03T07:30:00Z"),
        ("2026-11-03T09:30:00.5Z", "2026-11-03T09:30:00.500000Z"),
        ("2026-11-03T09:30:00.123456-00:00", "2026-11-03T09:30:00.123456Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ],
)
def test_instant_is_read_and_written_in_utc(text: str, expected: str) -> None:
    assert json.loads(INSTANT.dump_json(INSTANT.validate_python(text))) == expected


@pytest.mark.parametrize(
    "bad",
    [
        1762162200,
        "1762162200",
        1.5e9,
        True,
        None,
        "2026-11-03 09:30:00Z",
        "2026-11-03T09:30Z",
        "2026-11-03T09:30:00,5Z",
        "2026-11-03T09:30:00+0200",
        "2026-11-03T09:30:00",
        "2026-11-03",
        "2026-11-03T09:30:60Z",
        "2026-02-30T09:30:00Z",
        "2026-11-03T24:00:00Z",
        "2026-11-03T09:30:00.1234567Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-01:00",
        "2026-11-03T09:30:00+24:00",
        "٢٠٢٦-11-03T09:30:00Z",
        "2026-11-03T09:30:00Z\n",
        datetime(2026, 1, 1),  # noqa: DTZ001  a naive time is the case
    ],
)
def test_other_forms_of_an_instant_are_refused(bad: Any) -> None:
    with pytest.raises(ValidationError):
        INSTANT.validate_python(bad)


def test_lost_plus_gets_a_hint() -> None:
    with pytest.raises(ValueError, match="%2B"):
        parse_instant("2026-11-03T09:30:00 02:00")


@given(st.datetimes(timezones=st.just(UTC)))
def test_every_instant_survives_its_text(instant: datetime) -> None:
    assert parse_instant(format_instant(instant)) == instant


def test_a_time_without_an_offset_is_not_written_as_an_instant() -> None:
    with pytest.raises(ValueError, match="offset"):
        format_instant(datetime(2026, 11, 3, tzinfo=UTC).replace(tzinfo=None))


@pytest.mark.parametrize(
    ("tag", "canonical"),
    [
        *((tag, tag) for tag in ["en", "en-GB", "zh-Hant-TW", "sr-Latn", "es-419"]),
        *((tag, tag) for tag in ["mul", "und", "zxx", "prs", "de-CH-1996"]),
        ("zh-hant-tw", "zh-Hant-TW"),
        ("EN-gb", "en-GB"),
        ("iw", "he"),
        ("en-u-CA-buddhist", "en-u-ca-buddhist"),
    ],
)
def test_language_tags_get_their_canonical_form(tag: str, canonical: str) -> None:
    assert LANGUAGE.validate_python(tag) == canonical


@pytest.mark.parametrize(
    "tag",
    [
        "en_US",
        "english",
        "en-UK",
        "xx",
        "en-",
        "",
        "a",
        " en",
        "en\n",
        "x-private",
        "i-lux",
        "de-1901-1901",
        "en-" + "a" * 40,
        "\u0131w",
        5,
    ],
)
def test_what_is_no_language_tag_is_refused(tag: Any) -> None:
    with pytest.raises(ValidationError):
        LANGUAGE.validate_python(tag)


class Dateline(Input):
    text: Annotated[str, PlainText(20)]


class Draft(Input):
    title: Annotated[str, PlainText(10)]
    body: Annotated[str, PlainText(100, lines=True)] = ""
    language: LanguageTag = "en"
    datelines: list[Dateline] = Field(default_factory=list)
    extra: dict[str, str] = Field(default_factory=dict)
    at: Instant | None = None


router = Router()


@router.post("/drafts")
def create_draft(draft: Draft) -> dict[str, Any]:
    """Make one."""
    return draft.model_dump(mode="json")


class Span(BaseModel):
    since: Instant | None = None


@router.get("/drafts")
def list_drafts(span: Annotated[Span, Query()]) -> dict[str, Any]:
    """List."""
    return span.model_dump(mode="json")


def faults(draft: Any) -> list[dict[str, str]]:
    got = Client(small_app(router)).post("/drafts", json=draft)
    assert got.status_code == 422, got.text
    found: list[dict[str, str]] = got.json()["errors"]
    return found


def test_all_faults_are_told_at_once_each_at_its_place() -> None:
    found = faults(
        {
            "titel": "x",
            "language": "en_GB",
            "datelines": [{"text": "Edirne"}, {"text": "", "txt": 1}],
            "at": 17,
            "extra": {"a": 1},
        }
    )
    assert {(fault["pointer"], fault.get("suggestion")) for fault in found} == {
        ("#/title", None),
        ("#/titel", "title"),
        ("#/language", "en-GB"),
        ("#/datelines/1/text", None),
        ("#/datelines/1/txt", "text"),
        ("#/at", None),
        ("#/extra/a", None),
    }


def test_long_values_and_braces_are_not_echoed() -> None:
    found = faults({"title": "t", "{x}" * 60: 1, "language": "s" * 5000})
    assert len(found) == 2
    assert all(len(json.dumps(fault)) < 700 for fault in found)
    assert all("sss" not in fault["detail"] for fault in found)


@pytest.mark.parametrize("body", [None, [], 5, "x", {}])
def test_body_of_another_shape_is_a_fault_of_the_whole(body: Any) -> None:
    got = Client(small_app(router)).post("/drafts", json=body)
    assert got.status_code == 422
    assert got.json()["errors"][0]["pointer"] in {"#", "#/title"}


def test_empty_body_is_a_fault_of_the_whole() -> None:
    got = Client(small_app(router)).post("/drafts")
    assert (got.status_code, got.json()["errors"][0]["pointer"]) == (422, "#")


def test_zero_bytes_are_found_outside_of_http_too() -> None:
    with pytest.raises(ValidationError) as raised:
        Draft.model_validate({"title": "a\x00", "extra": {"b\x00": "c"}, "body": "\ud800"})
    assert [error["loc"] for error in raised.value.errors()] == [("title",), ("extra",), ("body",)]


def test_control_characters_and_line_breaks_have_no_place_in_a_title() -> None:
    for title in [
        "a\x0bb",
        "a\nb",
        "a\u2028b",
        "a\x85b",
        "a\ufdd0b",
        "a\U0005ffffb",
        "  ",
        "x" * 11,
    ]:
        assert faults({"title": title})[0]["pointer"] == "#/title"
    assert Draft(title=" a ", body="one\n\ttwo").title == "a"


def test_line_ends_are_of_one_kind() -> None:
    assert Draft(title="a\r\n", body="one\r\ntwo\rthree").body == "one\ntwo\nthree"


def test_query_with_a_lost_plus_names_its_parameter_and_the_escape() -> None:
    client = Client(small_app(router))
    got = client.get("/drafts?since=2026-11-03T09:30:00+02:00")
    (fault,) = got.json()["errors"]
    assert (got.status_code, fault["parameter"]) == (422, "since")
    assert "%2B" in fault["detail"]
    right = client.get("/drafts?since=2026-11-03T09:30:00%2B02:00")
    assert right.json() == {"since": "2026-11-03T07:30:00Z"}


def test_output_with_a_default_cannot_be_declared() -> None:
    with pytest.raises(TypeError, match="no defaults"):

        class Wrong(Output):
            title: str = ""


@pytest.mark.parametrize("value", [False, True, "24"])
def test_what_is_no_number_in_json_is_none_here(value: object) -> None:
    class Waiting(Input):
        hours: Whole
        degrees: Real

    with pytest.raises(ValidationError) as refused:
        Waiting.model_validate({"hours": value, "degrees": value})
    assert [fault["loc"] for fault in refused.value.errors()] == [("hours",), ("degrees",)]
    assert Waiting.model_validate({"hours": 24, "degrees": 5}).degrees == 5.0


def test_split_accents_are_joined_before_they_are_counted() -> None:
    text = TypeAdapter(Annotated[str, PlainText(3)])
    assert text.validate_python("e\u0301" * 3) == "é" * 3
    with pytest.raises(ValidationError, match="at most 3"):
        text.validate_python("e\u0301" * 4)


def test_many_accents_in_a_row_are_refused_and_some_are_text() -> None:
    text = TypeAdapter(Annotated[str, PlainText(500)])
    assert len(text.validate_python("a" + "\u0315\u0316" * 50)) == 101
    with pytest.raises(ValidationError, match="accents"):
        text.validate_python("a" + "\u0315\u0316" * 51)


class _Named(Input):
    known: int = 0


def test_unknown_names_are_cut_before_known_ones_are_compared_with_them() -> None:
    many = {f"n{at}": 1 for at in range(100_000)}
    with pytest.raises(ValidationError) as refused:
        _Named.model_validate({"knwon": 1} | many)
    assert refused.value.error_count() == 20
    assert "did you mean 'known'?" in str(refused.value)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"[" * 101 + b"]" * 101, 400),
        (b"[" * 100 + b"]" * 100, None),
        (b"[" + b"1," * 100_000 + b"1]", 422),
        (b'["' + b"[,{" * 100_000 + b'"]', None),
        (b'["\\"", ' + b"[],".join([b""] * 200) + b"1]", None),
    ],
)
def test_json_has_bounds_of_depth_and_number(body: bytes, status: int | None) -> None:
    if status is None:
        assert read_json(body)
        return
    with pytest.raises(Problem) as refused:
        read_json(body)
    assert refused.value.type.status == status


def test_a_wide_list_deep_inside_is_looked_through_in_little_memory() -> None:
    value: Any = ["a"] * 50_000 + ["\x00"]
    for _ in range(500):
        value = [value]
    tracemalloc.start()
    ((path, _, _),) = bad_strings(value)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path == (*(0,) * 500, 50_000)
    assert peak < 1_000_000
