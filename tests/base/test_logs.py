"""Log lines are whole and carry the id of their request."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from app.base import logs
from app.base.settings import Settings


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def test_json_lines_hold_level_time_name_and_request(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Settings(log_format="json"))
    token = logs.REQUEST_ID.set("r-1")
    structlog.get_logger("dateline.x").info("published", n=1)
    logging.getLogger("uvicorn.error").warning("from %s", "the server")
    logs.REQUEST_ID.reset(token)
    first, second = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert first.pop("timestamp").endswith("Z")
    assert first == {
        "event": "published", "n": 1, "request_id": "r-1", "level": "info", "logger": "dateline.x",
    }  # fmt: skip
    assert (second["event"], second["request_id"]) == ("from the server", "r-1")


def test_fault_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Settings(log_format="json"))
    structlog.get_logger("dateline.x").error("failed", exc_info=ValueError("why"))
    (line,) = capsys.readouterr().err.splitlines()
    assert "ValueError: why" in json.loads(line)["exception"]


def test_level_and_paths_of_the_server_are_held_back(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Settings(log_format="text", log_level="warning"))
    structlog.get_logger("dateline.x").info("quiet")
    logging.getLogger("uvicorn.access").error("GET /secret-title")
    structlog.get_logger("dateline.x").warning("loud")
    shown = capsys.readouterr().err
    assert "loud" in shown
    assert "quiet" not in shown
    assert "secret-title" not in shown
