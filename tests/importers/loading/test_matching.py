"""Which release a page means, when the page comes again changed, repeated or without a name."""

from datetime import date

from sqlmodel import select

from app.importers.loading.models import ImportedItem
from app.importers.loading.report import ImportReport
from app.importers.loading.run import BATCH, import_page_bytes
from app.importers.loading.sample import SAMPLE, SOURCE, load_sample
from app.importers.loading.writing import PageSource
from tests.newsroom import Newsroom, checked

UNNAMED = PageSource()
TEXTS = {
    "A well is dug": "Ankara – A well was dug in the village on Monday, the mayor said.",
    "A road is laid": "İzmir – A road was laid to the village on Tuesday, the mayor said.",
    "A school opens": "Edirne – A school was opened in the town on Friday, the mayor said.",
}
WELL, ROAD, SCHOOL = TEXTS.items()


def page(*releases: tuple[str, str]) -> bytes:
    return "\n\n".join(f"{title}\n\n{text}" for title, text in releases).encode()


def imported(newsroom: Newsroom, text: bytes, source: PageSource = UNNAMED) -> ImportReport:
    report = import_page_bytes(newsroom.settings, text, source, publish=True)
    assert not report.lost
    return report


def test_equal_releases_of_a_long_page_are_all_made_and_all_known_again(
    newsroom: Newsroom,
) -> None:
    copies = BATCH // 2
    long_page = page(*[WELL, ROAD, SCHOOL] * copies)
    assert imported(newsroom, long_page).counts == {"created": 3 * copies}
    assert imported(newsroom, long_page).counts == {"unchanged": 3 * copies}


def test_a_page_without_a_name_is_known_by_its_words(newsroom: Newsroom) -> None:
    load_sample(newsroom.settings)
    before = newsroom.api.get("/v1/releases").content
    assert imported(newsroom, SAMPLE.read_bytes()).counts == {"unchanged": 8}
    assert newsroom.api.get("/v1/releases").content == before


def test_a_headline_changed_on_a_page_without_a_name_keeps_the_organisation(
    newsroom: Newsroom,
) -> None:
    load_sample(newsroom.settings)
    ids = newsroom.public_ids()
    changed = SAMPLE.read_bytes().replace(b"Perish in Migrant Shipwreck", b"Die at Sea")
    assert imported(newsroom, changed).counts == {"unchanged": 7, "updated": 1}
    assert newsroom.public_ids() == ids
    public = checked(newsroom.api.get(f"/v1/releases/{ids[4]}"), 200)
    assert public["title"] == "Heartbreak as Women and Children Die at Sea"
    assert public["organisation"]["name"] == "International Organization for Migration (IOM)"


def test_a_page_that_gets_a_name_later_gives_it_to_its_releases(newsroom: Newsroom) -> None:
    imported(newsroom, page(WELL, ROAD))
    named = PageSource(organisation="Village Council")
    assert imported(newsroom, page(WELL, ROAD), named).counts == {"updated": 2}
    assert imported(newsroom, page(WELL, ROAD), named).counts == {"unchanged": 2}
    public = checked(newsroom.api.get("/v1/releases"), 200)["data"]
    assert {release["organisation"]["name"] for release in public} == {"Village Council"}


def test_a_headline_alone_is_no_sign_between_two_pages(newsroom: Newsroom) -> None:
    imported(newsroom, page(WELL, ROAD), PageSource(organisation="Village Council"))
    other = page((WELL[0], "Nairobi – A well was dug here as well, the governor said."), ROAD)
    assert imported(newsroom, other).counts == {"created": 1, "unchanged": 1}


def test_an_old_headline_that_comes_back_beside_its_new_one_is_a_release_of_its_own(
    newsroom: Newsroom,
) -> None:
    imported(newsroom, page(WELL, ROAD))
    renamed = ("A deep well is dug", WELL[1])
    assert imported(newsroom, page(renamed, ROAD)).counts == {"updated": 1, "unchanged": 1}
    both = page(renamed, WELL, ROAD)
    assert imported(newsroom, both).counts == {"created": 1, "unchanged": 2}
    assert imported(newsroom, both).counts == {"unchanged": 3}


DATED = [
    (f"Bulletin of the harbour office, part {number}\n{number} March 2020", text)
    for number, text in enumerate(TEXTS.values(), start=1)
]
NEWS = ("A bridge is built\n9 May 2021", "Van – A bridge was built on Sunday, the mayor said.")


def test_a_line_above_a_page_changes_no_release(newsroom: Newsroom) -> None:
    for above in (b"", b"\n\n", b"Press Releases\n\n", b"Latest news\n\n"):
        counts = imported(newsroom, above + page(*DATED)).counts
        assert counts == ({"unchanged": 3} if above else {"created": 3}), above
    assert checked(newsroom.api.get("/v1/changes"), 200)["meta"]["head"] == 3


def test_a_release_on_top_of_a_page_changes_no_other(newsroom: Newsroom) -> None:
    undated = ("A fair is held", "Bursa – Since 28 February people have come, the mayor said.")
    imported(newsroom, page(undated, *DATED))
    assert imported(newsroom, page(NEWS, undated, *DATED)).counts == {"created": 1, "unchanged": 4}
    assert imported(newsroom, page(*DATED, NEWS, undated)).counts == {"unchanged": 5}
    assert checked(newsroom.api.get("/v1/changes"), 200)["meta"]["head"] == 5


def test_a_release_on_top_of_the_sample_changes_no_other(newsroom: Newsroom) -> None:
    load_sample(newsroom.settings)
    grown = SAMPLE.read_bytes().replace(b"\n\n", b"\n\n" + page(NEWS) + b"\n\n", 1)
    report = import_page_bytes(newsroom.settings, grown, SOURCE, publish=True)
    assert report.counts == {"created": 1, "unchanged": 8}


def test_a_day_without_a_year_keeps_the_year_of_its_first_reading(newsroom: Newsroom) -> None:
    text = page(("A well is dug\nFriday 7 March", WELL[1]))
    for received in (date(2020, 3, 9), date(2026, 11, 30)):
        import_page_bytes(newsroom.settings, text, UNNAMED, publish=True, received=received)
    (release,) = checked(newsroom.api.get("/v1/releases"), 200)["data"]
    assert release["version"] == 1


def test_another_date_line_is_a_change(newsroom: Newsroom) -> None:
    imported(newsroom, page(*DATED))
    moved = page(*DATED).replace(b"3 March 2020", b"4 March 2020")
    assert imported(newsroom, moved).counts == {"unchanged": 2, "updated": 1}


def test_a_digest_of_an_older_form_is_no_change(newsroom: Newsroom) -> None:
    imported(newsroom, page(*DATED))
    with newsroom.database.write() as session:
        for item in session.exec(select(ImportedItem)):
            item.content_digest = "0" * 32
            session.add(item)
    assert imported(newsroom, page(*DATED)).counts == {"unchanged": 3}
    moved = page(*DATED).replace(b"3 March 2020", b"4 March 2020")
    assert imported(newsroom, moved).counts == {"unchanged": 2, "updated": 1}


def test_a_date_in_the_future_keeps_its_release_a_draft_and_stops_no_other(
    newsroom: Newsroom,
) -> None:
    later = ("A tunnel is dug\n5 March 2999", "Sivas – A tunnel was dug, the mayor said.")
    for outcome in ("created", "unchanged"):
        report = import_page_bytes(newsroom.settings, page(*DATED, later), UNNAMED, publish=True)
        assert report.counts == {outcome: 4}
        assert report.incomplete
        assert not report.lost
        assert "stays a draft: The date of publication is in the future" in report.as_text()
        assert len(newsroom.public_ids()) == 3


def test_a_public_release_whose_date_moves_into_the_future_fails_alone(
    newsroom: Newsroom,
) -> None:
    imported(newsroom, page(*DATED))
    moved = page(*DATED, NEWS).replace(b"3 March 2020", b"3 March 2999")
    report = import_page_bytes(newsroom.settings, moved, UNNAMED, publish=True)
    assert report.counts == {"created": 1, "failed": 1, "unchanged": 2}
    assert report.incomplete
    assert len(newsroom.public_ids()) == 4


def test_a_release_with_other_words_in_title_and_text_is_a_question(newsroom: Newsroom) -> None:
    load_sample(newsroom.settings)
    page_text = SAMPLE.read_bytes()
    changed = page_text.replace(b"Steps Up Humanitarian", b"Steps Up Its Humanitarian").replace(
        b"sleeping in rough conditions", b"sleeping in harsh conditions"
    )
    report = import_page_bytes(newsroom.settings, changed, SOURCE, publish=True)
    assert report.counts == {"created": 1, "unchanged": 7}
    assert report.incomplete
    assert "much like /iom-steps-up-humanitarian-response" in report.as_text()
    assert "is it the same release?" in report.as_text()


def test_the_next_bulletin_is_no_question(newsroom: Newsroom) -> None:
    first = ("Weekly bulletin of the harbour office, number 12", TEXTS["A well is dug"])
    following = ("Weekly bulletin of the harbour office, number 13", TEXTS["A road is laid"])
    imported(newsroom, page(first, SCHOOL))
    report = imported(newsroom, page(following, SCHOOL))
    assert report.counts == {"created": 1, "unchanged": 1}
    assert not report.incomplete


def test_a_page_whose_mark_changes_as_it_grows_keeps_its_releases(newsroom: Newsroom) -> None:
    text = "A line was opened on Sunday, and many people came to the quay to see it sail."
    small = page(WELL, ("The Harbour Office Opens a New Line", text), ROAD)
    assert imported(newsroom, small).counts == {"created": 3}
    grown = page(SCHOOL, NEWS) + b"\n\n" + small
    assert imported(newsroom, grown).counts == {"created": 2, "unchanged": 3}
    assert imported(newsroom, page(SCHOOL, NEWS)).counts == {"unchanged": 2}
    assert imported(newsroom, grown).counts == {"unchanged": 5}


def test_a_page_without_dates_stands_after_what_is_dated_in_its_order(newsroom: Newsroom) -> None:
    newsroom.published(title="Dated", date="2012")
    imported(newsroom, page(WELL, ROAD))
    listed = checked(newsroom.api.get("/v1/releases"), 200)["data"]
    assert [release["title"] for release in listed] == ["Dated", WELL[0], ROAD[0]]


def test_an_undated_release_keeps_its_place_between_dated_ones(newsroom: Newsroom) -> None:
    first, second, third = (DATED[number] for number in (2, 1, 0))
    imported(newsroom, page(first, WELL, second, third))
    listed = checked(newsroom.api.get("/v1/releases"), 200)["data"]
    assert [release["date"] for release in listed] == [
        "2020-03-03",
        None,
        "2020-03-02",
        "2020-03-01",
    ]
    assert listed[1]["title"] == WELL[0]
