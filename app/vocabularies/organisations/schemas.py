"""Wire shapes of organisations as editors write and read them."""

from typing import Annotated, Any, ClassVar

from pydantic import ConfigDict, Field, field_validator

from app.base.examples import load_example
from app.base.wire import Input, Instant, LanguageTag, Output, PlainText
from app.contacts.contact import PressContact
from app.contacts.schemas import ContactInput
from app.public.organisations.schemas import Account
from app.releases.desk.fields import Address, Phrase, Slug
from app.vocabularies.schemas import VocabularyEntry, VocabularyPatch

_ORGANISATION = load_example("vocabularies/organisations", "organisation")
_HTTPS = "https://"


class AccountInput(Input):
    """An account of an organisation on a social network."""

    kind: Slug = Field(description="The network, in small letters.", examples=["mastodon"])
    url: Address


class OrganisationMembers(Input):
    """An organisation that issues releases, or is named in them. Only a name is needed to begin."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [load_example("vocabularies/organisations", "input")]}
    )

    name: Phrase
    names: dict[LanguageTag, Phrase] = Field({}, max_length=100)
    other_names: list[Phrase] = Field([], max_length=100)
    home_page: Address | None = None
    logo: Address | None = None
    postal_address: Annotated[str, PlainText(500, lines=True)] | None = None
    accounts: list[AccountInput] = Field([], max_length=50)
    contacts: list[ContactInput] = Field([], max_length=50)
    parent: Slug | None = None

    @field_validator("logo")
    @classmethod
    def _over_https(cls, address: str | None) -> str | None:
        if address is not None and not address.startswith(_HTTPS):
            raise ValueError("Pages with https show no picture without it: write https://.")
        return address


class OrganisationCreate(OrganisationMembers):
    """A new organisation."""

    id: Slug | None = Field(None, description="Made from the name when left out.")


class EditorialOrganisation(VocabularyEntry):
    """An organisation as editors see it."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ORGANISATION]})

    name: str
    names: dict[str, str]
    other_names: list[str]
    home_page: str | None
    logo: str | None
    postal_address: str | None
    accounts: list[Account]
    contacts: list[PressContact]
    parent: str | None
    public: bool
    created_at: Instant
    updated_at: Instant


class EditorialOrganisations(Output):
    """Organisations by id."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"data": [], "meta": {"total": 0}}]})

    data: list[EditorialOrganisation]
    meta: dict[str, int]


class OrganisationPatch(VocabularyPatch):
    """Only the members of an organisation that change."""

    shape = OrganisationMembers
    by_language = "names"
    null_removes = "the name of a language, or what may be null"
    text_or_null: ClassVar[dict[str, Any]] = {
        "anyOf": [{"type": "string", "maxLength": 200}, {"type": "null"}]
    }
    example: ClassVar[dict[str, Any]] = {"names": {"tr": "Yardım Ağı"}, "logo": None}
