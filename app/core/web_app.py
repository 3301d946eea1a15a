"""The web application as all parts of the product expect it: layers, problems, contract."""

from importlib import metadata
from typing import Any

from fastapi import FastAPI

from app.core import handlers
from app.core.middleware import stack
from app.core.openapi import build_openapi
from app.core.settings import Settings


class WebApp(FastAPI):
    """An app behind all layers, with its settings in `state`; routers and the rest are added."""

    def __init__(self, settings: Settings, **given: Any) -> None:
        super().__init__(
            title="Dateline",
            version=metadata.version("dateline"),
            middleware=stack(settings),
            # Contract and reference page are routes of our own (reference.py).
            docs_url=None,
            redoc_url=None,
            openapi_url=None,
            # FastAPI would redirect to the host that the request names, not to ours.
            redirect_slashes=False,
            **given,
        )
        self.state.settings = settings
        handlers.install(self)

    def openapi(self) -> dict[str, Any]:
        """The contract, made once."""
        if self.openapi_schema is None:
            self.openapi_schema = build_openapi(self, self.state.settings)
        return self.openapi_schema
