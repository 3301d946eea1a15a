"""Contacts as editors send them."""

import re
from functools import cache
from typing import Annotated, Any, Self
from zoneinfo import available_timezones

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.base.problems import excerpt
from app.base.text import nearest
from app.base.wire import Input, LanguageTag, PlainText
from app.contacts.contact import ContactAudience, Day

_Phrase = Annotated[str, PlainText(200)]
_MAILBOX = r'^[^@\s<>()\[\]\\,;:"]+@[^@\s<>()\[\]\\,;:"]+$'


def _email(text: Any) -> Any:
    if isinstance(text, str) and not re.match(_MAILBOX, text):
        raise ValueError("Write an e-mail address, such as desk@press.example.")
    return text


Email = Annotated[str, StringConstraints(max_length=254, pattern=_MAILBOX), BeforeValidator(_email)]
_Clock = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]


@cache
def _zones() -> frozenset[str]:
    """Returns the names of all zones, which are files of the system."""
    return frozenset(available_timezones())


def _zone(name: str) -> str:
    if name not in _zones():
        meant = nearest(name, _zones())
        fault = f"{excerpt(name)!r} is no IANA time zone, such as Europe/Istanbul."
        context = {"suggestion": meant} if meant else {}
        raise PydanticCustomError("zone", "{fault}", {"fault": fault, **context})
    return name


class HoursInput(Input):
    """When somebody answers."""

    days: Annotated[list[Day], Field(min_length=1, max_length=7, examples=[["monday", "friday"]])]
    opens: _Clock = Field(examples=["09:00"])
    closes: _Clock = Field(examples=["17:30"])
    zone: Annotated[str, StringConstraints(max_length=64), AfterValidator(_zone)] = Field(
        examples=["Europe/Istanbul"]
    )

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if self.opens == self.closes:
            raise ValueError("opens and closes are the same; round the clock is 00:00 to 23:59")
        return self


class ContactInput(Input):
    """Whom journalists may ask."""

    name: _Phrase
    role: _Phrase | None = None
    email: Email | None = None
    phone: Annotated[str, PlainText(60)] | None = Field(
        None,
        description="As it is to be printed: with its country (+41 22 ...), or as in the country of"
        " the dateline.",
        examples=["+41 22 717 91 11 ext. 22"],
    )
    phone_uri: Annotated[str, PlainText(100)] | None = Field(
        None, description="As you got it. Tells the country of a `phone` without one."
    )
    phone_international: Annotated[str, PlainText(100)] | None = Field(
        None, description="As you got it; not read."
    )
    languages: list[LanguageTag] = Field([], max_length=20)
    hours: HoursInput | None = None
    audience: ContactAudience = ContactAudience.PUBLIC
