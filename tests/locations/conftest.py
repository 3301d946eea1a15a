"""The shipped gazetteer, opened once."""

import pytest

from app.locations.gazetteer import Gazetteer


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer()
