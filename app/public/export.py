"""A whole selection as NDJSON, as it stood at one moment."""

from starlette.responses import Response

from app.changes.tags import OF_LISTS
from app.formats import ndjson
from app.http.links import Links
from app.http.spooled import answer_spooled
from app.public.paging import self_link
from app.public.representations import VARY, Asked, list_alternates
from app.published.reading import answers
from app.published.reading.queries import read_selection, read_sort
from app.published.selection.parameters import OrderedParameters


def export_answer(asked: Asked, given: OrderedParameters, *, negotiated: bool = False) -> Response:
    """Every release of a selection, one a line; 304 when nothing changed. Raises Invalid."""
    base_url = asked.settings.base_url
    selection = read_selection(asked.reader.session, given, asked.settings.zone)
    documents = asked.reader.stream(selection, read_sort(given))
    lines = ndjson.write(answers.release_json(document, base_url) for document in documents)
    links: Links = {
        "self": self_link(asked.settings, asked.request),
        "alternate": list_alternates(asked, "ndjson"),
    }
    headers = VARY if negotiated else {}
    kind = ndjson.MEDIA_TYPE
    return answer_spooled(asked.request, lines, kind, OF_LISTS, links=links, headers=headers)
