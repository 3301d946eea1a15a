"""The hint that somebody is at work: shown, renewed, taken over, expired; it never blocks."""

from datetime import timedelta
from typing import Any

import pytest

from app.auth.caller import Scope
from app.base import clock
from app.http import deps
from tests.newsroom import EDITORIAL, Newsroom, checked


def _mark(newsroom: Newsroom, release: dict[str, Any], **members: Any) -> dict[str, Any]:
    answer = newsroom.desk.put(f"{EDITORIAL}/{release['id']}/editing", json=members or None)
    return checked(answer, 200)


def _shown(newsroom: Newsroom, release: dict[str, Any]) -> Any:
    return checked(newsroom.desk.get(f"{EDITORIAL}/{release['id']}"), 200)["editing"]


def test_who_is_at_work_is_shown_in_the_working_copy(newsroom: Newsroom) -> None:
    draft = newsroom.draft()
    assert draft["editing"] is None
    mark = _mark(newsroom, draft, name="Ayşe")
    assert mark["yours"] is True
    assert mark["former"] is None
    assert _shown(newsroom, draft) == mark["editing"]
    assert mark["editing"]["by"] == "Ayşe"
    listed = checked(newsroom.desk.get(EDITORIAL), 200)["data"][0]
    assert listed["editing"] == mark["editing"]


def test_without_a_name_it_is_the_name_of_the_key(newsroom: Newsroom) -> None:
    assert _mark(newsroom, newsroom.draft())["editing"]["by"] == "test"


def test_the_mark_keeps_nobody_from_saving_and_changes_no_tag(newsroom: Newsroom) -> None:
    draft = newsroom.draft()
    _mark(newsroom, draft, name="Ayşe")
    other = newsroom.as_key(Scope.WRITE)
    answer = other.put(
        f"{EDITORIAL}/{draft['id']}", headers={"If-Match": draft["etag"]}, json={"title": "Mine"}
    )
    assert checked(answer, 200)["editing"]["by"] == "Ayşe"


def test_whoever_takes_it_over_hears_of_the_former_and_the_former_of_the_loss(
    newsroom: Newsroom,
) -> None:
    draft = newsroom.draft()
    first = _mark(newsroom, draft, name="Ayşe")
    second = _mark(newsroom, draft, name="Yiannis")
    assert second["former"] == first["editing"]
    lost = _mark(newsroom, draft, name="Ayşe", renew=True)
    assert lost["yours"] is False
    assert lost["editing"]["by"] == "Yiannis"
    assert _shown(newsroom, draft)["by"] == "Yiannis"


def test_a_renewal_lasts_longer(newsroom: Newsroom) -> None:
    draft = newsroom.draft()
    first = _mark(newsroom, draft, name="Ayşe")["editing"]["until"]
    again = _mark(newsroom, draft, name="Ayşe", renew=True)
    assert again["yours"] is True
    assert again["editing"]["until"] > first


@pytest.mark.parametrize("renew", [0, 1, "true", None])
def test_what_is_neither_true_nor_false_renews_nothing(newsroom: Newsroom, renew: Any) -> None:
    draft = newsroom.draft()
    address, body = f"{EDITORIAL}/{draft['id']}/editing", {"name": "Ayşe", "renew": renew}
    refused = checked(newsroom.desk.put(address, json=body), 422)
    assert refused["errors"][0]["pointer"] == "#/renew"
    assert _shown(newsroom, draft) is None


def test_a_mark_ends_by_itself(newsroom: Newsroom) -> None:
    draft = newsroom.draft()
    _mark(newsroom, draft, name="Ayşe")
    later = clock.now() + timedelta(seconds=newsroom.settings.editing_seconds)
    newsroom.app.dependency_overrides[deps.now] = lambda: later
    assert _shown(newsroom, draft) is None
    assert _mark(newsroom, draft, name="Yiannis", renew=True)["yours"] is True


def test_only_ones_own_mark_is_taken_away(newsroom: Newsroom) -> None:
    draft = newsroom.draft()
    _mark(newsroom, draft, name="Ayşe")
    address = f"{EDITORIAL}/{draft['id']}/editing"
    assert checked(newsroom.desk.delete(address), 200)["editing"]["by"] == "Ayşe"
    gone = checked(newsroom.desk.delete(address, params={"name": "Ayşe"}), 200)
    assert gone == {"editing": None, "yours": False, "former": None}
    assert _shown(newsroom, draft) is None


def test_marking_needs_the_scope_to_write(newsroom: Newsroom) -> None:
    address = f"{EDITORIAL}/{newsroom.draft()['id']}/editing"
    for method in ("PUT", "DELETE"):
        assert newsroom.api.request(method, address).status_code == 401
        assert newsroom.as_key(Scope.READ).request(method, address).status_code == 403
        stranger = newsroom.as_key(Scope.WRITE, organisation="theirs")
        assert stranger.request(method, address).status_code == 404
