"""The client that waits for its answers."""

import time
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import Self, TypeVar, Unpack

import httpx

from dateline_client.answers import (
    FacetAnswer,
    ListedRelease,
    RelatedReleases,
    Release,
    ReleaseList,
    ReleaseVersions,
)
from dateline_client.changes import Change
from dateline_client.exchange import Pause, Steps
from dateline_client.options import Options, exchange_of
from dateline_client.queries import ChangeQuery, FacetQuery, RelatedQuery, ReleaseQuery
from dateline_client.questions import Questions
from dateline_client.walks import ChangeWalk, PageWalk

T = TypeVar("T")


class Client:
    """Asks one installation; threads may share it. Use it in a `with` statement, or close it."""

    def __init__(
        self, base_url: str, *, http: httpx.Client | None = None, **options: Unpack[Options]
    ) -> None:
        self._exchange = exchange_of(base_url, options)
        self._questions = Questions(self._exchange)
        self._http = http or httpx.Client()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def releases(self, query: ReleaseQuery | None = None) -> "Pages":
        """Return the releases under filters, to iterate over: `{"location": ["TR"]}`."""
        return Pages(self, self._questions, query or {})

    def release(self, id_or_slug: str) -> Release:
        """Return one release; a former slug leads to it. Raises GoneProblem if withdrawn."""
        return self.run(self._questions.release(id_or_slug))

    def facets(self, query: FacetQuery | None = None) -> FacetAnswer:
        """Return how many releases there are of each place, theme, kind, and so on."""
        return self.run(self._questions.facets(query or {}))

    def related(self, id_or_slug: str, query: RelatedQuery | None = None) -> RelatedReleases:
        """Return releases with a place, theme or words in common with this one."""
        return self.run(self._questions.related(id_or_slug, query or {}))

    def versions(self, id_or_slug: str) -> ReleaseVersions:
        """Return what became public of this release, and when."""
        return self.run(self._questions.versions(id_or_slug))

    def changes(self, query: ChangeQuery | None = None) -> "Changes":
        """Return every public fact after `since`, to keep a copy by.

        It ends at the newest fact; with `wait`, the seconds of a long poll, it goes on for ever.
        """
        return Changes(self, self._questions, query or {})

    def request(
        self,
        method: str,
        path: str,
        query: Mapping[str, object] | None = None,
        *,
        json: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        """Call any other operation; an answer of 400 or above is raised as a Problem."""
        request = self._exchange.request(method, path, query, json=json, headers=headers)
        return self.run(self._exchange.send(request))

    def run(self, steps: Steps[T]) -> T:
        """Send what the steps ask for, and return what they make of the responses."""
        given: httpx.Response | None = None
        while True:
            try:
                step = steps.send(given)
            except StopIteration as end:
                result: T = end.value
                return result
            if isinstance(step, Pause):
                time.sleep(step.seconds)
                given = None
            else:
                given = self._http.send(step, follow_redirects=True)


class Pages:
    """A list that is read page by page while it is walked through."""

    def __init__(self, client: Client, questions: Questions, query: ReleaseQuery) -> None:
        self._client, self._questions, self._query = client, questions, query

    def first(self) -> ReleaseList:
        """Return the first page alone."""
        return self._client.run(self._questions.releases(self._query))

    def pages(self) -> Iterator[ReleaseList]:
        """Yield whole pages, with `meta` and `facets`."""
        walk = PageWalk(self._questions, self._query)
        while walk.has_more:
            yield self._client.run(walk.next())

    def __iter__(self) -> Iterator[ListedRelease]:
        for page in self.pages():
            yield from page.data


class Changes:
    """The change stream from a cursor on; `cursor` is where to go on after what was given."""

    def __init__(self, client: Client, questions: Questions, query: ChangeQuery) -> None:
        self._client, self._walk = client, ChangeWalk(questions, query)

    @property
    def cursor(self) -> str | None:
        """Where to go on: after the last change that was given, or after the last page."""
        return self._walk.cursor

    def __iter__(self) -> Iterator[Change]:
        self._walk.has_more = True
        while self._walk.has_more:
            yield from self._walk.entries(self._client.run(self._walk.next()))
