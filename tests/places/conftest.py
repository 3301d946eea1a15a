"""The shipped gazetteer, opened once."""

import pytest

from app.places.gazetteer import Gazetteer


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer()
