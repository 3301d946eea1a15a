"""Feeds as topics of WebSub: checks a topic, and renders the feed at its address."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from fastapi import FastAPI
from pydantic import ValidationError
from sqlmodel import Session

from app.base.problems import Invalid
from app.base.settings import Settings
from app.db.database import Database
from app.formats.offers import LIST_FORMATS, WITH_HUB, ListFormat
from app.http.routing import check_query, declared_by
from app.public.format_answers import list_answer
from app.public.read_route import Read, read_in_thread
from app.public.representations import PATH
from app.published.reading.queries import read_selection
from app.published.selection.grammar import Selection
from app.published.selection.parameters import PageParameters

MAX_TOPIC = 2_000
FORMS = {f"{PATH}.{form.suffix}": form for form in LIST_FORMATS if form.suffix in WITH_HUB}
DECLARED = declared_by(PageParameters)


@dataclass(frozen=True)
class Topic:
    """A feed: its path, its query as written, and the parameters in it."""

    path: str
    query: str
    given: PageParameters

    @property
    def form(self) -> ListFormat:
        """Return the format of the feed."""
        return FORMS[self.path]


class Topics:
    """The feeds of one installation, by their absolute addresses."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    @property
    def _settings(self) -> Settings:
        settings: Settings = self._app.state.settings
        return settings

    def check(self, address: str) -> None:
        """Raises Invalid unless `address` is the first page of a feed of this installation."""
        database: Database = self._app.state.database
        with database.read() as session:
            self.selection(session, address)

    def selection(self, session: Session, address: str) -> Selection:
        """Return the selection of the feed. Raises Invalid as `check` does."""
        return read_selection(session, self._read(address).given, self._settings.zone)

    def render(self, address: str) -> tuple[bytes, str]:
        """Return the feed as it is now, and its media type. Raises Invalid as `check` does."""
        topic = self._read(address)
        scope: dict[str, Any] = {
            "type": "http",
            "app": self._app,
            "method": "GET",
            "path": topic.path,
            "query_string": topic.query.encode(),
            "headers": [],
        }
        response = read_in_thread(
            Read(scope), lambda read: list_answer(read, topic.given, topic.form)
        )
        return bytes(response.body), response.headers["content-type"]

    def _read(self, address: str) -> Topic:
        path, _, query = address.removeprefix(self._settings.base_url).partition("?")
        is_feed = address.startswith(f"{self._settings.base_url}/") and path in FORMS
        if not is_feed or len(address) > MAX_TOPIC or not address.isascii() or "#" in address:
            raise Invalid.of(f"A topic is a feed of ours: {' or '.join(sorted(FORMS))}.")
        check_query(query.encode(), DECLARED)
        given = _parameters(query)
        if given.cursor is not None:
            raise Invalid.of("A later page is no topic. Leave the cursor out.")
        return Topic(path, query, given)


def _parameters(query: str) -> PageParameters:
    values = parse_qs(query, keep_blank_values=True)
    try:
        return PageParameters.model_validate(
            {name: many if DECLARED[name] else many[-1] for name, many in values.items()}
        )
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()
        )
        raise Invalid.of(faults) from error
