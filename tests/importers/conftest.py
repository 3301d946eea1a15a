"""The sample page, read once."""

import pytest

from app.importers.text_pages.page import PageReading
from tests.importers.pages import PAGE, read


@pytest.fixture(scope="session")
def sample_reading() -> PageReading:
    """The sample page."""
    return read(PAGE)
