"""A whole selection as NDJSON, as it stood at one moment."""

from starlette.responses import Response

from app.changes.tags import OF_LISTS
from app.formats import ndjson
from app.http.links import Links
from app.http.spooled import answer_spooled
from app.public.paging import self_link
from app.public.read_route import Read
from app.public.representations import VARY, list_alternates
from app.published.reading import answers
from app.published.reading.queries import read_sort
from app.published.selection.parameters import OrderedParameters


def export_answer(read: Read, given: OrderedParameters, *, negotiated: bool = False) -> Response:
    """Every release of a selection, one a line; 304 when nothing changed. Raises Invalid."""
    base_url = read.settings.base_url
    selection = read.reader.selection(given, read.settings.zone)
    documents = read.reader.stream(selection, read_sort(given))
    lines = ndjson.write(answers.release_json(document, base_url) for document in documents)
    links: Links = {
        "self": self_link(read.settings, read),
        "alternate": list_alternates(read, "ndjson"),
    }
    headers = VARY if negotiated else {}
    kind = ndjson.MEDIA_TYPE
    return answer_spooled(read, lines, kind, OF_LISTS, links=links, headers=headers)
