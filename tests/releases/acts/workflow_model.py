"""What the editorial side promises, in plain Python: the product is compared with this."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.releases.states import State

NOBODY = "01a210b6-5430-72ec-bd19-21f4fd2f8700"


@dataclass
class Copy:
    """A release as its editor and its readers should see it."""

    id: str
    title: str
    slug: str
    etag: str
    slug_fixed: bool = False
    state: State = State.DRAFT
    due: datetime | None = None
    has_news: bool = True
    # What readers see.
    version: int = 0
    kinds: list[str] = field(default_factory=list)
    public_title: str = ""
    public_slug: str = ""
    published_at: datetime | None = None
    notice: str | None = None
    successor: str | None = None

    @property
    def listed(self) -> bool:
        """Whether it is in lists and feeds."""
        return self.version > 0 and self.notice is None

    @property
    def readable(self) -> bool:
        """Whether its words can be read at its address."""
        return self.listed or self.notice == "kept"


@dataclass
class Model:
    """All releases, the addresses that lead to them, and what was told of them."""

    copies: dict[str, Copy] = field(default_factory=dict)
    remembered: dict[str, str] = field(default_factory=dict)
    changes: list[tuple[str, str, int]] = field(default_factory=list)

    def slug_is_free(self, slug: str, copy: Copy | None) -> bool:
        """Whether an editor may choose `slug` for `copy`, or for a new release."""
        return not any(
            slug == other.slug or (other.version > 0 and slug == other.public_slug)
            for other in self.copies.values()
            if other is not copy
        )

    def slugs_of_others(self, copy: Copy | None) -> set[str]:
        """What a slug made from a title must not be."""
        others = [other for other in self.copies.values() if other is not copy]
        return (
            {other.slug for other in others}
            | {other.public_slug for other in others if other.version}
            | {slug for slug, id in self.remembered.items() if copy is None or id != copy.id}
        )

    def go_public(self, copy: Copy, kind: str, at: datetime) -> None:
        """The newest words are what readers see."""
        self.tell(copy, kind)
        if copy.public_slug and copy.public_slug != copy.slug:
            self.remembered[copy.public_slug] = copy.id
        self.remembered.pop(copy.slug, None)
        copy.public_slug, copy.public_title = copy.slug, copy.title
        copy.published_at = copy.published_at or copy.due or at
        copy.state, copy.due = State.PUBLISHED, None
        copy.slug_fixed, copy.has_news = True, False
        copy.notice = copy.successor = None

    def tell(self, copy: Copy, kind: str) -> None:
        """One public fact."""
        copy.version += 1
        copy.kinds.append(kind)
        self.changes.append((kind, copy.id, copy.version))

    def withdraw(self, copy: Copy, kind: str, successor: str | None) -> None:
        """A notice stands in its place."""
        self.tell(copy, "withdrawn")
        copy.state, copy.notice, copy.successor = State.WITHDRAWN, kind, successor

    def time_passes(self, now: datetime) -> None:
        """What is due becomes public, in the order of the instants."""
        due = [copy for copy in self.copies.values() if copy.due is not None and copy.due <= now]
        for copy in sorted(due, key=lambda copy: (copy.due, copy.id)):
            self.go_public(copy, "published", now)

    def listed(self) -> list[str]:
        """Ids of the public list in its order."""
        shown = [copy for copy in self.copies.values() if copy.listed]
        shown.sort(key=lambda copy: (copy.published_at, copy.id), reverse=True)
        return [copy.id for copy in shown]

    def status_of(self, act: str, copy: Copy, members: dict[str, Any]) -> int:
        """How an act with the right tag is answered."""
        states = {
            "publish": (State.DRAFT, State.SCHEDULED, State.WITHDRAWN),
            "schedule": (State.DRAFT, State.SCHEDULED),
            "unschedule": (State.SCHEDULED,),
            "delete": (State.DRAFT,),
        }
        if copy.state not in states.get(act, (State.PUBLISHED,)):
            return 409
        if act == "update" and not copy.has_news:
            return 422
        if act == "withdraw" and members["kind"] == "replaced":
            successor = self.copies.get(members["replaced_by"])
            if successor is None or successor is copy or successor.version == 0:
                return 422
        return 204 if act == "delete" else 200

    def at(self, address: str) -> tuple[int, str | None]:
        """Status of a public address, and the id of the release that it shows or leads to."""
        copy = self._addressed(address)
        if copy is None:
            return 404, None
        if not copy.readable:
            successor = self._last_successor(copy)
            return (301, successor.id) if successor else (410, None)
        if address not in (copy.id, copy.public_slug):
            return 301, copy.id
        return 200, copy.id

    def _addressed(self, address: str) -> Copy | None:
        for copy in self.copies.values():
            if copy.version and address in (copy.id, copy.public_slug):
                return copy
        return self.copies.get(self.remembered.get(address, ""))

    def _last_successor(self, copy: Copy) -> Copy | None:
        passed = {copy.id}
        while copy.successor is not None and copy.successor not in passed:
            copy = self.copies[copy.successor]
            if copy.readable:
                return copy
            passed.add(copy.id)
        return None
