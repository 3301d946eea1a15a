# Generated from openapi.json by .ci/generate-clients.

"""Names for what the operations answer."""

from typing import TypeAlias

from dateline_client import models

ChangeEntry: TypeAlias = models.ChangeEntry
ChangePage: TypeAlias = models.Changes
ChangedRelease: TypeAlias = models.Release
FacetAnswer: TypeAlias = models.FacetAnswer
Fault: TypeAlias = models.Fault
ListedRelease: TypeAlias = models.Release
Notice: TypeAlias = models.Notice
RelatedReleases: TypeAlias = models.RelatedReleases
Release: TypeAlias = models.Release
ReleaseList: TypeAlias = models.ReleaseList
ReleaseVersions: TypeAlias = models.VersionList
