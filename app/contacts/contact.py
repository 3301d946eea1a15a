"""Contacts: whom the press may ask, as a release or an organisation names them. Pure."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class ContactAudience(StrEnum):
    """Who may know a contact."""

    PUBLIC = "public"
    PARTNERS = "partners"


class Day(StrEnum):
    """A day of the week, in the order of ISO 8601."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class ContactPart(BaseModel):
    """Base of contacts: immutable, and open for members that a later version adds."""

    model_config = ConfigDict(frozen=True)


class Hours(ContactPart):
    """When somebody answers."""

    days: tuple[Day, ...]
    opens: Annotated[str, Field(examples=["09:00"])]
    closes: Annotated[str, Field(examples=["17:30"])]
    zone: Annotated[str, Field(examples=["Europe/Istanbul"])]


class Contact(ContactPart):
    """Whom journalists may ask."""

    name: Annotated[str, Field(description="A person or a desk.", examples=["Press office"])]
    role: Annotated[str | None, Field(description="In the language of the release.")]
    email: Annotated[
        str | None, Field(description="E-mail address.", examples=["press@relief.example"])
    ]
    phone: Annotated[str | None, Field(description="As it was written.")]
    # Contacts that were saved before numbers were read have none of what follows.
    phone_uri: Annotated[
        str | None,
        Field(
            description="E.164 number with its extension, as a link (RFC 3966); null where `phone`"
            " could not be read.",
            examples=["tel:+41227179111;ext=22"],
        ),
    ] = None
    phone_international: Annotated[
        str | None,
        Field(description="The same to be read (E.123).", examples=["+41 22 717 91 11 ext. 22"]),
    ] = None
    languages: Annotated[tuple[str, ...], Field(examples=[["en", "fr"]])] = ()
    hours: Hours | None = None


class PressContact(Contact):
    """A contact, and who may know it."""

    audience: ContactAudience = ContactAudience.PUBLIC

    def shown(self) -> Contact:
        """Returns what everybody may know of a public contact."""
        return Contact.model_validate(self.model_dump(exclude={"audience"}))


def public_contacts(contacts: Iterable[PressContact]) -> tuple[Contact, ...]:
    """Returns those that everybody may know, as everybody sees them."""
    return tuple(one.shown() for one in contacts if one.audience is ContactAudience.PUBLIC)
