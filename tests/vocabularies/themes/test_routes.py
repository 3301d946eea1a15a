"""Editors' acts on themes, and what readers see of them."""

from datetime import timedelta
from typing import Any

from app.auth.caller import Scope
from app.base import clock
from app.main import prepare
from app.published.store.writer import restore_all
from app.releases.acts.rebuild import public_states
from tests.client import Client
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.published.read_model import rows
from tests.statements import counted
from tests.vocabularies.themes.theme_desk import PATCH, THEMES, act, added, patch, read


def public(newsroom: Newsroom, release: dict[str, Any]) -> dict[str, Any]:
    return checked(newsroom.api.get(f"/v1/releases/{release['id']}"), 200)


def facts(newsroom: Newsroom) -> list[tuple[str, str]]:
    changes = checked(newsroom.api.get("/v1/changes"), 200)["data"]
    return [(change["kind"], change["release_id"]) for change in changes]


def counts(newsroom: Newsroom) -> dict[str, int]:
    themes = checked(newsroom.api.get("/v1/themes"), 200)["data"]
    return {theme["id"]: theme["releases"] for theme in themes}


def assert_rebuild_is_the_same(newsroom: Newsroom) -> None:
    with newsroom.database.read() as session:
        grown = rows(session)
    with newsroom.database.write() as session:
        restore_all(session, public_states(session, newsroom.settings.zone))
    with newsroom.database.read() as session:
        assert rows(session) == grown


def test_an_added_theme_is_offered_found_and_shown(newsroom: Newsroom) -> None:
    answer = newsroom.desk.post(
        THEMES,
        json={
            "labels": {"en": "Winter aid", "tr": "Kış yardımı"},
            "parent": "Humanitarian response",
            "iptc": [{"qcode": "medtop:20000168", "relation": "broad"}],
            "keywords": {"keywords": ["winterisation"]},
        },
    )
    theme = checked(answer, 201)
    assert theme["id"] == "winter-aid"
    assert answer.headers["location"].endswith(f"{THEMES}/winter-aid")
    assert answer.headers["etag"] == theme["etag"]
    assert theme == read(newsroom, "winter-aid")
    assert theme["parent"] == "humanitarian-response"
    listed = [entry["id"] for entry in checked(newsroom.desk.get(THEMES), 200)["data"]]
    siblings = [entry for entry in listed if read(newsroom, entry)["parent"] == theme["parent"]]
    assert siblings[-1] == "winter-aid"
    release = newsroom.published(themes=["Kış yardımı"])
    assert newsroom.public_ids("theme=humanitarian-response") == [release["id"]]
    suggested = newsroom.desk.post(
        "/v1/editorial/suggest",
        json={"title": "Winterisation begins", "body_text": "Winterisation of the camps."},
    )
    assert "winter-aid" in [found["id"] for found in checked(suggested, 200)["themes"]]


def test_ids_are_made_from_the_newsrooms_language_and_never_given_twice(
    newsroom: Newsroom,
) -> None:
    labels = {"tr": "Deprem", "en": "Earthquakes"}
    assert added(newsroom, labels=labels)["id"] == "earthquakes"
    assert added(newsroom, labels={"de": "Earthquakes"})["id"] == "earthquakes-2"
    taken = newsroom.desk.post(THEMES, json={"id": "health", "labels": {"en": "Other"}})
    assert checked(taken, 422)["errors"][0]["pointer"] == "#/id"


def test_a_renamed_theme_is_renamed_in_every_public_document(newsroom: Newsroom) -> None:
    newsroom.published(title="Untouched", themes=["children"])
    own = newsroom.published(themes=["humanitarian-response"])
    narrower = newsroom.published(title="Of a narrower theme", themes=["health"])
    edited = newsroom.edit(newsroom.published(title="Live", themes=["health"]), title="Later")
    told = facts(newsroom)
    changed = checked(
        patch(newsroom, "humanitarian-response", labels={"en": "Emergency aid", "tr": None}), 200
    )
    assert changed["labels"]["en"] == "Emergency aid"
    assert "tr" not in changed["labels"]
    assert "fr" in changed["labels"]
    assert public(newsroom, own)["themes"][0]["label"] == "Emergency aid"
    assert public(newsroom, narrower)["themes"][0]["ancestors"] == [
        {"id": "humanitarian-response", "label": "Emergency aid"}
    ]
    assert public(newsroom, edited)["title"] == "Live"
    assert own["id"] in newsroom.public_ids("q=emergency+aid")
    touched = {release["id"] for release in (own, narrower, edited)}
    assert sorted(facts(newsroom)[len(told) :]) == sorted(("updated", id) for id in touched)
    versions = checked(newsroom.api.get(f"/v1/releases/{own['id']}/versions"), 200)["data"]
    assert versions[-1]["note"] == (
        "The theme “Humanitarian assistance” is now called “Emergency aid”."
    )
    assert_rebuild_is_the_same(newsroom)


def test_a_moved_theme_is_found_and_counted_under_its_new_parent(newsroom: Newsroom) -> None:
    release = newsroom.published(themes=["health"])
    moved = checked(patch(newsroom, "health", parent="protection-rights"), 200)
    assert moved["parent"] == "protection-rights"
    assert newsroom.public_ids("theme=protection-rights") == [release["id"]]
    assert newsroom.public_ids("theme=humanitarian-response") == []
    assert counts(newsroom)["protection-rights"] == 1
    assert counts(newsroom)["humanitarian-response"] == 0
    checked(patch(newsroom, "health", parent=None), 200)
    assert public(newsroom, release)["themes"][0]["ancestors"] == []
    assert_rebuild_is_the_same(newsroom)


def test_a_theme_is_not_moved_below_itself(newsroom: Newsroom) -> None:
    for parent in ("humanitarian-response", "health"):
        refused = checked(patch(newsroom, "humanitarian-response", parent=parent), 422)
        assert refused["errors"][0]["pointer"] == "#/parent"
    unknown = checked(patch(newsroom, "health", parent="protection-right"), 422)
    assert unknown["errors"][0]["suggestion"] == "protection-rights"


def test_a_tree_has_twelve_levels_at_most(newsroom: Newsroom) -> None:
    parent: str | None = None
    for level in range(1, 13):
        parent = added(newsroom, id=f"level-{level}", labels={"en": f"L{level}"}, parent=parent)[
            "id"
        ]
    deeper = newsroom.desk.post(THEMES, json={"labels": {"en": "L13"}, "parent": parent})
    assert checked(deeper, 422)["errors"][0]["pointer"] == "#/parent"
    moved = checked(patch(newsroom, "level-1", parent="health"), 422)
    assert moved["errors"][0]["detail"] == "The tree would have 14 levels; 12 are the most."
    merged = checked(act(newsroom, "level-1", "merge", into="health"), 422)
    assert merged["errors"][0]["pointer"] == "#/into"
    assert patch(newsroom, "level-3", parent="health").status_code == 200


def test_themes_stand_where_their_position_says(newsroom: Newsroom) -> None:
    first = added(newsroom, labels={"en": "Before all"}, position=0)
    listed = checked(newsroom.api.get("/v1/themes"), 200)["data"]
    assert listed[0]["id"] == first["id"]
    checked(patch(newsroom, first["id"], position=1_000), 200)
    tree = checked(newsroom.api.get("/v1/themes?form=tree"), 200)["data"]
    assert tree[-1]["id"] == first["id"]


def test_a_label_means_one_theme(newsroom: Newsroom) -> None:
    refused = checked(patch(newsroom, "health", labels={"tr": "ÇOCUKLAR"}), 422)
    assert refused["errors"][0]["pointer"] == "#/labels/tr"
    assert refused["errors"][0]["suggestion"] == "children"
    assert patch(newsroom, "health", labels={"fr": "Çocuklar"}).status_code == 200


BAD_PATCHES: tuple[tuple[dict[str, Any], str], ...] = (
    ({"labels": {"en": None, "fr": None, "es": None, "ar": None, "tr": None}}, "#/labels"),
    ({"labels": {"klingon!": "x"}}, "#/labels/klingon!"),
    ({"labels": {"en": ""}}, "#/labels/en"),
    ({"iptc": [{"qcode": "medtop:1"}]}, "#/iptc/0/qcode"),
    ({"position": -1}, "#/position"),
    ({"keywords": {"keyword": ["x"]}}, "#/keywords/keyword"),
    ({"id": "other"}, "#/id"),
    ({"labels": None}, "#/labels"),
)


def test_a_bad_patch_names_its_fault(newsroom: Newsroom) -> None:
    for members, pointer in BAD_PATCHES:
        refused = checked(patch(newsroom, "health", **members), 422)
        assert refused["errors"][0]["pointer"] == pointer


def test_a_merged_theme_means_the_other_everywhere(newsroom: Newsroom) -> None:
    newsroom.published(title="Untouched", themes=["education"])
    both = newsroom.published(title="Has both", themes=["health", "gender"])
    one = newsroom.published(title="Has one", themes=["gender"])
    kept = newsroom.act(
        newsroom.published(title="Kept", themes=["gender"]), "withdraw", notice="x", kind="kept"
    )
    draft = newsroom.draft(title="Draft", themes=["gender"])
    tomorrow = (clock.now() + timedelta(days=1)).isoformat()
    waiting = newsroom.act(newsroom.draft(themes=["gender"]), "schedule", at=tomorrow)
    narrower = added(newsroom, labels={"en": "Midwives"}, parent="gender")
    told = facts(newsroom)

    into = checked(act(newsroom, "gender", "merge", into="health"), 200)

    assert into["id"] == "health"
    assert [theme["id"] for theme in public(newsroom, both)["themes"]] == ["health"]
    assert [theme["id"] for theme in public(newsroom, one)["themes"]] == ["health"]
    assert sorted(facts(newsroom)[len(told) :]) == sorted(
        ("updated", release["id"]) for release in (both, one)
    )
    for release in (draft, waiting):
        copy = newsroom.desk.get(f"{EDITORIAL}/{release['id']}")
        assert [theme["id"] for theme in copy.json()["themes"]] == ["health"]
        assert copy.headers["etag"] != release["etag"]
    withdrawn = checked(newsroom.api.get(f"/v1/releases/{kept['id']}"), 200)
    assert [theme["id"] for theme in withdrawn["themes"]] == ["gender"]
    assert newsroom.public_ids("theme=gender") == newsroom.public_ids("theme=health")
    assert len(newsroom.public_ids("theme=gender")) == 2
    for address in ("/v1/themes/gender", f"{THEMES}/gender"):
        moved = newsroom.desk.get(address, follow_redirects=False)
        assert moved.status_code == 301
        assert moved.headers["location"].endswith(address.replace("gender", "health"))
    assert read(newsroom, narrower["id"])["parent"] == "health"
    assert "gender" not in counts(newsroom)
    published = newsroom.act(
        checked(newsroom.desk.get(f"{EDITORIAL}/{draft['id']}"), 200), "publish"
    )
    assert [theme["id"] for theme in public(newsroom, published)["themes"]] == ["health"]
    assert_rebuild_is_the_same(newsroom)


def test_keywords_of_a_merged_theme_speak_for_the_other(newsroom: Newsroom) -> None:
    other = added(newsroom, keywords={"keywords": ["winterisation"]})
    checked(act(newsroom, other["id"], "merge", into="health"), 200)
    assert "winterisation" in read(newsroom, "health")["keywords"]["keywords"]


def test_merging_twice_leads_to_the_last(newsroom: Newsroom) -> None:
    release = newsroom.published(themes=["gender"])
    checked(act(newsroom, "gender", "merge", into="children"), 200)
    checked(act(newsroom, "children", "merge", into="education"), 200)
    assert newsroom.public_ids("theme=gender") == [release["id"]]
    moved = newsroom.api.get("/v1/themes/gender", follow_redirects=False)
    assert moved.headers["location"].endswith("/v1/themes/education")
    merged = newsroom.desk.post(
        f"{THEMES}/gender/merge", headers={"If-Match": "*"}, json={"into": "health"}
    )
    assert checked(merged, 404)["detail"] == "This theme was merged into 'education'."


def test_a_theme_is_not_merged_into_itself_or_what_it_contains(newsroom: Newsroom) -> None:
    for into in ("humanitarian-response", "health", "nothing"):
        refused = checked(act(newsroom, "humanitarian-response", "merge", into=into), 422)
        assert refused["errors"][0]["pointer"] == "#/into"


def test_a_retired_theme_is_kept_by_its_releases_and_offered_to_no_other(
    newsroom: Newsroom,
) -> None:
    release = newsroom.published(themes=["gender"])
    told = facts(newsroom)
    assert checked(act(newsroom, "gender", "retire"), 200)["retired"]
    assert facts(newsroom) == told
    assert newsroom.public_ids("theme=gender") == [release["id"]]
    assert counts(newsroom)["gender"] == 1
    offered = checked(newsroom.desk.get(THEMES), 200)["data"]
    assert "gender" not in [theme["id"] for theme in offered]
    every = checked(newsroom.desk.get(f"{THEMES}?retired=true"), 200)["data"]
    assert "gender" in [theme["id"] for theme in every]
    refused = newsroom.desk.post(EDITORIAL, json={"title": "New", "themes": ["gender"]})
    assert checked(refused, 422)["errors"][0]["pointer"] == "#/themes/0"
    edited = newsroom.edit(release, title="Still has it")
    assert [theme["id"] for theme in edited["themes"]] == ["gender"]
    checked(act(newsroom, "gender", "reinstate"), 200)
    newsroom.draft(themes=["gender"])


def test_the_next_start_leaves_alone_what_editors_did(newsroom: Newsroom) -> None:
    release = newsroom.published(themes=["health"])
    added(newsroom)
    checked(patch(newsroom, "health", labels={"en": "Health and care"}), 200)
    checked(act(newsroom, "gender", "merge", into="children"), 200)
    checked(act(newsroom, "education", "retire"), 200)
    before = newsroom.api.get("/v1/themes").content, newsroom.desk.get(THEMES).content
    told = facts(newsroom)
    prepare(newsroom.settings)
    assert (newsroom.api.get("/v1/themes").content, newsroom.desk.get(THEMES).content) == before
    assert facts(newsroom) == told
    assert public(newsroom, release)["themes"][0]["label"] == "Health and care"


def test_who_may_read_and_who_may_act(newsroom: Newsroom) -> None:
    body = {"labels": {"en": "Winter aid"}}
    assert newsroom.api.get(THEMES).status_code == 401
    assert newsroom.as_key(Scope.READ).get(THEMES).status_code == 200
    assert newsroom.as_key(Scope.WRITE).post(THEMES, json=body).status_code == 403
    limited = newsroom.as_key(Scope.PUBLISH, organisation="iom")
    assert limited.get(f"{THEMES}/health").status_code == 200
    assert limited.post(THEMES, json=body).status_code == 403
    assert newsroom.desk.get(f"{THEMES}/nothing").status_code == 404


def test_no_edit_is_lost(newsroom: Newsroom) -> None:
    address, members = f"{THEMES}/health", {"labels": {"en": "Care"}}
    assert newsroom.desk.patch(address, headers=PATCH, json=members).status_code == 428
    tag = read(newsroom, "health")["etag"]
    checked(patch(newsroom, "health", **members), 200)
    late = newsroom.desk.patch(
        address, headers=PATCH | {"If-Match": tag}, json={"labels": {"en": "Late"}}
    )
    assert checked(late, 412)["etag"] == read(newsroom, "health")["etag"]
    assert patch(newsroom, "health", **members).json()["etag"] == read(newsroom, "health")["etag"]


def test_a_repeated_post_does_nothing_twice(newsroom: Newsroom) -> None:
    key = {"Idempotency-Key": "one-theme"}
    body = {"labels": {"en": "Winter aid"}}
    first = newsroom.desk.post(THEMES, headers=key, json=body)
    second = newsroom.desk.post(THEMES, headers=key, json=body)
    assert checked(second, 201) == checked(first, 201)
    assert second.headers["idempotent-replayed"] == "true"


def test_the_audit_log_tells_who_did_what(newsroom: Newsroom) -> None:
    newsroom.published(themes=["health"])
    checked(patch(newsroom, "health", labels={"en": "Care"}), 200)
    checked(act(newsroom, "health", "retire"), 200)
    admin: Client = newsroom.as_key(Scope.ADMIN)
    entries = checked(admin.get("/v1/editorial/audit?subject=health"), 200)["data"]
    assert [entry["act"] for entry in entries] == ["retire-theme", "edit-theme"]
    assert entries[1]["details"]["members"] == ["labels"]
    assert entries[1]["details"]["rendered"] == 1
    assert entries[1]["subject_kind"] == "theme"
    assert entries[1]["request_id"]


def test_statements_of_a_rename_do_not_grow_with_releases(newsroom: Newsroom) -> None:
    seen = []
    for count in (1, 9):
        for number in range(count):
            newsroom.published(title=f"Release {count} {number}", themes=["health"])
        tag = read(newsroom, "health")["etag"]
        with counted(newsroom.database) as statements:
            answer = newsroom.desk.patch(
                f"{THEMES}/health",
                headers=PATCH | {"If-Match": tag},
                json={"labels": {"en": f"Health {count}"}},
            )
        assert answer.status_code == 200
        seen.append(len(statements))
    assert seen[0] == seen[1] <= 50


def test_nothing_hidden_shows_in_the_counts(newsroom: Newsroom) -> None:
    tomorrow = (clock.now() + timedelta(days=1)).isoformat()
    quiet = newsroom.api.get("/v1/themes?form=tree").content
    newsroom.act(newsroom.draft(themes=["health"]), "schedule", at=tomorrow)
    newsroom.draft(title="Only a draft", themes=["health"])
    assert newsroom.api.get("/v1/themes?form=tree").content == quiet
    told = facts(newsroom)
    checked(patch(newsroom, "health", labels={"en": "Health"}, position=2), 200)
    assert facts(newsroom) == told == []
