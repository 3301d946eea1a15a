"""What `include` adds to the releases of a page."""

from collections.abc import Iterable, Iterator

from app.base.problems import Fault, Invalid, excerpt
from app.published.document import PublicRelease
from app.published.reading.reader import Page
from app.published.selection.grammar import Selection, first_names
from app.published.selection.list_schemas import Highlights
from app.published.words.highlights import Highlighter, highlights_of

HIGHLIGHTS = "highlights"


def read_include(given: Iterable[str] | None) -> bool:
    """Whether highlights are asked for. Raises Invalid for what is no extra."""
    asked = first_names(given)
    faults = [
        Fault(
            f"{excerpt(name)!r} is no extra; known: {HIGHLIGHTS}.",
            parameter="include",
            suggestion=HIGHLIGHTS,
        )
        for name in asked
        if name != HIGHLIGHTS
    ]
    if faults:
        raise Invalid(faults)
    return bool(asked)


def with_highlights(texts: Iterable[bytes], page: Page, selection: Selection) -> Iterator[bytes]:
    """The JSON text of each release of `page` with its highlights; as it is without words."""
    if selection.text is None or page.hits is None:
        yield from texts
        return
    highlighter = Highlighter(selection.text, page.hits.names)
    for text, document in zip(texts, page.documents, strict=True):
        found = highlights_of(PublicRelease.model_validate_json(document.raw), highlighter)
        shown = Highlights(**found).model_dump_json(exclude_unset=True)
        yield text[:-1] + f',"{HIGHLIGHTS}":{shown}}}'.encode()
