"""The press kit of a release: its text and its files, in one archive that is made while sent."""

import io
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import datetime
from itertools import chain
from typing import Any, NamedTuple
from zipfile import ZipFile, ZipInfo

from starlette.responses import Response

from app.base.addresses import ReleaseAddresses
from app.base.problems import GONE, NOT_FOUND
from app.base.settings import Settings
from app.formats import press_kit
from app.formats.item import Item
from app.http.cache_tags import of_files
from app.http.caching import answer, etag_of
from app.http.contract.openapi import problems
from app.http.file_answers import MOST_SECONDS
from app.http.long_answers import StreamedAnswer
from app.media.store import MediaStore
from app.public.read_route import Read, ReadRouter
from app.public.representations import MOVED, PATH, Address, readable, redirect
from app.published.media import Media
from app.published.reading.document_json import Document, release_json
from app.published.reading.queries import Moved, find_release

ENDING = ".zip"

# Included before the router of `/v1/releases/{id_or_slug}.{format}`.
router = ReadRouter(tags=["releases"])


class KitFile(NamedTuple):
    """A file of an archive: its name, its bytes, and how many they are."""

    name: str
    pieces: Iterable[bytes]
    length: int


@router.get(
    f"{PATH}/{{id_or_slug}}{ENDING}",
    summary="Get the press kit of a release",
    response_class=Response,
    responses={
        200: {"description": "A ZIP archive.", "content": {press_kit.MEDIA_TYPE: {}}},
        **MOVED,
        **problems(NOT_FOUND, GONE),
    },
)
def get_press_kit(read: Read, id_or_slug: Address) -> Response:
    """All that is needed to print a release: text, files at full size, credits and licences."""
    found = find_release(read.reader.session, id_or_slug)
    if isinstance(found, Moved):
        return redirect(read, found, ENDING)
    document, notice = readable(found)
    settings = read.settings
    item = _item(settings, document, notice)
    translations = _translations(read, item)
    made_of = [document.raw, *(other.raw for other, _ in translations)]
    store: MediaStore = read.app.state.media

    def begin(_owned: ExitStack) -> tuple[Response, Iterator[bytes]]:
        name = f"{item.release.slug}{ENDING}"
        head = answer(
            read,
            b"",
            press_kit.MEDIA_TYPE,
            # What is said of a file of a translation changes the translation alone.
            of_files([document.id, *(other.id for other, _ in translations)]),
            etag=etag_of(*made_of, notice or "", repr(settings.addresses), read.app.version),
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
        for one in item.release.media:
            # A store that fails is a 503, and no archive that breaks off.
            store.size(_sha256(one))
        folder = item.release.slug
        entries = chain(
            _texts(folder, document, item, settings.addresses),
            *(
                _texts(f"{folder}/translations/{_name(each)}", other, each, settings.addresses)
                for other, each in translations
            ),
            _files(folder, item, store),
        )
        return head, archive(entries, item.release.modified_at)

    return StreamedAnswer(begin, read.app.state.downloads, MOST_SECONDS)


def _item(settings: Settings, document: Document, notice: str | None = None) -> Item:
    ours = {"newsroom": settings.title, "site": settings.site_url_template}
    return Item.of(document.text, settings.base_url, notice, **ours)


def _translations(read: Read, item: Item) -> list[tuple[Document, Item]]:
    """Return the public translations of a release."""
    session = read.reader.session
    found = (find_release(session, str(one.id)) for one in item.release.translations)
    return [(one, _item(read.settings, one)) for one in found if isinstance(one, Document)]


def _name(item: Item) -> str:
    return f"{item.release.language}-{item.release.slug}"


def _texts(
    folder: str, document: Document, item: Item, addresses: ReleaseAddresses
) -> Iterator[KitFile]:
    for name, content in (
        *press_kit.texts(item),
        ("release.json", release_json(document, addresses)),
    ):
        yield KitFile(f"{folder}/{name}", [content], len(content))


def _files(folder: str, item: Item, store: MediaStore) -> Iterator[KitFile]:
    for name, content in press_kit.credits_of(item):
        yield KitFile(f"{folder}/{name}", [content], len(content))
    for name, one in press_kit.file_names(item).items():
        yield KitFile(f"{folder}/{name}", store.open(_sha256(one)), one.bytes)


def _sha256(one: Media) -> str:
    return one.address.partition(".")[0]


class _Pieces(io.RawIOBase):
    """Buffer for what an archive writes, until it is sent.

    It cannot seek, so that `zipfile` writes the size of each file after it, and never goes back.
    """

    def __init__(self) -> None:
        super().__init__()
        self._written: list[bytes] = []

    def writable(self) -> bool:
        """Return that it can be written to."""
        return True

    def write(self, piece: Any) -> int:
        """Keep a piece."""
        kept = bytes(piece)
        self._written.append(kept)
        return len(kept)

    def take(self) -> bytes:
        """Return what was written since the last call."""
        written, self._written = b"".join(self._written), []
        return written


def archive(entries: Iterable[KitFile], at: datetime) -> Iterator[bytes]:
    """Yield a ZIP archive of `entries`, all of the time `at`: the same bytes for the same entries.

    Nothing is compressed: pictures are already.
    """
    pieces = _Pieces()
    with ZipFile(pieces, "w") as zipped:
        for name, content, length in entries:
            info = ZipInfo(name, at.timetuple()[:6])
            # By the length `zipfile` knows at the beginning whether the file needs ZIP64.
            info.file_size = length
            with zipped.open(info, "w") as file:
                for piece in content:
                    file.write(piece)
                    yield pieces.take()
    yield pieces.take()
