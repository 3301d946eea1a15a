"""What tests of themes share: the acts of editors, and a taxonomy file with one theme changed."""

from typing import Any

import httpx

from app.base import clock
from app.releases.audit import Actor
from app.themes.taxonomy import LoadReport, Taxonomy, built_in
from app.vocabularies.themes import acts
from tests.newsroom import Newsroom, checked

THEMES = "/v1/editorial/themes"
PATCH = {"Content-Type": "application/merge-patch+json"}


def read(newsroom: Newsroom, theme_id: str) -> dict[str, Any]:
    return checked(newsroom.desk.get(f"{THEMES}/{theme_id}"), 200)


def added(newsroom: Newsroom, **members: Any) -> dict[str, Any]:
    given = {"labels": {"en": "Winter aid"}} | members
    return checked(newsroom.desk.post(THEMES, json=given), 201)


def patch(newsroom: Newsroom, theme_id: str, **members: Any) -> httpx.Response:
    tag = {"If-Match": read(newsroom, theme_id)["etag"]}
    return newsroom.desk.patch(f"{THEMES}/{theme_id}", headers=PATCH | tag, json=members)


def act(newsroom: Newsroom, theme_id: str, name: str, **members: Any) -> httpx.Response:
    tag = {"If-Match": read(newsroom, theme_id)["etag"]}
    body = {"json": members} if members else {}
    return newsroom.desk.post(f"{THEMES}/{theme_id}/{name}", headers=tag, **body)


def changed(theme_id: str, **members: Any) -> Taxonomy:
    """The built-in tree with one theme otherwise."""
    terms = tuple(
        term.model_copy(update=members) if term.id == theme_id else term
        for term in built_in().terms
    )
    return Taxonomy(terms=terms)


def load(newsroom: Newsroom, taxonomy: Taxonomy) -> LoadReport:
    with newsroom.database.write() as session:
        by = Actor("taxonomy", clock.now(), zone=newsroom.settings.zone)
        return acts.load(session, taxonomy, by)
