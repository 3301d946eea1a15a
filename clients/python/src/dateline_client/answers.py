"""Names for what the operations answer, over the generated models."""

from typing import TypeAlias

from dateline_client import models
from dateline_client.models import (
    ChangeEntry,
    FacetAnswer,
    Fault,
    Notice,
    RelatedReleases,
    ReleaseList,
)

ChangePage: TypeAlias = models.Changes
ListedRelease: TypeAlias = models.ListedRelease | models.PartialRelease
Release: TypeAlias = models.ReadRelease
ChangedRelease: TypeAlias = models.Release
ReleaseVersions: TypeAlias = models.VersionList

__all__ = [
    "ChangeEntry",
    "ChangePage",
    "ChangedRelease",
    "FacetAnswer",
    "Fault",
    "ListedRelease",
    "Notice",
    "RelatedReleases",
    "Release",
    "ReleaseList",
    "ReleaseVersions",
]
