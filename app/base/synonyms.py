"""The word that was meant: by what other interfaces call the thing, or else by its letters."""

from collections.abc import Iterable, Mapping

from app.base.text import nearest

# What other interfaces call a member of a release, then what they call a parameter. Of several
# meanings the first counts that is known where the word was given.
_MEANINGS: Mapping[str, tuple[str, ...]] = {
    "headline": ("title",),
    "heading": ("title",),
    "name": ("title",),
    "subject": ("title",),
    "subheading": ("subtitle",),
    "subheadline": ("subtitle",),
    "deck": ("subtitle",),
    "body": ("body_html",),
    "content": ("body_html",),
    "html": ("body_html",),
    "text": ("body_html", "q"),
    "abstract": ("summary",),
    "description": ("summary", "note"),
    "excerpt": ("summary",),
    "teaser": ("summary",),
    "lead": ("summary",),
    "lang": ("language",),
    "locale": ("language", "lang"),
    "tags": ("themes", "theme"),
    "tag": ("themes", "theme"),
    "topics": ("themes", "theme"),
    "topic": ("themes", "theme"),
    "categories": ("themes", "theme"),
    "category": ("themes", "theme"),
    "places": ("locations", "location"),
    "place": ("locations", "location"),
    "countries": ("locations", "location"),
    "country": ("locations", "location"),
    "city": ("dateline", "location"),
    "region": ("locations", "location"),
    "type": ("kind",),
    "pubdate": ("published_at",),
    "publication_date": ("published_at", "date"),
    "publish_date": ("published_at", "date"),
    "date_published": ("published_at",),
    "organization": ("organisation",),
    "org": ("organisation",),
    "source": ("source_url", "organisation"),
    "link": ("source_url",),
    "rights": ("usage_terms",),
    "license": ("usage_terms",),
    "query": ("q",),
    "search": ("q",),
    "keyword": ("q",),
    "keywords": ("q",),
    "order": ("sort",),
    "order_by": ("sort",),
    "sort_by": ("sort",),
    "ordering": ("sort",),
    "per_page": ("limit",),
    "page_size": ("limit",),
    "pagesize": ("limit",),
    "size": ("limit",),
    "count": ("limit",),
    "rows": ("limit",),
    "from": ("date_from", "since"),
    "after": ("date_from", "since", "cursor"),
    "start_date": ("date_from",),
    "to": ("date_to",),
    "before": ("date_to",),
    "until": ("date_to",),
    "end_date": ("date_to",),
    "timezone": ("tz",),
    "select": ("fields",),
}


def meant_by(word: str, known: Iterable[str]) -> str | None:
    """Returns the word of `known` that `word` probably meant, or None when none is near.

    >>> meant_by("headline", ["dateline", "title"]), meant_by("titel", ["dateline", "title"])
    ('title', 'title')
    """
    names = list(known)
    meanings = _MEANINGS.get(word.casefold().replace("-", "_"), ())
    return next((name for name in meanings if name in names), None) or nearest(word, names)
