"""An authorised request that changes a vocabulary, and the answers that editors get."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Response

from app.auth.caller import Scope
from app.auth.deps import KeyedRequest, keyed
from app.base.problems import NOT_FOUND, PRECONDITION_REQUIRED, STALE, NotFound
from app.changes import log
from app.http.caching import CachePolicy, answer
from app.http.conditional import require_match
from app.http.contract.openapi import Responses, problems
from app.http.routing import JSON
from app.releases.audit import Actor
from app.vocabularies.schemas import VocabularyEntry

CHANGE = problems(NOT_FOUND, STALE, PRECONDITION_REQUIRED)


@dataclass(frozen=True)
class VocabularyRequest(KeyedRequest):
    """One request that changes a vocabulary."""

    @property
    def by(self) -> Actor:
        """The caller, as the audit log writes it down."""
        return Actor(self.caller.id, self.now, zone=self.settings.zone, request_id=self.request_id)

    def answer(self, entry: VocabularyEntry) -> Response:
        """Returns the entry as it is now, with its entity tag."""
        return answer_entry(self.request, entry)

    def created(self, entry: VocabularyEntry, path: str) -> Response:
        """Returns 201 with the new entry, which stands below `path`."""
        response = self.answer(entry)
        response.status_code = 201
        response.headers["Location"] = f"{self.settings.base_url}{path}/{entry.id}"
        return response


def answer_entry(request: Request, entry: VocabularyEntry) -> Response:
    """Returns one entry of a vocabulary, with the entity tag that a change of it needs."""
    body = entry.model_dump_json().encode()
    return answer(request, body, JSON, CachePolicy.PRIVATE, etag=entry.etag)


def answer_merged(location: str) -> Response:
    """Returns 301 to the entry that another one was merged into."""
    headers = {"Location": location, "Cache-Control": CachePolicy.PRIVATE.value}
    return Response(status_code=301, headers=headers)


def check_current(
    known: VocabularyEntry | None, noun: str, entry_id: str, if_match: str | None
) -> None:
    """Check that a change is of the entry with exactly this id, in the state that its editor saw.

    Raises NotFound, also for a merged one, PreconditionRequired without a tag, and Stale.
    """
    if known is None:
        raise NotFound
    if known.id != entry_id:
        raise NotFound(f"This {noun} was merged into {known.id!r}.")
    require_match(if_match, known.etag)


def merged_away(noun: str) -> Responses:
    """Returns what the contract says of `answer_merged`."""
    return {
        301: {
            "description": f"The {noun} was merged into another, or its id is written otherwise.",
            "headers": {"Location": {"description": "Where it is.", "schema": {"type": "string"}}},
        }
    }


def _locked(scope: Scope, *, idempotent: bool = False, newsroom_wide: bool = True) -> Any:
    # Places and themes belong to all organisations.
    given = keyed(
        scope, idempotent=idempotent, newsroom_wide=newsroom_wide, shape=VocabularyRequest
    )

    def locked(request: VocabularyRequest = given) -> VocabularyRequest:
        log.lock(request.session, words=1)
        return request

    return Depends(locked)


# Those who may publish change what releases show.
PublisherPatch = Annotated[VocabularyRequest, _locked(Scope.PUBLISH)]
# Of what belongs to an organisation.
OwnPatch = Annotated[VocabularyRequest, _locked(Scope.PUBLISH, newsroom_wide=False)]
# A POST takes an Idempotency-Key.
PublisherPost = Annotated[VocabularyRequest, _locked(Scope.PUBLISH, idempotent=True)]
# No reader sees a new place yet, so that the scope `write` is enough to add one.
WriterPost = Annotated[VocabularyRequest, _locked(Scope.WRITE, idempotent=True)]
