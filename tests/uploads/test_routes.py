"""Files over HTTP: who may do what with them, and what is answered."""

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from app.auth.caller import Scope
from app.base.settings import Settings
from app.media.store import MediaStore
from tests.client import Client
from tests.newsroom import EDITORIAL, Newsroom, checked
from tests.uploads import samples

MEDIA = "/v1/editorial/media"
NAME = "C:\\Boğaz <b>.php.JPG"


def _sent(client: Client, content: bytes, query: str = "", **headers: str) -> dict[str, Any]:
    return checked(client.post(f"{MEDIA}?{query}", content=content, headers=headers), 201)


def _change(client: Client, file: dict[str, Any], **members: Any) -> dict[str, Any]:
    headers = {"If-Match": file["etag"]}
    return checked(client.patch(f"{MEDIA}/{file['id']}", json=members, headers=headers), 200)


def test_a_file_is_sent_described_looked_at_and_removed(newsroom: Newsroom) -> None:
    given = samples.picture("JPEG", (400, 300), xmp=samples.XMP)
    file = _sent(newsroom.desk, given, f"file_name={quote(NAME)}")
    assert file["file_name"] == "bogaz-b-php.jpg"
    assert (file["media_type"], file["width"], file["height"]) == ("image/jpeg", 400, 300)
    assert (file["credit"], file["licence"]) == ("A. Demir", "CC BY 4.0")
    address = f"{MEDIA}/{file['id']}"
    assert checked(newsroom.desk.get(address), 200) == file
    assert checked(newsroom.desk.get(MEDIA), 200)["data"] == [file]

    whole = newsroom.desk.get(f"{address}/file")
    assert (whole.headers["content-type"], len(whole.content)) == ("image/jpeg", file["bytes"])
    assert whole.headers["content-disposition"] == 'attachment; filename="bogaz-b-php.jpg"'
    assert whole.headers["x-content-type-options"] == "nosniff"
    thumb = newsroom.desk.get(f"{address}/file?rendition=thumb")
    assert thumb.content[8:12] == b"WEBP"
    assert newsroom.desk.get(f"{address}/file?rendition=page1").status_code == 404

    texts = {"en": {"alt": "A harbour."}, "tr": None}
    changed = _change(
        newsroom.desk, file, texts=texts, focal_point={"x": 0, "y": 0.5}, rights_end="2030-12-31"
    )
    assert changed["texts"] == {"en": {"alt": "A harbour.", "caption": "A ferry."}}
    assert changed["etag"] != file["etag"]
    assert changed["sha256"] == file["sha256"]
    assert changed["renditions"] != file["renditions"]

    assert newsroom.desk.delete(address, headers={"If-Match": file["etag"]}).status_code == 412
    assert newsroom.desk.delete(address).status_code == 428
    gone = newsroom.desk.delete(address, headers={"If-Match": changed["etag"]})
    assert gone.status_code == 204
    assert newsroom.desk.get(address).status_code == 404


def test_the_same_bytes_are_one_file_of_each_organisation(newsroom: Newsroom) -> None:
    sound = samples.sound()
    first = _sent(newsroom.desk, sound)
    again = newsroom.desk.post(MEDIA, content=sound)
    assert (again.status_code, again.json()) == (200, first)
    limited = newsroom.as_key(Scope.WRITE, organisation="org-a")
    own = _sent(limited, sound)
    assert own["id"] != first["id"]
    assert own["organisation"] == "org-a"
    assert [file["id"] for file in limited.get(MEDIA).json()["data"]] == [own["id"]]
    assert limited.get(f"{MEDIA}/{first['id']}/file").status_code == 404
    refused = limited.post(f"{MEDIA}?organisation=org-b", content=sound)
    assert (refused.status_code, refused.json()["errors"][0]["suggestion"]) == (422, "org-a")


def test_a_repeated_upload_gets_the_first_answer(newsroom: Newsroom) -> None:
    headers = {"Idempotency-Key": "one"}
    first = newsroom.desk.post(MEDIA, content=samples.sound(), headers=headers)
    again = newsroom.desk.post(MEDIA, content=samples.sound(), headers=headers)
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    other = newsroom.desk.post(MEDIA, content=samples.sound(50), headers=headers)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


def test_pages_of_files_have_each_of_them_once(newsroom: Newsroom) -> None:
    sent = [_sent(newsroom.desk, samples.sound(10 + number))["id"] for number in range(5)]
    found, address = [], f"{MEDIA}?limit=2"
    while address:
        page = checked(newsroom.desk.get(address), 200)
        assert page["meta"]["total"] == 5
        found += [file["id"] for file in page["data"]]
        address = page["links"].get("next", "")
    assert found == sent[::-1]


def test_a_file_that_a_saved_text_has_stays(newsroom: Newsroom) -> None:
    file = _sent(newsroom.desk, samples.sound())
    # Whatever member of a saved text is the id.
    draft = newsroom.draft(title=file["id"])
    headers = {"If-Match": file["etag"]}
    refused = newsroom.desk.delete(f"{MEDIA}/{file['id']}", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (409, "file-in-use")
    assert refused.json()["release"] == draft["id"]


def test_a_refusal_to_remove_a_file_names_no_release_of_another_organisation(
    newsroom: Newsroom,
) -> None:
    own = newsroom.as_key(Scope.WRITE, organisation="own-office")
    file = _sent(own, samples.sound())
    uses = {"media": [{"file": file["id"]}]}
    newsroom.draft(organisation={"name": "Other Office"}, **uses)
    headers = {"If-Match": file["etag"]}
    refused = checked(own.delete(f"{MEDIA}/{file['id']}", headers=headers), 409)
    assert (refused["code"], refused.get("release")) == ("file-in-use", None)
    theirs = newsroom.draft(organisation={"name": "Own Office"}, **uses)
    refused = checked(own.delete(f"{MEDIA}/{file['id']}", headers=headers), 409)
    assert refused["release"] == theirs["id"]


def test_what_is_no_file_is_refused_with_what_it_is(newsroom: Newsroom) -> None:
    refused = newsroom.desk.post(MEDIA, content=b"<svg onload='x()'/>")
    assert (refused.status_code, refused.json()["found"]) == (415, "SVG")
    assert "image/jpeg" in refused.headers["accept-post"]
    broken = newsroom.desk.post(MEDIA, content=samples.picture()[:-9])
    assert broken.status_code == 422
    assert "cut off" in broken.json()["detail"]
    assert newsroom.desk.get(MEDIA).json()["data"] == []


def test_who_only_reads_sends_nothing(newsroom: Newsroom) -> None:
    reader = newsroom.as_key(Scope.READ)
    assert reader.post(MEDIA, content=samples.sound()).status_code == 403
    assert newsroom.api.post(MEDIA, content=samples.sound()).status_code == 401
    assert newsroom.api.get(MEDIA).status_code == 401


@pytest.fixture
def small(settings: Settings) -> Any:
    opened = Newsroom(
        settings.model_copy(update={"media_max_bytes": 20_000, "max_body_bytes": 1_000})
    )
    yield opened
    opened.close()


def test_a_file_may_be_larger_than_another_body_up_to_its_own_limit(small: Newsroom) -> None:
    assert _sent(small.desk, samples.sound(40))["bytes"] > 1_000
    refused = small.desk.post(MEDIA, content=bytes(20_001))
    assert (refused.status_code, refused.json()["limit_bytes"]) == (413, 20_000)


def test_a_store_that_fails_is_told_and_loses_nothing(newsroom: Newsroom, tmp_path: Path) -> None:
    (tmp_path / "no-folder").write_text("")
    broken = MediaStore(Settings(media_url=str(tmp_path / "no-folder" / "media")))
    whole, newsroom.app.state.files.store = newsroom.app.state.files.store, broken
    draft = newsroom.draft()
    refused = newsroom.desk.post(MEDIA, content=samples.sound())
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "10")
    assert newsroom.desk.get(MEDIA).json()["data"] == []
    assert newsroom.desk.get(f"{EDITORIAL}/{draft['id']}").status_code == 200
    newsroom.app.state.files.store = whole
    _sent(newsroom.desk, samples.sound())


def test_a_changed_file_is_in_the_public_documents_that_show_it(newsroom: Newsroom) -> None:
    file = checked(newsroom.desk.post(MEDIA, content=samples.picture(size=(400, 300))), 201)
    released = newsroom.published(media=[{"file": file["id"]}])
    where = f"/v1/releases/{released['id']}"
    (before,) = checked(newsroom.api.get(where), 200)["media"]
    headers = {"If-Match": file["etag"], "Content-Type": "application/merge-patch+json"}
    patch = {"credit": "Deniz Example", "focal_point": {"x": 1, "y": 0}}
    checked(newsroom.desk.patch(f"{MEDIA}/{file['id']}", json=patch, headers=headers), 200)
    document = checked(newsroom.api.get(where), 200)
    (after,) = document["media"]
    assert document["version"] == 2
    assert (after["credit"], after["focal_point"]) == ("Deniz Example", {"x": 1.0, "y": 0.0})
    # The renditions have the credit in them: other bytes at other addresses.
    urls = [{form["url"] for form in one["renditions"]} for one in (before, after)]
    assert urls[0].isdisjoint(urls[1])
    for gone, there in zip(*urls, strict=True):
        assert newsroom.api.get(gone).status_code == 404
        assert newsroom.api.get(there).status_code == 200
    entry = checked(newsroom.api.get("/v1/changes?since=0"), 200)["data"][-1]
    assert entry["kind"] == "updated"
