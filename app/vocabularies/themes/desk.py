"""What every editorial route on themes needs: who acts, on which tree, and how to answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Any

from fastapi import Depends, Header, Request, Response
from pydantic import ValidationError

from app.auth.deps import KeyedRequest, keyed
from app.auth.scopes import Scope
from app.base.faults import invalid_body
from app.base.problems import FORBIDDEN, NotFound, Problem
from app.changes import log
from app.http.caching import CachePolicy, answer, require_match
from app.http.routing import JSON
from app.releases.audit import Actor
from app.releases.merge_patch import merged
from app.themes.models import Theme
from app.themes.queries import read_tree
from app.themes.tree import Tree
from app.vocabularies.themes.mapping import as_input, etag_of, shown
from app.vocabularies.themes.schemas import KeywordsInput, ThemeInput, WordsInContext

IfMatch = Annotated[
    str | None,
    Header(alias="If-Match", description="The theme's `ETag`, so that no edit is lost."),
]


@dataclass(frozen=True)
class ThemeDesk(KeyedRequest):
    """One request that changes themes."""

    @cached_property
    def tree(self) -> Tree:
        """All themes, read under the lock of the change log."""
        return read_tree(self.session)

    @property
    def by(self) -> Actor:
        """The caller, as the audit log writes it down."""
        return Actor(self.caller.id, self.now, zone=self.settings.zone, request_id=self.request_id)

    def take(self, theme_id: str, if_match: str | None) -> Theme:
        """The theme, to be changed.

        Raises NotFound, also for a merged one, PreconditionRequired without a tag, and Stale.
        """
        theme = get_theme(self.tree, theme_id)
        require_match(if_match, etag_of(theme))
        return theme

    def answer(self, theme: Theme, status: int = 200) -> Response:
        """The theme as it is now, with its entity tag."""
        response = answer_for(self.request, theme)
        response.status_code = status
        return response


def get_theme(tree: Tree, theme_id: str) -> Theme:
    """The theme with exactly this id. Raises NotFound; of a merged one with the id of the other."""
    theme = tree.find(theme_id)
    if theme is None:
        raise NotFound
    if theme.id != theme_id:
        raise NotFound(f"This theme was merged into {theme.id!r}.")
    return theme


def answer_for(request: Request, theme: Theme) -> Response:
    """The answer that shows one theme."""
    body = shown(theme).model_dump_json().encode()
    return answer(request, body, JSON, CachePolicy.PRIVATE, etag=etag_of(theme))


def patched(theme: Theme, patch: Mapping[str, Any]) -> ThemeInput:
    """The theme with a merge patch on top; a label of null goes away. Raises Invalid."""
    members: dict[str, Any] = merged(as_input(theme), patch)
    labels = members.get("labels")
    if isinstance(labels, dict):
        kept = {tag: label for tag, label in labels.items() if label is not None}
        members["labels"] = kept
    # A merge may give a theme more words than one request may: they stay until a patch has others.
    kept = {} if "keywords" in patch else {"keywords": _as_they_are(members.pop("keywords"))}
    try:
        return ThemeInput.model_validate(members).model_copy(update=kept)
    except ValidationError as error:
        raise invalid_body(error.errors(include_url=False), members) from None


def _as_they_are(keywords: Mapping[str, Any]) -> KeywordsInput:
    contexts = [WordsInContext.model_construct(**each) for each in keywords["keywords_in_context"]]
    return KeywordsInput.model_construct(**{**keywords, "keywords_in_context": contexts})


def _desk(*, idempotent: bool = False) -> Any:
    given = keyed(Scope.PUBLISH, idempotent=idempotent, shape=ThemeDesk)

    def desk(request: ThemeDesk = given) -> ThemeDesk:
        if request.caller.organisation is not None:
            detail = "This key writes for one organisation; the themes belong to all of them."
            raise Problem(FORBIDDEN, detail)
        log.lock(request.session, words=1)
        return request

    return Depends(desk)


Desk = Annotated[ThemeDesk, _desk()]
# For POST, which takes an Idempotency-Key.
NewDesk = Annotated[ThemeDesk, _desk(idempotent=True)]
