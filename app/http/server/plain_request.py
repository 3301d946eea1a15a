"""A request for something, with nothing in it but an address and headers."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import Request

from app.base.problems import Problem
from app.http.routing import check_path


class PlainRequest(Request):
    """A request whose address is read once."""

    @cached_property
    def query_params(self) -> QueryParams:
        """As Starlette reads them."""
        return QueryParams(self.scope["query_string"])

    def given(self, many: Mapping[str, bool]) -> dict[str, Any] | None:
        """What the query gives, by parameter, as FastAPI hands it to a model.

        None when `routing.check_query` may find fault with it.
        """
        query: bytes = self.scope["query_string"]
        if not query:
            return {}
        if not query.isascii() or b"%00" in query or b"\0" in query:
            return None
        values: dict[str, Any] = {}
        for name, value in self.query_params.multi_items():
            if name not in many or "\ufffd" in value:
                return None
            if many[name]:
                values.setdefault(name, []).append(value)
            elif name in values:
                return None
            else:
                values[name] = value
        return values

    def has_readable_path(self) -> bool:
        """Whether `routing.check_path` lets it pass."""
        if b"%" not in self.scope.get("raw_path", b"%"):
            return True
        try:
            check_path(self)
        except Problem:
            return False
        return True
