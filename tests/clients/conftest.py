"""One server for all tests of clients in a process: they only read."""

from collections.abc import Iterator

import pytest

from tests.clients.press_room import PressRoom, open_press_room


@pytest.fixture(scope="session")
def press_room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PressRoom]:
    """A running server, as `dateline serve` starts it."""
    with open_press_room(tmp_path_factory.mktemp("press-room")) as opened:
        yield opened
