"""The client for asyncio; the same as `client`, with `await` where it sends and waits."""

import asyncio
from collections.abc import AsyncIterator, Mapping
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


class AsyncClient:
    """Asks one installation; Use it in an `async with` statement, or close it."""

    def __init__(
        self, base_url: str, *, http: httpx.AsyncClient | None = None, **options: Unpack[Options]
    ) -> None:
        self._exchange = exchange_of(base_url, options)
        self._questions = Questions(self._exchange)
        self._http = http or httpx.AsyncClient()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    def releases(self, query: ReleaseQuery | None = None) -> "AsyncPages":
        """Return the releases under filters, to iterate over: `{"location": ["TR"]}`."""
        return AsyncPages(self, self._questions, query or {})

    async def release(self, id_or_slug: str) -> Release:
        """Return one release; a former slug leads to it. Raises GoneProblem if withdrawn."""
        return await self.run(self._questions.release(id_or_slug))

    async def facets(self, query: FacetQuery | None = None) -> FacetAnswer:
        """Return how many releases there are of each place, theme, kind, and so on."""
        return await self.run(self._questions.facets(query or {}))

    async def related(self, id_or_slug: str, query: RelatedQuery | None = None) -> RelatedReleases:
        """Return releases with a place, theme or words in common with this one."""
        return await self.run(self._questions.related(id_or_slug, query or {}))

    async def versions(self, id_or_slug: str) -> ReleaseVersions:
        """Return what became public of this release, and when."""
        return await self.run(self._questions.versions(id_or_slug))

    def changes(self, query: ChangeQuery | None = None) -> "AsyncChanges":
        """Return every public fact after `since`, to keep a copy by.

        It ends at the newest fact; with `wait`, the seconds of a long poll, it goes on for ever.
        """
        return AsyncChanges(self, self._questions, query or {})

    async def request(
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
        return await self.run(self._exchange.send(request))

    async def run(self, steps: Steps[T]) -> T:
        """Send what the steps ask for, and return what they make of the responses."""
        given: httpx.Response | None = None
        while True:
            try:
                step = steps.send(given)
            except StopIteration as end:
                result: T = end.value
                return result
            if isinstance(step, Pause):
                await asyncio.sleep(step.seconds)
                given = None
            else:
                given = await self._http.send(step, follow_redirects=True)


class AsyncPages:
    """A list that is read page by page while it is walked through."""

    def __init__(self, client: AsyncClient, questions: Questions, query: ReleaseQuery) -> None:
        self._client, self._questions, self._query = client, questions, query

    async def first(self) -> ReleaseList:
        """Return the first page alone."""
        return await self._client.run(self._questions.releases(self._query))

    async def pages(self) -> AsyncIterator[ReleaseList]:
        """Yield whole pages, with `meta` and `facets`."""
        walk = PageWalk(self._questions, self._query)
        while walk.has_more:
            yield await self._client.run(walk.next())

    async def __aiter__(self) -> AsyncIterator[ListedRelease]:
        async for page in self.pages():
            for release in page.data:
                yield release


class AsyncChanges:
    """The change stream from a cursor on; `cursor` is where to go on after what was given."""

    def __init__(self, client: AsyncClient, questions: Questions, query: ChangeQuery) -> None:
        self._client, self._walk = client, ChangeWalk(questions, query)

    @property
    def cursor(self) -> str | None:
        """Where to go on: after the last change that was given, or after the last page."""
        return self._walk.cursor

    async def __aiter__(self) -> AsyncIterator[Change]:
        self._walk.has_more = True
        while self._walk.has_more:
            for change in self._walk.entries(await self._client.run(self._walk.next())):
                yield change
