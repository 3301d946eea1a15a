"""What tests of organisations share: the acts of editors, and releases that name some."""

from typing import Any

import httpx

from tests.client import Client
from tests.newsroom import Newsroom, checked

ORGANISATIONS = "/v1/editorial/organisations"
PATCH = {"Content-Type": "application/merge-patch+json"}


def added(newsroom: Newsroom, name: str, **members: Any) -> dict[str, Any]:
    return checked(newsroom.desk.post(ORGANISATIONS, json={"name": name} | members), 201)


def read(newsroom: Newsroom, organisation_id: str) -> dict[str, Any]:
    return checked(newsroom.desk.get(f"{ORGANISATIONS}/{organisation_id}"), 200)


def patch(
    newsroom: Newsroom, organisation_id: str, by: Client | None = None, **members: Any
) -> httpx.Response:
    tag = {"If-Match": read(newsroom, organisation_id)["etag"]}
    address = f"{ORGANISATIONS}/{organisation_id}"
    return (by or newsroom.desk).patch(address, headers=PATCH | tag, json=members)


def agency(newsroom: Newsroom) -> None:
    """An agency with a mission, which has an office; and a partner."""
    added(newsroom, "Relief Network", names={"en": "Relief Network", "tr": "Yardım Ağı"})
    added(newsroom, "Relief Mission", id="mission", parent="relief-network")
    added(newsroom, "Border Office", id="office", parent="mission")
    added(newsroom, "Harbour Aid", home_page="https://harbour.example/")
