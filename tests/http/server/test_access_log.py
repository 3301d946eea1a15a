"""A line of the access log is as every other line, and is made in less time."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from app.base import clock, logs
from app.base.settings import Settings
from app.http.server.request_context import ACCESS_LOG, AccessEntry, write_lines


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers, root.level = handlers, level
    structlog.reset_defaults()


def _both(
    capsys: pytest.CaptureFixture[str], method: str, route: str, caller: str | None
) -> tuple[list[tuple[str, object]], list[tuple[str, object]]]:
    """Members of the line of `access_log` and of the same line by structlog, but for the time."""
    logs.configure(Settings(log_format="json"))
    write_lines([AccessEntry(method, route, 200, 0.0015, "id-of-this", clock.now(), caller)])
    token = logs.REQUEST_ID.set("id-of-this")
    structlog.get_logger(ACCESS_LOG).info(
        "request", method=method, route=route, status=200, ms=1.5, caller=caller
    )
    logs.REQUEST_ID.reset(token)
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    stamps = [line.pop("timestamp") for line in lines]
    assert [len(stamp) for stamp in stamps] == [len("2026-11-25T16:42:52.836460Z")] * 2
    return list(lines[0].items()), list(lines[1].items())


@pytest.mark.parametrize("caller", [None, "key:edirne"])
def test_line_has_the_members_of_every_other_line(
    capsys: pytest.CaptureFixture[str], caller: str | None
) -> None:
    quick, usual = _both(capsys, "GET", "/v1/releases/{id_or_slug}", caller)
    assert quick == usual


def test_what_a_client_sends_stays_within_its_member(capsys: pytest.CaptureFixture[str]) -> None:
    quick, usual = _both(capsys, 'GE"T\n{"event": "forged"}', "none", 'a"\u2028b\n')
    assert quick == usual


def test_level_holds_back_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Settings(log_format="json", log_level="warning"))
    write_lines([AccessEntry("GET", "/v1/releases", 200, 0.0015, "id-of-this", clock.now())])
    assert capsys.readouterr().err == ""


def test_line_for_a_terminal_has_the_same_facts(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Settings(log_format="text"))
    write_lines([AccessEntry("GET", "/v1/releases", 200, 0.0015, "id-of-this", clock.now())])
    shown = capsys.readouterr().err
    for fact in ("GET", "/v1/releases", "200", "1.5", "id-of-this", ACCESS_LOG):
        assert fact in shown
