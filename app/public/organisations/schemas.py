"""Wire shapes of organisations as readers get them."""

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from app.base.wire import Output
from app.public.schemas import NAME_LANGUAGE, LabelledMeta, SelfLink
from app.published.labels.labels import LabelParameters
from app.published.public_model import PublicModel, Uri
from app.published.selection.parameters import SelectionParameters


class OrganisationParameters(SelectionParameters, LabelParameters):
    """The releases that are counted, and the language of the names."""


class Account(PublicModel):
    """An account on a social network."""

    kind: str = Field(description="The network; an open list.", examples=["mastodon"])
    url: Uri = Field(description="Where it is.")


class Issuer(PublicModel):
    """An organisation, what it is part of, and how many releases it has."""

    id: str = Field(description="A value for the `organisation` filter.", examples=["iom"])
    name: str = Field(description="In the language of the answer.", examples=["Relief Network"])
    name_language: str | SkipJsonSchema[None] = Field(None, description=NAME_LANGUAGE)
    names: dict[str, str] = Field(description="The name by language (BCP 47).")
    parent: str | None = Field(description="Id of what it is directly part of.")
    home_page: Uri | None
    logo: Uri | None
    postal_address: str | None
    accounts: tuple[Account, ...]
    releases: int = Field(
        description="Public releases of the selection that it, or a part of it, issued."
    )
    url: Uri = Field(description="The address of the organisation.")


class IssuerList(Output):
    """The organisations that public releases name, each followed by its parts."""

    data: tuple[Issuer, ...]
    meta: LabelledMeta
    links: SelfLink
