"""What readers ask, as steps: the address of each question, and the model of its answer."""

from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import quote

from pydantic import BaseModel

from dateline_client.answers import (
    ChangePage,
    FacetAnswer,
    RelatedReleases,
    Release,
    ReleaseList,
    ReleaseVersions,
)
from dateline_client.exchange import Exchange, Steps
from dateline_client.queries import ChangeQuery, FacetQuery, RelatedQuery, ReleaseQuery

Model = TypeVar("Model", bound=BaseModel)


class Questions:
    """Every question of readers, over one exchange. All of them raise Problem."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def releases(self, query: ReleaseQuery) -> Steps[ReleaseList]:
        """Return one page of the releases under filters."""
        return self._ask("/v1/releases", ReleaseList, query)

    def release(self, id_or_slug: str) -> Steps[Release]:
        """Return one release."""
        return self._ask(_address(id_or_slug), Release)

    def facets(self, query: FacetQuery) -> Steps[FacetAnswer]:
        """Return the counts of releases under filters."""
        return self._ask("/v1/releases/facets", FacetAnswer, query)

    def related(self, id_or_slug: str, query: RelatedQuery) -> Steps[RelatedReleases]:
        """Return the releases that have something in common with one."""
        return self._ask(_address(id_or_slug) + "/related", RelatedReleases, query)

    def versions(self, id_or_slug: str) -> Steps[ReleaseVersions]:
        """Return the public history of one release."""
        return self._ask(_address(id_or_slug) + "/versions", ReleaseVersions)

    def changes(self, query: ChangeQuery) -> Steps[ChangePage]:
        """Return one stretch of the change log."""
        return self._ask("/v1/changes", ChangePage, query)

    def _ask(
        self, path: str, model: type[Model], query: Mapping[str, object] | None = None
    ) -> Steps[Model]:
        body = yield from self._exchange.get(path, query)
        return model.model_validate_json(body)


def _address(id_or_slug: str) -> str:
    return f"/v1/releases/{quote(id_or_slug, safe='')}"
