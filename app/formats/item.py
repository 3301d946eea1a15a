"""The input of every format: a release at its address, and a page of releases under a title."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Self
from uuid import UUID

from app.base.addresses import ReleaseAddresses
from app.base.compact_json import without_none
from app.base.ids import story_of
from app.base.wire import format_instant
from app.formats.addresses import absolute, resolve
from app.published.document import DatePrecision, Notice, PublicRelease, Translation
from app.published.media import PATH, Media, lead_of, media_below


def original_of(story_id: UUID, ids: Iterable[UUID]) -> UUID | None:
    """Returns which release of a story began it; None if that is not among them."""
    return next((id for id in ids if story_of(id) == story_id), None)


def alternates(pages: Sequence[tuple[UUID, str, str]], original: UUID | None) -> dict[str, str]:
    """Returns addresses of a story by language, and at `x-default`; none for a single release.

    `pages` are the id, language and address of each release. All pages of one story get the same:
    `x-default` is the original, or else the first begun, which also counts of two in one language.
    """
    if len(pages) == 1:
        return {}
    in_order = sorted(pages)
    by_language = {language: url for _, language, url in reversed(in_order)}
    default = next((url for id, _, url in in_order if id == original), in_order[0][2])
    return {**dict(sorted(by_language.items())), "x-default": default}


@dataclass(frozen=True)
class Author:
    """Who issued a feed or a release: a name, a home page and the address of a logo."""

    name: str
    home_page: str | None = None
    logo: str | None = None


@dataclass(frozen=True)
class Item:
    """A release under the public address `base_url`, with its `notice` when it has one.

    `newsroom` is the name of who publishes here, and `site` the template of the newsroom's own
    pages, if it has some.
    """

    release: PublicRelease
    base_url: str
    notice: Notice | None = None
    newsroom: str | None = None
    site: str | None = None

    @classmethod
    def of(
        cls, document: str, base_url: str, notice: str | None = None, **more: str | None
    ) -> Self:
        """Returns the item of a stored document and its notice, both JSON text."""
        read = Notice.model_validate_json(notice) if notice else None
        return cls(PublicRelease.model_validate_json(document), base_url, read, **more)

    @property
    def uri(self) -> str:
        """Returns the id in every format, made of nothing that can change."""
        return self.release.id.urn

    @property
    def url(self) -> str:
        """Returns the lasting address of the release."""
        return self._addresses.url(self.release.id)

    @property
    def web_url(self) -> str:
        """Returns where people read it: the canonical address of all formats and sitemaps."""
        release = self.release
        return self._addresses.web_url(release.id, release.slug, release.language)

    @property
    def _addresses(self) -> ReleaseAddresses:
        return ReleaseAddresses(self.base_url, self.site)

    def translation_url(self, one: Translation) -> str:
        """Returns where people read a translation."""
        return self._addresses.web_url(one.id, one.slug, one.language)

    @cached_property
    def original(self) -> UUID | None:
        """Returns the release that began the story, if it is public."""
        ids = (self.release.id, *(one.id for one in self.release.translations))
        return original_of(self.release.story_id, ids)

    @property
    def alternates(self) -> dict[str, str]:
        """Returns where people read the story by language, as `alternates` does."""
        own = [(self.release.id, self.release.language, self.web_url)]
        others = [
            (one.id, one.language, self.translation_url(one)) for one in self.release.translations
        ]
        return alternates([*own, *others], self.original)

    @cached_property
    def body_html(self) -> str:
        """Returns the body with absolute addresses. The dateline is not in it."""
        return absolute(self.release.body_html, self.url)

    @cached_property
    def media(self) -> tuple[Media, ...]:
        """Returns its files with absolute addresses."""
        return tuple(media_below(one, self.base_url + PATH) for one in self.release.media)

    @property
    def lead(self) -> Media | None:
        """Returns the lead picture."""
        return lead_of(self.media)

    def absolute(self, address: str) -> str:
        """Returns an address of the release, resolved as those of the body are."""
        return resolve(address, self.url)

    @property
    def issuer(self) -> str | None:
        """Returns the name of the organisation that issued it."""
        return self.release.organisation.name if self.release.organisation else None

    @property
    def author(self) -> Author | None:
        """Returns the organisation that issued it, with its home page and logo."""
        issuer = self.release.organisation
        return Author(issuer.name, issuer.home_page, issuer.logo) if issuer else None

    @property
    def published(self) -> datetime | None:
        """Returns when it was published, if at least the day is known: then its first instant, UTC.

        A format whose dates have a day cannot tell a month or a year without making up a day.
        """
        known = self.release.date_precision in (DatePrecision.EXACT, DatePrecision.DAY)
        return self.release.published_at if known else None

    @property
    def issued(self) -> str | None:
        """Returns the date in ISO 8601, as exact as it is known: an instant, day, month or year."""
        release = self.release
        if release.date_precision is DatePrecision.EXACT and release.published_at is not None:
            return format_instant(release.published_at)
        return release.date

    @property
    def editors_note(self) -> str | None:
        """Returns a note for a partner's editors: the notice, or else the newest correction."""
        if self.notice is not None:
            return f"WITHDRAWN: {self.notice.text}"
        correction = self.release.correction
        if correction is None:
            return None
        return f"CORRECTION ({correction.severity}, {correction.action}): {correction.note}"

    def theme_url(self, theme_id: str) -> str:
        """Returns the address of a theme."""
        return f"{self.base_url}/v1/themes/{theme_id}"

    def place_url(self, place_id: str) -> str:
        """Returns the address of a place: at GeoNames if it comes from there, else ours."""
        scheme, _, number = place_id.partition(":")
        if scheme == "geonames" and number.isdecimal():
            return f"https://sws.geonames.org/{number}/"
        return f"{self.base_url}/v1/locations/{place_id}"


@dataclass(frozen=True)
class Tombstone:
    """A release that was withdrawn: its id and when, and none of its text."""

    uri: str
    at: datetime
    notice: str


@dataclass(frozen=True)
class Feed:
    """A page of a newsroom's releases under a selection. Addresses are absolute; `hub` is WebSub's.

    `current_url` is there in a part of the archive (RFC 5005 section 4), and names the feed that
    the part belongs to; nothing new gets into the part when `is_full`. `author` is the newsroom, or
    the organisation that the selection is of.
    """

    id: str
    author: Author
    title: str
    description: str
    language: str
    base_url: str
    page_url: str
    self_url: str
    first_url: str
    items: tuple[Item, ...]
    next_url: str | None = None
    prev_url: str | None = None
    hub: str | None = None
    tombstones: tuple[Tombstone, ...] = ()
    current_url: str | None = None
    prev_archive_url: str | None = None
    next_archive_url: str | None = None
    is_full: bool = False

    @property
    def links(self) -> dict[str, str]:
        """Returns related addresses by relation (RFC 4287, RFC 5005, WebSub)."""
        relations = {
            "self": self.self_url,
            "hub": self.hub,
            "first": None if self.current_url else self.first_url,
            "previous": self.prev_url,
            "next": self.next_url,
            "current": self.current_url,
            "prev-archive": self.prev_archive_url,
            "next-archive": self.next_archive_url,
        }
        return without_none(relations)

    @property
    def updated(self) -> datetime | None:
        """Returns the time of the newest change or withdrawal on this page; None if it is empty."""
        changes = [item.release.modified_at for item in self.items]
        return max([*changes, *(tombstone.at for tombstone in self.tombstones)], default=None)
