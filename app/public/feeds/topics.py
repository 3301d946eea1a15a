"""Feeds as topics that can be subscribed to: an address of ours becomes what its door answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from fastapi import Request
from pydantic import ValidationError

from app.base.problems import Invalid
from app.base.settings import Settings
from app.db.database import Database
from app.db.installation import read_installation
from app.formats.offers import LIST_FORMATS, WITH_HUB, ListFormat
from app.http.routing import StrictRoute, check_query
from app.public.feeds import routes
from app.public.representations import PATH, Asked, list_answer
from app.published.index.sets import Index
from app.published.reading.queries import read_selection
from app.published.reading.reader import Reader
from app.published.selection.parameters import PageParameters

MAX_TOPIC = 2_000
FORMS = {f"{PATH}.{form.suffix}": form for form in LIST_FORMATS if form.suffix in WITH_HUB}
# The query parameters of each door, by its path.
DECLARED = {
    route.path: route.declared
    for route in routes.router.routes
    if isinstance(route, StrictRoute) and route.path in FORMS
}


@dataclass(frozen=True)
class Topic:
    """A feed: its door, its query as it was written, and what that asks for."""

    path: str
    query: str
    given: PageParameters

    @property
    def form(self) -> ListFormat:
        """The format of the feed."""
        return FORMS[self.path]


class Topics:
    """The feeds of one installation, by their whole addresses."""

    def __init__(self, database: Database, index: Index, settings: Settings) -> None:
        self._database, self._index, self._settings = database, index, settings
        self._key: bytes | None = None

    def check(self, address: str) -> None:
        """Raises Invalid for what is not the first page of a feed of ours."""
        given = self._read(address).given
        with self._database.read() as session:
            read_selection(session, given, self._settings.zone)

    def render(self, address: str) -> tuple[bytes, str]:
        """What the door answers now, and its media type. Raises Invalid as `check` does."""
        topic = self._read(address)
        scope: dict[str, Any] = {
            "type": "http",
            "method": "GET",
            "path": topic.path,
            "query_string": topic.query.encode(),
            "headers": [],
        }
        with self._database.read() as session:
            if self._key is None:
                self._key = bytes.fromhex(read_installation(session).secret)
            reader = Reader(session, self._index)
            asked = Asked(Request(scope), reader, self._settings, self._key)
            response = list_answer(asked, topic.given, topic.form)
        return bytes(response.body), response.headers["content-type"]

    def _read(self, address: str) -> Topic:
        path, _, query = address.removeprefix(self._settings.base_url).partition("?")
        ours = address.startswith(f"{self._settings.base_url}/") and path in FORMS
        if not ours or len(address) > MAX_TOPIC or not address.isascii() or "#" in address:
            raise Invalid.of(f"A topic is a feed of ours: {' or '.join(sorted(FORMS))}.")
        check_query(query.encode(), DECLARED[path])
        given = _parameters(query, DECLARED[path])
        if given.cursor is not None:
            raise Invalid.of("A later page is no topic. Leave the cursor out.")
        return Topic(path, query, given)


def _parameters(query: str, declared: Mapping[str, bool]) -> PageParameters:
    values = parse_qs(query, keep_blank_values=True)
    try:
        return PageParameters.model_validate(
            {name: many if declared[name] else many[-1] for name, many in values.items()}
        )
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()
        )
        raise Invalid.of(faults) from error
