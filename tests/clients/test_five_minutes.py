"""From README's steps a newcomer has a page; `make five-minutes` tells how long they take."""

from pathlib import Path

import pytest

from tests.clients.five_minutes import LIMIT_SECONDS, build, steps
from tests.clients.node import needs_node
from tests.clients.press_room import PressRoom


def test_the_steps_check_the_page_strictly() -> None:
    assert sum("tsc --strict" in step for step in steps()) == 1


@needs_node
@pytest.mark.timeout(3 * LIMIT_SECONDS)
def test_the_steps_make_a_page_of_one_country(press_room: PressRoom, tmp_path: Path) -> None:
    """Their packages come from wherever npm is told to take them from."""
    html = build(press_room, tmp_path).html
    assert "Death and Desperation on Turkey’s EU Border" in html
    assert "<li>2019-12-18 <a href=" in html
    assert html.count("<li>") > 5
