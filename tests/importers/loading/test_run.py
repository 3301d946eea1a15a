"""A press page becomes releases, once, and the report accounts for all of it."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from app.importers.loading.report import ImportReport
from app.importers.loading.run import import_page_bytes
from app.importers.loading.sample import SAMPLE, SOURCE, load_sample
from app.importers.loading.writing import PageSource
from tests import waiting
from tests.newsroom import EDITORIAL, Newsroom, checked

EXPECTED = json.loads((Path(__file__).parents[2] / "data/sample/expected.json").read_text("utf-8"))
OTHER = PageSource(organisation="Other", url="https://press.example/releases", language="en")


def import_sample(newsroom: Newsroom, **changes: Any) -> ImportReport:
    page = SAMPLE.read_bytes()
    for old, new in changes.pop("replace", {}).items():
        assert old in page.decode()
        page = page.decode().replace(old, new).encode()
    return import_page_bytes(newsroom.settings, page, SOURCE, **({"publish": True} | changes))


@pytest.fixture
def sample(newsroom: Newsroom) -> list[dict[str, Any]]:
    """The sample page, published, whole and in the order of the public list."""
    import_sample(newsroom)
    listed: list[dict[str, Any]] = checked(newsroom.api.get("/v1/releases?profile=full"), 200)[
        "data"
    ]
    return listed


def test_the_public_list_is_the_page_in_its_order(sample: list[dict[str, Any]]) -> None:
    assert [release["title"] for release in sample] == [
        record["title"] for record in EXPECTED["records"]
    ]


def test_every_release_of_the_sample_is_what_a_careful_reader_takes_from_it(
    sample: list[dict[str, Any]],
) -> None:
    for release, record in zip(sample, EXPECTED["records"], strict=True):
        assert release["kind"] == record["kind"]
        assert release["language"] == record["language"]
        assert release["body_text"] == "\n\n".join(record["body"])
        assert release["summary"] == record["summary"]
        themes = {theme["id"] for theme in release["themes"]}
        assert themes >= set(record["themes"])
        assert themes <= set(record["themes"]) | set(record["secondary_themes"])
        assert {theme["assigned_by"] for theme in release["themes"]} == {"rule"}


def test_every_dateline_of_the_sample_names_its_place(sample: list[dict[str, Any]]) -> None:
    for release, record in zip(sample, EXPECTED["records"], strict=True):
        if record["dateline"] is None:
            assert release["dateline"] is None
            continue
        place = release["dateline"]["location"]
        known = record["dateline"]["location"]
        assert place["id"] == f"geonames:{known['geonameid']}"
        assert place["country"] == known["country"] == record["country"]
        division = next(above for above in place["ancestors"] if above["kind"] == "division")
        assert division["code"] == known["admin1_iso"]
        assert release["dateline"]["text"].startswith(record["dateline"]["place_text"])


def test_the_countries_a_release_is_about_are_those_it_names(
    sample: list[dict[str, Any]],
) -> None:
    for release, record in zip(sample, EXPECTED["records"], strict=True):
        about = {
            code
            for place in release["locations"]
            if "about" in place["roles"]
            for code in (place["code"], *(above["code"] for above in place["ancestors"]))
            if code in {"TR", "CH", "GR", "BG"}
        }
        assert about | {record["country"]} == {*record["subject_countries"], record["country"]}


def test_dates_that_the_page_does_not_give_are_not_invented(
    sample: list[dict[str, Any]],
) -> None:
    for release, record in zip(sample, EXPECTED["records"], strict=True):
        published = record["published"]
        assert release["date"] == published["value"]
        assert release["date_precision"] == (published["precision"] or "unknown")
        bounds = record["published_bounds"]
        if published["value"] is None and (bounds["not_before"] or bounds["not_after"]):
            assert release["date_bounds"]["not_before"] == bounds["not_before"]
            assert release["date_bounds"]["not_after"] == bounds["not_after"]
            assert "in the text" in release["date_bounds"]["reason"]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 8),
        ("location=TR", 7),
        ("location=TR-22", 2),
        ("location=CH", 2),
        ("location=TR&date=2019-12", 1),
        ("location=145", 7),
        ("theme=trafficking-smuggling", 1),
        ("location=Turkey", 7),
        ("location=%C3%87e%C5%9Fme", 1),
        ("date=2019", 1),
        ("date=2020/..", 0),
        ("location=CH&location.role=about", 0),
    ],
)
def test_the_sample_is_found_by_place_date_and_theme(
    newsroom: Newsroom, sample: list[dict[str, Any]], query: str, count: int
) -> None:
    assert len(sample) == 8
    answer = checked(newsroom.api.get(f"/v1/releases?{query}"), 200)
    assert answer["meta"]["total"] == len(answer["data"]) == count


def test_the_wide_theme_holds_its_narrower_ones(newsroom: Newsroom) -> None:
    import_sample(newsroom)
    answer = checked(newsroom.api.get("/v1/releases?theme=migration-displacement"), 200)
    assert answer["meta"]["total"] >= 5


def test_importing_a_page_again_creates_and_changes_nothing(newsroom: Newsroom) -> None:
    assert import_sample(newsroom).counts == {"created": 8}
    before = newsroom.api.get("/v1/releases")
    assert import_sample(newsroom).counts == {"unchanged": 8}
    after = newsroom.api.get("/v1/releases")
    assert after.content == before.content
    assert checked(newsroom.api.get("/v1/changes"), 200)["meta"]["head"] == 8


def test_a_changed_headline_updates_one_release(newsroom: Newsroom) -> None:
    import_sample(newsroom)
    before = newsroom.public_ids()
    report = import_sample(newsroom, replace={"Perish in Migrant Shipwreck": "Die at Sea"})
    assert report.counts == {"unchanged": 7, "updated": 1}
    assert newsroom.public_ids() == before
    public = checked(newsroom.api.get(f"/v1/releases/{before[4]}"), 200)
    assert public["title"] == "Heartbreak as Women and Children Die at Sea"
    assert public["version"] == 2


def test_a_changed_text_updates_one_release(newsroom: Newsroom) -> None:
    import_sample(newsroom)
    report = import_sample(newsroom, replace={"thermal blanket": "woollen blanket"})
    assert report.counts == {"unchanged": 7, "updated": 1}


def test_what_an_editor_changed_is_not_overwritten(newsroom: Newsroom) -> None:
    import_sample(newsroom)
    release_id = newsroom.public_ids()[4]
    working = checked(newsroom.desk.get(f"{EDITORIAL}/{release_id}"), 200)
    newsroom.edit(working, summary="By hand.")
    report = import_sample(newsroom, replace={"Perish in Migrant Shipwreck": "Die at Sea"})
    assert report.counts == {"unchanged": 7, "kept": 1}
    assert checked(newsroom.desk.get(f"{EDITORIAL}/{release_id}"), 200)["summary"] == "By hand."
    assert "kept" in report.as_text()


@pytest.mark.parametrize(("publish", "became"), [(False, "kept"), (True, "updated")])
def test_an_import_that_publishes_nothing_changes_nothing_that_becomes_public(
    newsroom: Newsroom, publish: bool, became: str
) -> None:
    import_sample(newsroom, publish=False)
    drafts = checked(newsroom.desk.get(EDITORIAL), 200)["data"]
    (draft,) = [one for one in drafts if "Perish" in one["title"]]
    scheduled = newsroom.act(draft, "schedule", at="2999-01-01T00:00:00Z")
    changed = {"Perish in Migrant Shipwreck": "Die at Sea"}
    report = import_sample(newsroom, replace=changed, publish=publish)
    assert report.counts == {"unchanged": 7, became: 1}
    after = checked(newsroom.desk.get(f"{EDITORIAL}/{draft['id']}"), 200)
    assert after["state"] == "scheduled"
    assert ("Die at Sea" in after["title"]) is publish
    assert (after["etag"] == scheduled["etag"]) is not publish


def test_a_dateline_of_the_page_names_a_place_of_editors(newsroom: Newsroom) -> None:
    place = {"name": "Twogates Camp", "parent": "edirne"}
    made = checked(newsroom.desk.post("/v1/editorial/locations", json=place), 201)
    import_sample(newsroom, replace={"Edirne- As": "Twogates Camp – As"})
    assert newsroom.public_ids(f"location={made['id']}&location.role=dateline")


def test_what_left_the_page_stays(newsroom: Newsroom) -> None:
    import_sample(newsroom)
    page = SAMPLE.read_bytes().split(b"Message from Director General")[0]
    report = import_page_bytes(newsroom.settings, page, SOURCE, publish=True)
    assert report.counts == {"unchanged": 7}
    assert len(newsroom.public_ids()) == 8


def test_without_publish_an_import_stays_inside(newsroom: Newsroom) -> None:
    assert import_sample(newsroom, publish=False).counts == {"created": 8}
    assert newsroom.public_ids() == []
    assert import_sample(newsroom).counts == {"unchanged": 8}
    # What another process commits is shown within a quarter of a second.
    waiting.until(lambda: len(newsroom.public_ids()) == 8)


def test_a_dry_run_tells_and_writes_nothing(newsroom: Newsroom) -> None:
    report = import_sample(newsroom, dry_run=True)
    assert report.counts == {"created": 8}
    assert checked(newsroom.desk.get(EDITORIAL), 200)["meta"]["total"] == 0


def test_two_imports_of_one_page_at_one_moment_make_it_once(newsroom: Newsroom) -> None:
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda _: import_sample(newsroom), range(2)))
    assert sorted(str(report.counts) for report in reports) == [
        "{'created': 8}",
        "{'unchanged': 8}",
    ]
    assert len(newsroom.public_ids()) == 8


def test_the_same_page_of_another_source_is_another_set_of_releases(newsroom: Newsroom) -> None:
    import_sample(newsroom)
    report = import_page_bytes(newsroom.settings, SAMPLE.read_bytes(), OTHER)
    assert report.counts == {"created": 8}


def test_the_report_accounts_for_every_line(newsroom: Newsroom) -> None:
    report = import_sample(newsroom, dry_run=True)
    assert not report.lost
    lines = SAMPLE.read_text("utf-8").splitlines()
    told = {
        number
        for block in report.reading.blocks
        for number in range(block.first_line, block.last_line + 1)
    }
    assert {number for number, line in enumerate(lines, 1) if line.strip()} <= told
    text = report.as_text()
    for record in EXPECTED["not_records"]:
        assert f"lines {record['line']}-{record['line']}: " in text


def test_a_zero_byte_is_taken_out_and_reported(newsroom: Newsroom) -> None:
    page = SAMPLE.read_bytes().replace(b"Restraint", b"Rest\x00raint")
    report = import_page_bytes(newsroom.settings, page, SOURCE, publish=True)
    assert report.counts == {"created": 8}
    assert "U+0000" in report.as_text()
    assert "Restraint" in checked(newsroom.api.get("/v1/releases"), 200)["data"][1]["title"]


def test_a_draft_that_cannot_be_saved_is_reported_and_the_others_are_saved(
    newsroom: Newsroom,
) -> None:
    report = import_sample(newsroom, replace={"thermal blanket": "word " * 250_000})
    assert report.counts == {"created": 7, "failed": 1}
    assert report.lost
    assert "/body_text" in report.as_text()


def test_the_sample_is_loaded_into_an_empty_database_only(newsroom: Newsroom) -> None:
    report = load_sample(newsroom.settings)
    assert report is not None
    assert report.counts == {"created": 8}
    assert load_sample(newsroom.settings) is None


PAGE_WITH_CONTACTS = """News

Clinic opens in the north

18 December 2019

ANKARA, Türkiye – The agency opened a clinic for families who had waited for months to see a doctor.

Media contacts:
Jane Doe, Press Officer, (0312) 555 01 00, jane@agency.example

Bridge closes for repairs

19 December 2019

The bridge over the river closes on Monday, and it opens again when the repairs have been made.

Contact: John Roe, 0312 555 01 01
"""


def test_contacts_of_a_page_are_contacts_of_its_releases(newsroom: Newsroom) -> None:
    page = PAGE_WITH_CONTACTS.encode()
    report = import_page_bytes(newsroom.settings, page, OTHER, publish=True)
    assert report.counts == {"created": 2}
    listed = checked(newsroom.api.get("/v1/releases?profile=full&sort=published_at"), 200)["data"]
    by_title = {release["title"]: release for release in listed}
    clinic = by_title["Clinic opens in the north"]
    assert "Jane" not in clinic["body_text"]
    (jane,) = clinic["contacts"]
    assert (jane["name"], jane["role"], jane["email"]) == (
        "Jane Doe",
        "Press Officer",
        "jane@agency.example",
    )
    assert jane["phone_uri"] == "tel:+903125550100"
    # Nothing says which country this number is of: it is kept as it was printed.
    (john,) = by_title["Bridge closes for repairs"]["contacts"]
    assert (john["phone"], john["phone_uri"]) == ("0312 555 01 01", None)
