"""Addresses of releases: one that lasts, and one for people."""

from uuid import UUID

import pytest

from app.base.addresses import ReleaseAddresses

ID = UUID("0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071")
BASE = "https://api.example"


def test_the_lasting_address_is_made_of_the_id_whatever_the_site() -> None:
    for site in (None, "https://e.example/{slug}"):
        assert ReleaseAddresses(BASE, site).url(ID) == f"{BASE}/v1/releases/{ID}"


@pytest.mark.parametrize(
    ("site", "slug", "language", "address"),
    [
        (None, "winter", "en", f"{BASE}/v1/releases/{ID}.html"),
        ("https://e.example/news/{slug}", "winter", "en", "https://e.example/news/winter"),
        ("https://e.example/{language}/{id}", "x", "pt-BR", f"https://e.example/pt-br/{ID}"),
        (
            "https://e.example/a?s={slug}&l={language}",
            "b/c",
            "tr",
            "https://e.example/a?s=b%2Fc&l=tr",
        ),
        ("https://e.example/{slug}", "çeşme", "tr", "https://e.example/%C3%A7e%C5%9Fme"),
        # What a slug holds is never read as a placeholder.
        ("https://e.example/{slug}", "{id}", "en", "https://e.example/%7Bid%7D"),
    ],
)
def test_people_read_a_release_on_the_site_or_on_its_page_here(
    site: str | None, slug: str, language: str, address: str
) -> None:
    assert ReleaseAddresses(BASE, site).web_url(ID, slug, language) == address
