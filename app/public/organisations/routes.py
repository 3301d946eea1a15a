"""Organisations for readers: who issues releases, and how many, under any selection.

An organisation that no public release names does not exist here.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Path, Query
from starlette.responses import Response

from app.base.examples import load_example
from app.base.language import UNDETERMINED
from app.base.problems import INVALID, NOT_FOUND, NotFound
from app.base.text import fold
from app.http.cache_tags import OF_LISTS
from app.http.caching import answer
from app.http.contract.openapi import problems
from app.http.routing import JSON
from app.organisations.models import OrganisationRow
from app.organisations.queries import Organisations, read_organisations
from app.public.organisations.schemas import (
    Account,
    Issuer,
    IssuerList,
    OrganisationParameters,
)
from app.public.read_route import Read, ReadRouter
from app.public.representations import self_link
from app.public.schemas import LabelledMeta, SelfLink
from app.published.labels.labels import Label, Labels, WantedLanguage, wanted_language

router = ReadRouter(tags=["organisations"])

PATH = "/v1/organisations"
_LIST = {JSON: {"example": load_example("public/organisations", "list")}}
_DETAIL = {JSON: {"example": load_example("public/organisations", "detail")}}


@dataclass(frozen=True)
class _IssuerView:
    """The organisations that readers may know of, with counts, in the language of one answer."""

    known: Organisations
    counts: Mapping[str, int]
    labels: Labels
    base_url: str

    def ordered(self, parent: str | None = None) -> Iterator[OrganisationRow]:
        """Yields them by name, each one followed by its parts."""
        for row in self.parts(parent):
            yield row
            yield from self.ordered(row.id)

    def parts(self, parent: str | None) -> list[OrganisationRow]:
        rows = (row for row in self.known if row.parent_id == parent)
        return sorted(rows, key=lambda row: (fold(self._label(row).text), row.id))

    def entry(self, row: OrganisationRow) -> Issuer:
        return Issuer(
            id=row.id,
            **self.labels.members(self._label(row), "name"),
            names=json.loads(row.names),
            parent=row.parent_id,
            home_page=row.home_page,
            logo=row.logo,
            postal_address=row.postal_address,
            accounts=tuple(Account(**account) for account in json.loads(row.accounts)),
            releases=self.counts.get(row.id, 0),
            url=f"{self.base_url}{PATH}/{row.id}",
        )

    def _label(self, row: OrganisationRow) -> Label:
        members = {"names": json.loads(row.names), "name": row.name}
        return self.labels.organisation(members, UNDETERMINED)


@router.get(
    PATH,
    summary="List organisations",
    response_model=IssuerList,
    responses={
        200: {"description": "The organisations with counts.", "content": _LIST},
        **problems(INVALID),
    },
)
def list_organisations(read: Read, given: Annotated[OrganisationParameters, Query()]) -> Response:
    """All organisations that public releases name, by name, each followed by its parts.

    `releases` counts within the selection that the other parameters make; an organisation contains
    its parts. Of a partner it counts those that it issued itself.
    """
    language = wanted_language(read.headers, given.lang, read.settings)
    view = _view(read, given, language)
    data = tuple(map(view.entry, view.ordered()))
    link = self_link(read.settings, read)
    body = IssuerList(
        data=data,
        meta=LabelledMeta(total=len(data), language=language.language),
        links=SelfLink(self=link),
    )
    content = body.model_dump_json(exclude_unset=True).encode()
    return answer(read, content, JSON, OF_LISTS, links={"self": link}, headers=language.vary)


@router.get(
    PATH + "/{organisation_id}",
    summary="Get an organisation",
    response_model=Issuer,
    responses={
        200: {"description": "The organisation.", "content": _DETAIL},
        **problems(NOT_FOUND, INVALID),
    },
)
def get_organisation(
    read: Read,
    organisation_id: Annotated[
        str, Path(description="Id of the organisation.", examples=["relief-network"])
    ],
    given: Annotated[OrganisationParameters, Query()],
) -> Response:
    """One organisation. What it is part of, and its parts, stand in the list."""
    language = wanted_language(read.headers, given.lang, read.settings)
    view = _view(read, given, language)
    row = view.known.find(organisation_id)
    if row is None:
        raise NotFound
    content = view.entry(row).model_dump_json(exclude_unset=True).encode()
    return answer(read, content, JSON, OF_LISTS, headers=language.vary)


def _view(read: Read, given: OrganisationParameters, language: WantedLanguage) -> _IssuerView:
    reader = read.reader
    selection = reader.selection(given, read.settings.zone)
    with reader.steady():
        counts = reader.count_by_issuer(selection)
        named = {*reader.count_by_issuer(), *reader.count_by_partner()}
    known = Organisations(row for row in read_organisations(reader.session) if row.id in named)
    return _IssuerView(known, counts, reader.labels(language), read.settings.base_url)
