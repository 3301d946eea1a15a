"""Sets up structured logs: JSON for machines or text for a terminal, one line for each event."""

import logging
import sys
from contextvars import ContextVar
from typing import TextIO

import structlog

from app.base.settings import Settings

# uvicorn's access log is off: it writes paths, and a path may hold an embargoed title.
_ROUTED = ("uvicorn", "uvicorn.error", "alembic")
_SILENT = ("uvicorn.access",)
# These write a line, with the whole address, for every call that we make.
_ONLY_WARNINGS = ("httpx", "httpcore")
# Set by the web layer. structlog's own variables take five times as long, for every request.
REQUEST_ID: ContextVar[str] = ContextVar("request_id")
TO_STANDARD = structlog.stdlib.ProcessorFormatter.wrap_for_formatter


class LineHandler(logging.StreamHandler[TextIO]):
    """Writes the lines that `configure` asked for."""

    is_json = False


def add_request_id(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Add the id of the request that a line belongs to; a processor of structlog."""
    if (request_id := REQUEST_ID.get(None)) is not None:
        event.setdefault("request_id", request_id)
    return event


def configure(settings: Settings) -> None:
    """Send structlog and the standard library's loggers to standard error in one form."""
    renderer = (
        structlog.processors.JSONRenderer()
        if settings.log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    shared: list[structlog.typing.Processor] = [
        add_request_id,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, TO_STANDARD],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = LineHandler(sys.stderr)
    handler.is_json = settings.log_format == "json"
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level.upper())
    for name in _ROUTED:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
    for name in _ONLY_WARNINGS:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in _SILENT:
        logger = logging.getLogger(name)
        # Without a handler uvicorn makes no lines for it; disabled, no other logger passes one on.
        logger.handlers, logger.propagate, logger.disabled = [], False, True
