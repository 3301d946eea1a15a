"""Random acts on a few releases, and all that an index answers after them."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from sqlmodel import Session

from app.changes.log import ChangeKind
from app.published.date_order import undated_place
from app.published.document import DatePrecision, Notice, NoticeKind, PublicRelease
from app.published.reading.reader import Reader
from app.published.selection.grammar import Selection
from app.published.selection.parameters import Sort
from app.published.store import writer
from tests.factories import PUBLISHED_AT, a_document, a_theme

UTC_ZONE = ZoneInfo("UTC")
DATES: tuple[dict[str, Any], ...] = (
    {"published_at": PUBLISHED_AT},
    {"published_at": PUBLISHED_AT - timedelta(days=400)},
    {"published_at": PUBLISHED_AT + timedelta(days=400)},
    {
        "published_at": datetime(2024, 3, 1, tzinfo=UTC),
        "date": "2024-03",
        "date_precision": "month",
    },
    {"published_at": None, "date": None, "date_precision": DatePrecision.UNKNOWN},
)

acts = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from([*range(len(DATES)), None]), st.booleans()),
    min_size=1,
    max_size=12,
)


def play(session: Session, state: dict[int, PublicRelease | None], act: tuple[Any, ...]) -> None:
    """Publish, update or (`dates` is None) withdraw the release of a number."""
    number, dates, healthy = act
    known = state.get(number)
    if number in state and known is None:
        return
    if dates is None:
        if known is not None:
            writer.withdraw(session, notice_of(known))
            state[number] = None
        return
    members = {**DATES[dates], "themes": (a_theme("health"),) if healthy else ()}
    if known is None:
        document, kind = a_document(**members), ChangeKind.PUBLISHED
    else:
        fresh = a_document(**members)
        kept = {"id": known.id, "slug": known.slug, "version": known.version + 1}
        document, kind = fresh.model_copy(update=kept), ChangeKind.UPDATED
    writer.put(session, document, document.published_at or undated_place(PUBLISHED_AT), kind)
    state[number] = document


def notice_of(document: PublicRelease) -> Notice:
    return Notice(
        release_id=document.id,
        kind=NoticeKind.GONE,
        text="Issued in error.",
        withdrawn_at=PUBLISHED_AT,
        version=document.version + 1,
        replaced_by=None,
    )


def seen(reader: Reader) -> dict[str, Any]:
    """All that an index answers, in release numbers, so that labels do not matter."""
    with reader.steady() as index:
        sets = {
            kind: {term: set(index.numbers(had)) for term, had in index.terms(kind).items()}
            for kind in ("w:", "t:", "k:", "l:", "m:", "y:", "@")
        }
    pages = {
        sort: [document.id for some in reader.stream(Selection(), sort)[1] for document in some]
        for sort in (Sort.NEWEST, Sort.OLDEST, Sort.LAST_CHANGED)
    }
    return {"sets": sets, "pages": pages}
