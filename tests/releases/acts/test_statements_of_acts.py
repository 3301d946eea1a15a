"""How many statements an act takes: one transaction each, and no more for a release of many."""

from typing import Any

from tests.files import stored
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.statements import counted

# With one that tells who calls.
PUBLISH = 18
CORRECT = 23
# To look whether the database has a place, to copy it and what it lies in, and to read it as it is
# now; PostgreSQL locks others out.
NEW_PLACE = 5
# For each further release of a batch: which others share much of its words, and those in full.
ONE_MORE = 2
# Files are read, read again under the lock, and written.
FILES = 3

WORDS = {
    "body_html": "<p>Blankets and heaters were handed out to people of seven towns in the north,"
    " whose houses the river had taken in a single night of rain and of storm.</p>",
    "themes": ["health"],
}


def _drafts(newsroom: Newsroom, count: int) -> list[dict[str, Any]]:
    return [newsroom.draft(title=f"Part {n}", locations=["TR-22"], **WORDS) for n in range(count)]


def test_publish_and_correct_take_so_many_statements(newsroom: Newsroom) -> None:
    # What is read once for all of them, and when the key was used last.
    newsroom.published(title="First", locations=["TR-22"], **WORDS)
    newsroom.published(title="Second", locations=["TR-22"], **WORDS)
    draft = _drafts(newsroom, 1)[0]
    with counted(newsroom.database) as publishing:
        public = newsroom.act(draft, "publish")
    edited = newsroom.edit(public, title="Part of it", body_html="<p>Blankets, no heaters.</p>")
    members = {"note": "No heaters.", "severity": "minor", "action": "update"}
    with counted(newsroom.database) as correcting:
        newsroom.act(edited, "correct", **members)
    assert len(publishing) <= PUBLISH, "\n".join(publishing)
    assert len(correcting) <= CORRECT, "\n".join(correcting)


def test_a_place_that_is_new_to_the_database_has_nothing_made_twice(newsroom: Newsroom) -> None:
    newsroom.published(title="First", locations=["TR-22"], **WORDS)
    newsroom.published(title="Second", locations=["TR-22"], **WORDS)
    draft = newsroom.draft(title="Of a city", locations=["edirne"], **WORDS)
    with counted(newsroom.database) as publishing:
        newsroom.act(draft, "publish")
    assert len(publishing) <= PUBLISH + NEW_PLACE, "\n".join(publishing)


def test_a_batch_takes_no_more_statements_for_a_release_than_one(newsroom: Newsroom) -> None:
    newsroom.published(title="First", locations=["TR-22"], **WORDS)
    counts = {}
    for count in (5, 25):
        acts = [
            {"act": "publish", "id": draft["id"], "if_match": draft["etag"]}
            for draft in _drafts(newsroom, count)
        ]
        with counted(newsroom.database) as statements:
            checked(newsroom.desk.post(f"{EDITORIAL}:batch", json={"acts": acts}), 200)
        counts[count] = len(statements)
    assert counts[25] - counts[5] <= 20 * ONE_MORE, counts


def test_files_take_three_statements_however_many_there_are(newsroom: Newsroom) -> None:
    newsroom.published(title="First", locations=["TR-22"], **WORDS)
    newsroom.published(title="Second", locations=["TR-22"], **WORDS)
    used = [{"file": str(stored(newsroom, b"%d" % number).id)} for number in range(5)]
    sent = []
    for media in (used[:1], used):
        draft = newsroom.draft(title="Part", locations=["TR-22"], media=media, **WORDS)
        with counted(newsroom.database) as publishing:
            newsroom.act(draft, "publish")
        sent.append(publishing)
    one, many = sent
    assert len(many) <= PUBLISH + FILES, "\n".join(many)
    assert len(many) - len(one) <= ONE_MORE


def test_a_correction_of_what_has_no_files_asks_for_none(newsroom: Newsroom) -> None:
    public = newsroom.published(title="First", **WORDS)
    edited = newsroom.edit(public, title="Better")
    with counted(newsroom.database) as correcting:
        newsroom.act(edited, "correct", note="x", severity="minor", action="update")
    assert [sql for sql in correcting if "media" in sql.replace("published_release.", "")] == []
