"""Whatever changes what names mean or labels say moves the log's mark, and nothing else does."""

from app.changes import log
from app.changes.log import Mark
from app.themes.taxonomy import built_in
from tests.newsroom import Newsroom, checked
from tests.vocabularies.places.place_desk import make
from tests.vocabularies.themes.theme_desk import added, changed, load, patch


def mark(newsroom: Newsroom) -> Mark:
    with newsroom.database.read() as session:
        return log.mark(session)


def test_an_act_on_themes_or_places_moves_the_mark_without_a_fact(newsroom: Newsroom) -> None:
    seen = [mark(newsroom)]
    added(newsroom, id="floods", labels={"en": "Floods"})
    seen.append(mark(newsroom))
    checked(patch(newsroom, "floods", labels={"en": "High water"}), 200)
    seen.append(mark(newsroom))
    make(newsroom)
    seen.append(mark(newsroom))
    assert len({each.vocabulary for each in seen}) == len(seen)
    assert seen == sorted(seen)
    assert {each.seq for each in seen} == {seen[0].seq}


def test_a_taxonomy_file_moves_the_mark_only_when_it_changed_something(newsroom: Newsroom) -> None:
    load(newsroom, built_in())
    before = mark(newsroom)
    load(newsroom, built_in())
    assert mark(newsroom) == before
    load(newsroom, changed("health", labels={"en": "Wellbeing"}))
    assert mark(newsroom) > before


def test_a_list_finds_by_a_merged_name_once_another_list_has_seen_the_merge(
    newsroom: Newsroom,
) -> None:
    for theme in ("old-floods", "new-floods"):
        added(newsroom, id=theme, labels={"en": theme})
        newsroom.published(title=f"About {theme}", themes=[theme])
    address = "/v1/releases?theme=old-floods"
    assert newsroom.api.get(address).json()["meta"]["total"] == 1
    old = "/v1/editorial/themes/old-floods/merge"
    checked(newsroom.desk.post(old, headers={"If-Match": "*"}, json={"into": "new-floods"}), 200)
    assert newsroom.api.get("/v1/releases").json()["meta"]["total"] == 2
    assert newsroom.api.get(address).json()["meta"]["total"] == 2
    assert newsroom.api.get(f"{address}&limit=7").json()["meta"]["total"] == 2
