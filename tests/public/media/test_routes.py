"""Files for readers: while a public release uses them, whole, in parts and under conditions."""

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest

from app.auth.caller import Scope
from app.media.models import MediaFile
from tests.behaviour.clock import HOUR, Clock, T, instant
from tests.files import a_pdf, address, stored
from tests.newsroom import EDITORIAL, Newsroom, checked

CONTENT = bytes(range(256)) * 20
ASKED: tuple[dict[str, str], ...] = (
    {},
    {"Range": "bytes=0-9"},
    {"Range": "bytes=999999-"},
    {"If-None-Match": "*"},
    {"If-Match": '"x"'},
    {"If-None-Match": f'"{hashlib.sha256(CONTENT).hexdigest()}"'},
    {"If-Range": f'"{hashlib.sha256(CONTENT).hexdigest()}"', "Range": "bytes=0-0"},
    {"Authorization": "Bearer nobody"},
)


@pytest.fixture
def clock(newsroom: Newsroom) -> Clock:
    return Clock(newsroom.app)


def using(*files: MediaFile, **members: Any) -> dict[str, Any]:
    return {"media": [{"file": str(file.id)} for file in files], **members}


def test_a_public_release_shows_its_files_and_their_bytes(newsroom: Newsroom) -> None:
    picture, report = stored(newsroom, CONTENT), a_pdf(newsroom)
    released = newsroom.published(**using(report, picture))
    document = checked(newsroom.api.get(f"/v1/releases/{released['id']}"), 200)
    first, second = document["media"]
    assert (first["kind"], second["kind"]) == ("document", "image")
    assert second["alt"] == "A depot at night"
    assert second["credit"] == "Ada Example"
    base = newsroom.settings.base_url
    assert second["url"] == f"{base}{address(picture)}"
    small = [form for form in second["renditions"] if form["name"] == "small"]
    assert document["image"] == {
        "url": small[0]["url"],
        "alt": "A depot at night",
        "width": 960,
        "height": 720,
    }
    answer = newsroom.api.get(address(picture), headers={"Accept-Encoding": "gzip, br"})
    assert answer.content == CONTENT
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["etag"] == f'"{picture.sha256}"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"] == 'inline; filename="depot.jpg"'
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "immutable" in answer.headers["cache-control"]
    assert "s-maxage=0" in answer.headers["cache-control"]
    assert "content-encoding" not in answer.headers
    for form in second["renditions"]:
        got = newsroom.api.get(form["url"])
        assert len(got.content) == form["bytes"]
        assert got.headers["content-type"] == form["media_type"]
        assert form["name"] in got.headers["content-disposition"]
    pdf = newsroom.api.get(address(report))
    assert pdf.headers["content-type"] == "application/pdf"
    assert "sandbox" in pdf.headers["content-security-policy"]


def test_a_card_shows_the_lead_picture_and_media_when_asked(newsroom: Newsroom) -> None:
    newsroom.published(**using(stored(newsroom)))
    (card,) = checked(newsroom.api.get("/v1/releases"), 200)["data"]
    assert card["image"]["alt"] == "A depot at night"
    assert "media" not in card
    (more,) = checked(newsroom.api.get("/v1/releases?include=media"), 200)["data"]
    assert more["media"][0]["url"].startswith(newsroom.settings.base_url)
    (copied,) = newsroom.api.get("/v1/releases.ndjson").text.splitlines()
    assert f'"url":"{more["media"][0]["url"]}"' in copied


def test_what_a_release_says_of_a_file_wins_over_what_the_file_says(newsroom: Newsroom) -> None:
    said = {"alt": "Bir depo", "credit": "Deniz Example", "rights_end": "2031-05-01"}
    file = stored(newsroom)
    released = newsroom.published(language="tr", media=[{"file": str(file.id), **said}])
    assert released["media"][0]["caption"] is None
    (one,) = checked(newsroom.api.get(f"/v1/releases/{released['id']}"), 200)["media"]
    assert {name: one[name] for name in said} == said
    # The file has a caption in English alone.
    assert (one["caption"], one["licence"]) == (None, file.licence)


def _doors(newsroom: Newsroom, where: str) -> Iterator[tuple[str, Any]]:
    for method in ("GET", "HEAD"):
        for headers in ASKED:
            answer = newsroom.api.request(method, where, headers=headers)
            fields = {n: v for n, v in answer.headers.items() if n != "x-request-id"}
            body = answer.content and {**answer.json(), "instance": None}
            yield f"{method} {headers}", (answer.status_code, fields, body)


def test_what_is_not_public_is_answered_as_what_never_was(newsroom: Newsroom, clock: Clock) -> None:
    """Guessed by its hash: uploaded, in a draft, scheduled, taken out, withdrawn."""
    file = stored(newsroom, CONTENT)
    unknown = dict(_doors(newsroom, f"/v1/media/{'0' * 64}.jpg"))
    assert {answer[0] for answer in unknown.values()} == {404}

    def is_unknown() -> bool:
        return dict(_doors(newsroom, address(file))) == unknown

    assert is_unknown()
    draft = newsroom.draft(**using(file))
    assert is_unknown()
    scheduled = newsroom.act(draft, "schedule", at=instant(T + HOUR))
    assert is_unknown()
    clock.at = T + HOUR
    assert newsroom.api.get(address(file)).content == CONTENT
    public = checked(newsroom.desk.get(f"{EDITORIAL}/{scheduled['id']}"), 200)
    without = newsroom.act(newsroom.edit(public, media=[]), "update")
    assert is_unknown()
    again = newsroom.act(newsroom.edit(without, **using(file)), "update")
    assert newsroom.api.get(address(file)).content == CONTENT
    newsroom.act(again, "withdraw", notice="Issued in error.")
    assert is_unknown()


def test_the_hash_with_another_ending_is_unknown(newsroom: Newsroom) -> None:
    file = stored(newsroom, CONTENT)
    newsroom.published(**using(file))
    for wrong in (file.sha256, f"{file.sha256}.png", f"{file.sha256.upper()}.jpg", f"{file.id}"):
        assert newsroom.api.get(f"/v1/media/{wrong}").status_code == 404


def test_a_file_stays_while_another_public_release_uses_it(newsroom: Newsroom) -> None:
    file = stored(newsroom, CONTENT)
    first, second = newsroom.published(**using(file)), newsroom.published(**using(file))
    newsroom.act(first, "withdraw", notice="x")
    assert newsroom.api.get(address(file)).status_code == 200
    newsroom.act(second, "withdraw", notice="x")
    assert newsroom.api.get(address(file)).status_code == 404


def test_under_a_notice_that_keeps_the_text_the_pictures_stay(newsroom: Newsroom) -> None:
    file = stored(newsroom, CONTENT)
    released = newsroom.published(**using(file))
    newsroom.act(released, "withdraw", notice="Superseded.", kind="kept")
    kept = checked(newsroom.api.get(f"/v1/releases/{released['id']}"), 200)
    assert newsroom.api.get(kept["media"][0]["url"]).content == CONTENT


@pytest.mark.parametrize(
    ("asked", "got"),
    [
        ("bytes=0-9", (0, 9)),
        ("bytes=5100-", (5100, 5119)),
        ("bytes=-20", (5100, 5119)),
        ("bytes=-99999", (0, 5119)),
        ("bytes=5119-99999", (5119, 5119)),
        ("BYTES = 1-2", (1, 2)),
    ],
)
def test_a_part_is_sent_as_asked(newsroom: Newsroom, asked: str, got: tuple[int, int]) -> None:
    file = stored(newsroom, CONTENT)
    newsroom.published(**using(file))
    answer = newsroom.api.get(address(file), headers={"Range": asked})
    assert answer.status_code == 206
    first, last = got
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(CONTENT)}"
    assert answer.content == CONTENT[first : last + 1]
    assert answer.headers["content-length"] == str(last - first + 1)
    assert answer.headers["etag"] == f'"{file.sha256}"'
    # RFC 9110 section 14.2: for GET alone.
    head = newsroom.api.head(address(file), headers={"Range": asked})
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(CONTENT)))


@pytest.mark.parametrize(
    "asked", ["bytes=9-5", "bytes=0-1,3-4", "bytes=", "bytes=-", "lines=1-2", "bytes=a-b"]
)
def test_a_range_that_cannot_be_read_gets_the_whole(newsroom: Newsroom, asked: str) -> None:
    file = stored(newsroom, CONTENT)
    newsroom.published(**using(file))
    answer = newsroom.api.get(address(file), headers={"Range": asked})
    assert (answer.status_code, answer.content) == (200, CONTENT)


@pytest.mark.parametrize("asked", ["bytes=5120-", "bytes=9999-10000", "bytes=-0"])
def test_a_part_behind_the_end_is_told_how_long_the_file_is(newsroom: Newsroom, asked: str) -> None:
    file = stored(newsroom, CONTENT)
    newsroom.published(**using(file))
    answer = newsroom.api.get(address(file), headers={"Range": asked})
    assert checked(answer, 416)["code"] == "range-not-satisfiable"
    assert answer.headers["content-range"] == "bytes */5120"


def test_if_range_sends_the_part_of_the_same_bytes_alone(newsroom: Newsroom) -> None:
    file = stored(newsroom, CONTENT)
    newsroom.published(**using(file))
    for value, status in (
        (f'"{file.sha256}"', 206),
        (f'W/"{file.sha256}"', 200),
        ('"other"', 200),
        ("Mon, 03 Mar 2031 09:00:00 GMT", 200),
    ):
        headers = {"Range": "bytes=0-9", "If-Range": value}
        assert newsroom.api.get(address(file), headers=headers).status_code == status, value


def test_conditions_go_before_ranges(newsroom: Newsroom) -> None:
    file = stored(newsroom, CONTENT)
    newsroom.published(**using(file))
    tag = f'"{file.sha256}"'
    for headers, status in (
        ({"If-None-Match": tag, "Range": "bytes=0-9"}, 304),
        ({"If-None-Match": tag, "Range": "bytes=99999-"}, 304),
        ({"If-None-Match": '"other"', "Range": "bytes=0-9"}, 206),
        ({"If-Match": tag, "Range": "bytes=0-9"}, 206),
        ({"If-Match": '"other"', "Range": "bytes=0-9"}, 412),
    ):
        answer = newsroom.api.get(address(file), headers=headers)
        assert answer.status_code == status, headers
        if status == 304:
            assert answer.content == b""
            assert answer.headers["etag"] == tag
            assert "immutable" in answer.headers["cache-control"]


def test_a_long_file_is_streamed_with_its_length(newsroom: Newsroom) -> None:
    content = CONTENT * 700
    file = stored(newsroom, content)
    newsroom.published(**using(file))
    whole = newsroom.api.get(address(file))
    assert whole.headers["content-length"] == str(len(content))
    assert whole.content == content
    part = newsroom.api.get(address(file), headers={"Range": "bytes=7-2500000"})
    assert (part.status_code, part.content) == (206, content[7:2_500_001])
    head = newsroom.api.head(address(file))
    assert (head.headers["content-length"], head.content) == (str(len(content)), b"")
    tag = {"If-None-Match": f'"{file.sha256}"'}
    assert newsroom.api.get(address(file), headers=tag).status_code == 304


@pytest.mark.parametrize("times", [1, 700])
def test_a_store_that_fails_is_told_and_the_release_stays(newsroom: Newsroom, times: int) -> None:
    file = stored(newsroom, CONTENT * times)
    released = newsroom.published(**using(file))
    newsroom.app.state.media.delete(file.sha256)
    for where in (address(file), f"/v1/releases/{released['id']}.zip"):
        answer = newsroom.api.get(where)
        assert checked(answer, 503)["code"] == "unavailable"
        assert answer.headers["retry-after"]
    assert newsroom.api.get(f"/v1/releases/{released['id']}").status_code == 200


def test_a_name_that_is_not_ascii_is_coded(newsroom: Newsroom) -> None:
    file = stored(newsroom, CONTENT, file_name="depo ğ.jpg")
    newsroom.published(**using(file))
    given = newsroom.api.get(address(file)).headers["content-disposition"]
    assert given == "inline; filename*=UTF-8''depo%20%C4%9F.jpg"


def test_captions_and_alt_texts_are_searched(newsroom: Newsroom) -> None:
    said = {"caption": "Volunteers near Kapıkule", "alt": "Snow on a lorry"}
    released = newsroom.published(media=[{"file": str(stored(newsroom).id), **said}])
    for words in ("volunteers", "lorry", "kapikule"):
        assert newsroom.public_ids(f"q={words}") == [released["id"]]
    emptied = newsroom.edit(released, media=[])
    newsroom.act(emptied, "update")
    assert newsroom.public_ids("q=lorry") == []


def test_files_of_others_do_not_exist_for_a_limited_key(newsroom: Newsroom) -> None:
    theirs = stored(newsroom, organisation="other-office")
    shared = stored(newsroom, b"of the newsroom")
    own = stored(newsroom, b"own", organisation="own-office")
    desk = newsroom.as_key(Scope.PUBLISH, organisation="own-office")
    unknown = "019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a99"
    faults = []
    for name in (theirs.id, shared.id, unknown):
        answer = desk.post(EDITORIAL, json={"title": "x", "media": [{"file": str(name)}]})
        (fault,) = checked(answer, 422)["errors"]
        assert fault["pointer"] == "#/media/0/file"
        faults.append(fault["detail"].replace(str(name), "ID"))
    assert len(set(faults)) == 1
    made = desk.post(EDITORIAL, json={"title": "x", "media": [{"file": str(own.id)}]})
    assert checked(made, 201)["media"][0]["file"] == str(own.id)


def test_a_file_is_named_once(newsroom: Newsroom) -> None:
    file = stored(newsroom)
    answer = newsroom.desk.post(EDITORIAL, json={"title": "x", **using(file, file)})
    assert checked(answer, 422)["errors"][0]["pointer"] == "#/media/1/file"


def test_preflight_asks_for_alt_credit_and_rights(newsroom: Newsroom) -> None:
    bare = stored(newsroom, texts="{}", credit=None)
    media = [{"file": str(bare.id), "rights_end": "2020-01-01"}]
    draft = newsroom.draft(media=media)
    answer = checked(newsroom.desk.post(f"{EDITORIAL}/{draft['id']}/preflight"), 200)
    found = answer["data"]
    about = {one["pointer"]: one["code"] for one in found if "/media/" in one["pointer"]}
    expected = {
        "#/media/0/alt": "picture-without-alt",
        "#/media/0/credit": "picture-without-credit",
        "#/media/0/rights_end": "rights-ended",
    }
    assert about == expected
    published = newsroom.act(draft, "publish")
    assert {one["pointer"] for one in published["warnings"]} >= expected.keys()
