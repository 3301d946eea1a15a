"""Which WebSub hub a feed names: one that is really told when the feed changes."""

from collections.abc import Iterable

from app.base.settings import Settings
from app.published.selection.grammar import Selection


def hub_of(
    settings: Settings, parameters: Iterable[tuple[str, str]], selection: Selection
) -> str | None:
    """The hub of the feed with these query parameters.

    The built-in one knows every feed. One elsewhere is told of the feeds of all releases, of one
    theme and of one place, by their ids (`websub/announcing.py`).
    """
    if settings.websub_hub_url is None:
        return settings.hub_url
    given = list(parameters)
    announced: list[list[tuple[str, str]]] = [
        [],
        [("theme", theme) for theme in selection.theme.any],
        [("location", place) for place in selection.location.any],
    ]
    return settings.hub_url if len(given) <= 1 and given in announced else None
