"""Which release a page means, when the page comes again changed, repeated or without a name."""

from app.importers.loading.report import ImportReport
from app.importers.loading.run import BATCH, import_page_bytes
from app.importers.loading.sample import SAMPLE, load_sample
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
