"""The sample page that `dateline serve --demo` loads."""

from pathlib import Path

from sqlmodel import select

from app.base.settings import Settings
from app.db.database import Database
from app.importers.loading.report import ImportReport
from app.importers.loading.run import import_page_bytes
from app.importers.loading.writing import PageSource
from app.releases.models import Release

SAMPLE = Path(__file__).parent / "data" / "press-releases.txt"
SOURCE = PageSource(
    organisation="International Organization for Migration (IOM)", url=None, language="en"
)


def load_sample(settings: Settings) -> ImportReport | None:
    """Import and publish the sample page. Returns None if there are releases already."""
    database = Database(settings)
    try:
        with database.read() as session:
            if session.exec(select(Release.id).limit(1)).first() is not None:
                return None
    finally:
        database.close()
    return import_page_bytes(settings, SAMPLE.read_bytes(), SOURCE, publish=True)
