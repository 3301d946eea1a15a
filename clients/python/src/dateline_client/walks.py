"""Lists and the change stream, read page by page: where a walk stands, and where it goes on."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from dateline_client.answers import ChangePage, ReleaseList
from dateline_client.changes import Change, change_of
from dateline_client.exchange import Steps
from dateline_client.queries import ChangeQuery, ReleaseQuery
from dateline_client.questions import Questions


class PageWalk:
    """Reads a list page by page. `has_more` is true until the last page was read."""

    def __init__(self, questions: Questions, query: ReleaseQuery) -> None:
        self._questions, self._query = questions, query
        self.has_more = True

    def next(self) -> Steps[ReleaseList]:
        """Return the next page. Raises Problem."""
        page = yield from self._questions.releases(self._query)
        cursor = parameter_of(page.links.next, "cursor")
        self.has_more = cursor is not None
        self._query = {**self._query, "cursor": cursor}
        return page


class ChangeWalk:
    """Reads the change stream from a cursor on. `has_more` is false at its present end."""

    def __init__(self, questions: Questions, query: ChangeQuery) -> None:
        self._questions, self._query = questions, query
        self._follows = query.get("wait") is not None
        self.cursor = query.get("since")
        self.has_more = True

    def next(self) -> Steps[ChangePage]:
        """Return the next stretch of the log; with `wait`, when there is one. Raises Problem."""
        return self._questions.changes({**self._query, "since": self.cursor})

    def entries(self, page: ChangePage) -> Iterator[Change]:
        """Yield the changes of a page; `cursor` stands behind each one that was given."""
        for entry in page.data:
            self.cursor = entry.cursor
            yield change_of(entry)
        # Also after a page without entries: what was examined and does not fit is behind.
        self.cursor = parameter_of(page.links.next, "since") or self.cursor
        self.has_more = page.meta.more or self._follows


def parameter_of(link: object, name: str) -> str | None:
    """Return one parameter of a link, or None.

    The link itself holds the address that the server has of itself; behind a proxy the client has
    another one.
    """
    if link is None:
        return None
    return next(iter(parse_qs(urlsplit(str(link)).query).get(name, ())), None)
