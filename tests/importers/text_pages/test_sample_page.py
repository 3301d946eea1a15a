"""The sample page as a careful reader takes it, and variants of it."""

from datetime import date
from typing import Any

import pytest

from app.importers.draft import ImportedDraft
from app.importers.text_pages.page import PageReading
from tests.importers.pages import PAGE, RECORDS, bodies, read


class TestSample:
    def test_page_has_its_heading_and_eight_releases_and_nothing_is_lost(
        self, sample_reading: PageReading
    ) -> None:
        assert (sample_reading.heading, len(sample_reading.drafts)) == ("Press Releases", 8)
        assert (sample_reading.lost, sample_reading.removed, sample_reading.encoding) == (
            (),
            (),
            "utf-8",
        )

    @pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"record {record['index']}")
    def test_release_equals_what_a_careful_reader_takes(
        self, record: dict[str, Any], sample_reading: PageReading
    ) -> None:
        draft = sample_reading.drafts[record["index"] - 1]
        assert draft.title == record["title"]
        assert draft.title_lines == (record["title_line"], record["title_line"])
        assert draft.category == record["category"]
        assert draft.kind == record["kind"]
        assert [paragraph.text for paragraph in draft.body] == record["body"]
        assert [paragraph.first_line for paragraph in draft.body] == record["body_lines"]
        assert [
            {"line": paragraph.first_line, "text": paragraph.text} for paragraph in draft.related
        ] == record["related_paragraphs"]
        assert draft.summary == record["summary"]
        assert draft.speaker == record["speaker"]

    @pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"record {record['index']}")
    def test_dateline_is_kept_with_its_very_characters(
        self, record: dict[str, Any], sample_reading: PageReading
    ) -> None:
        draft = sample_reading.drafts[record["index"] - 1]
        expected = record["dateline"]
        assert draft.dateline_raw == (expected and expected["raw"])
        assert (draft.dateline and draft.dateline.region) == (expected and expected["region_text"])

    @pytest.mark.parametrize("record", RECORDS, ids=lambda record: f"record {record['index']}")
    def test_only_written_dates_are_dates_and_bounds_give_their_reason(
        self, record: dict[str, Any], sample_reading: PageReading
    ) -> None:
        draft = sample_reading.drafts[record["index"] - 1]
        given = draft.published
        assert (given and given.value) == record["published"]["value"]
        assert (given and given.precision) == record["published"]["precision"]
        assert (given and given.basis) == record["published"]["basis"]
        bounds = draft.bounds
        assert _iso(bounds and bounds.not_before) == record["published_bounds"]["not_before"]
        assert _iso(bounds and bounds.not_after) == record["published_bounds"]["not_after"]
        assert bounds is None or "«" in bounds.reason

    def test_every_line_with_text_is_reported_once(self, sample_reading: PageReading) -> None:
        lines = PAGE.decode().split("\n")
        filled = [number for number, line in enumerate(lines, start=1) if line.strip()]
        assert [block.first_line for block in sample_reading.blocks] == filled
        assert {block.first_line: block.became for block in sample_reading.blocks}[27] == "category"
        assert {block.first_line: block.draft for block in sample_reading.blocks}[42] == 7

    def test_dates_in_the_text_are_found_with_their_role(self, sample_reading: PageReading) -> None:
        found = [
            (entry.text, entry.role) for draft in sample_reading.drafts for entry in draft.dates
        ]
        assert found == [
            ("Since Friday 28th February", "event_start"),
            ("Wednesday 18 December 2019", "published"),
            ("this week (26-27/11)", "event"),
        ]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


class TestVariantsOfTheSample:
    @pytest.mark.parametrize(
        ("change", "encoding"),
        [
            (lambda page: page.replace(b"\n", b"\r\n"), "utf-8"),
            (lambda page: page.replace(b"\n", b"\r"), "utf-8"),
            (lambda page: b"\xef\xbb\xbf" + page, "utf-8-sig"),
            (lambda page: page.decode().encode("utf-16"), "utf-16"),
            (lambda page: page.replace(b" ", b"\t"), "utf-8"),
            (lambda page: page.replace(b"\n\n", b"\n \t\n"), "utf-8"),
            (lambda page: page + b"\n\n\n", "utf-8"),
            (lambda page: page.decode().encode("cp1254"), "cp1254"),
        ],
        ids=["CRLF", "CR", "BOM", "UTF-16", "tabs", "blanks in lines", "end", "windows-1254"],
    )
    def test_other_bytes_of_the_same_words_give_the_same_releases(
        self, change: Any, encoding: str, sample_reading: PageReading
    ) -> None:
        reading = read(change(PAGE))
        assert reading.encoding == encoding
        assert [_words(draft) for draft in reading.drafts] == [
            _words(draft) for draft in sample_reading.drafts
        ]

    def test_changed_headline_leaves_the_body_key_as_it_was(
        self, sample_reading: PageReading
    ) -> None:
        page = PAGE.replace(b"IOM Steps Up Humanitarian", b"IOM Widens Its")
        changed, before = read(page).drafts[0], sample_reading.drafts[0]
        assert changed.key.body_key == before.key.body_key
        assert changed.key.title_key != before.key.title_key

    def test_copies_with_other_titles_are_releases_of_their_own(self) -> None:
        page = b"\n\n".join(PAGE.replace(b"IOM Steps Up", b"IOM Step %d Up" % n) for n in range(20))
        reading = read(page)
        assert len(reading.drafts) == 160
        keys = {draft.key for draft in reading.drafts}
        assert len(keys) == 160
        assert {draft.category for draft in reading.drafts} == {
            None,
            "Global Migration Film Festival",
        }

    def test_nul_bytes_and_stray_bytes_are_told(self) -> None:
        reading = read(
            PAGE.replace(b"Geneva - ", b"Geneva - \x00").replace(b"States", b"St\xe9tes")
        )
        assert [(r.name, r.count, r.first_line) for r in reading.removed] == [
            ("U+0000 control character", 1, 11)
        ]
        assert reading.notes == ("1 bytes are not UTF-8 and were read as cp1252",)
        assert reading.drafts[1].body[0].text.count("Stétes") == 1
        assert len(reading.drafts) == 8

    def test_lone_surrogates_are_taken_out_and_told(self) -> None:
        reading = read("A Title of Words\n\nVAN – Body \ud800text.")
        assert reading.removed[0].name.startswith("U+D800")
        assert bodies(reading) == [["Body text."]]


def _words(draft: ImportedDraft) -> tuple[Any, ...]:
    texts = [paragraph.text for paragraph in (*draft.body, *draft.related)]
    return (draft.title, draft.kind, draft.category, texts, draft.published, draft.bounds)
