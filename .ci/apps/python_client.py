"""The same questions with what openapi-python-client makes."""

import os

from dateline_api import Client
from dateline_api.api.changes import list_changes
from dateline_api.api.releases import count_release_facets, get_release, list_releases
from dateline_api.models.changes import Changes
from dateline_api.models.count_release_facets_facets_item import CountReleaseFacetsFacetsItem
from dateline_api.models.facet_answer import FacetAnswer
from dateline_api.models.release import Release
from dateline_api.models.release_list import ReleaseList
from dateline_api.models.withdrawn_problem import WithdrawnProblem

with Client(base_url=os.environ["DATELINE_TEST_URL"]) as client:
    releases = list_releases.sync(client=client, location=["TR"], limit=2)
    assert isinstance(releases, ReleaseList)
    assert len([release.title for release in releases.data]) == 2
    release = get_release.sync(str(releases.data[0].id), client=client)
    assert isinstance(release, Release)
    assert isinstance(release.body_html, str)
    assert "<p>" in release.body_html
    kinds = [CountReleaseFacetsFacetsItem.KIND]
    facets = count_release_facets.sync(client=client, facets=kinds)
    assert isinstance(facets, FacetAnswer)
    assert facets.facets.kind
    changes = list_changes.sync(client=client, limit=1)
    assert isinstance(changes, Changes)
    assert "since=" in changes.links.next_
    gone = get_release.sync(os.environ["DATELINE_TEST_WITHDRAWN"], client=client)
    assert isinstance(gone, WithdrawnProblem)
    assert gone.notice.text == os.environ["DATELINE_TEST_NOTICE"]
