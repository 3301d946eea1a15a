"""The tree of themes -> its concept scheme, for programs that read SKOS."""

import json

from app.base.settings import Settings
from app.formats import skos
from app.themes.models import Theme
from app.themes.tree import Tree


def scheme_of(tree: Tree, settings: Settings, address: str) -> bytes:
    """The scheme at `address` as JSON-LD: all themes, retired and merged ones as deprecated."""
    themes = [*tree.ordered(), *sorted(tree.merged(), key=lambda theme: theme.id)]
    return skos.write([_concept(theme) for theme in themes], settings.title, address)


def _concept(theme: Theme) -> skos.Concept:
    mappings: list[dict[str, str]] = json.loads(theme.iptc)
    return skos.Concept(
        id=theme.id,
        labels=json.loads(theme.labels),
        parent=theme.parent_id,
        iptc=tuple((mapping["qcode"], mapping["relation"]) for mapping in mappings),
        deprecated=theme.retired,
        replaced_by=theme.merged_into,
    )
