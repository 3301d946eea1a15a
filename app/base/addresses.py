"""Where a release is: its lasting address here, and the page on which people read it."""

import re
from typing import NamedTuple
from urllib.parse import quote
from uuid import UUID

_PLACEHOLDER = re.compile(r"\{(id|slug|language)\}")


class ReleaseAddresses(NamedTuple):
    """The addresses of releases under `base_url`; `site` is the template of the newsroom's pages.

    `base_url` ends without a slash. Without `site` people read a release on its page here.
    """

    base_url: str
    site: str | None = None

    def url(self, release_id: UUID | str) -> str:
        """Returns the lasting address of a release: made from its id, which never changes."""
        return f"{self.base_url}/v1/releases/{release_id}"

    def web_url(self, release_id: UUID | str, slug: str, language: str) -> str:
        """Returns where people read a release that has this slug and language tag.

        >>> ReleaseAddresses("https://api.example", "https://e.example/{language}/{slug}").web_url(
        ...     "0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071", "winter-supplies", "pt-BR")
        'https://e.example/pt-br/winter-supplies'
        """
        if self.site is None:
            return f"{self.url(release_id)}.html"
        values = {"id": str(release_id), "slug": slug, "language": language.lower()}
        return _PLACEHOLDER.sub(lambda found: quote(values[found[1]], safe=""), self.site)
