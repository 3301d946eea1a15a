"""Suggestions for editors over HTTP."""

from fastapi import Request, Response

from app.auth.deps import CheckedKey, Editor
from app.base.problems import INVALID
from app.http.caching import CachePolicy, answer
from app.http.contract.openapi import problems
from app.http.deps import AppSettings, ReadSession
from app.http.routing import JSON, Router
from app.releases.suggestions.schemas import SuggestInput, Suggestions
from app.releases.suggestions.suggest import suggest

router = Router(prefix="/v1/editorial/suggest", tags=["editorial"])


@router.post(
    "",
    summary="Suggest places, themes and more for a text",
    response_model=Suggestions,
    responses=problems(INVALID),
)
def suggest_for_text(
    given: SuggestInput,
    request: Request,
    caller: Editor,
    session: ReadSession,
    settings: AppSettings,
    _key: CheckedKey,
) -> Response:
    """Ask what a text tells of itself: dateline, places, themes, language, summary and kind.

    Each suggestion names the words or the rule that led to it, and how far it can be relied on.
    A key of one organisation is told of no place that no public release has.
    Nothing is saved; what an editor takes over goes into a release by its own members.
    """
    hidden = caller.organisation is None
    found = suggest(session, given, settings.default_language, hidden=hidden)
    return answer(request, found.model_dump_json().encode(), JSON, CachePolicy.PRIVATE)
