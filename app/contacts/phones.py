"""Telephone numbers as people write them -> E.164 with an extension, and the form to show. Pure."""

import re
from dataclasses import dataclass

from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    ValidationResult,
    format_number,
    is_possible_number_with_reason,
    parse,
    region_code_for_country_code,
)

# What stands between the digits of a number that is written for people.
_BETWEEN = re.compile(r"[^+\d]+")
# The prefix of international calls in most countries, which people write for the plus sign.
_DOUBLE_ZERO = re.compile(r"^\s*00(?=[\s()./-]*[1-9])")


@dataclass(frozen=True)
class ReadPhone:
    """A number that was read: `uri` is RFC 3966, `international` is E.123."""

    uri: str
    international: str


def read_phone(text: str, country: str | None = None) -> ReadPhone | None:
    """Returns the number in `text`. One in national form is read as one of `country` (ISO 3166-1).

    Returns None for what is no possible number, and for a national one without a country.

    >>> read_phone("022 717 91 11 ext. 22", "CH")
    ReadPhone(uri='tel:+41227179111;ext=22', international='+41 22 717 91 11 ext. 22')
    """
    number = _number(text, country) or _number(_DOUBLE_ZERO.sub("+", text), country)
    if number is None:
        return None
    extension = number.extension
    number.extension = None
    shown = _BETWEEN.sub(" ", format_number(number, PhoneNumberFormat.INTERNATIONAL)).strip()
    uri = f"tel:{format_number(number, PhoneNumberFormat.E164)}"
    if not extension:
        return ReadPhone(uri, shown)
    return ReadPhone(f"{uri};ext={extension}", f"{shown} ext. {extension}")


def country_of(uri: str) -> str | None:
    """Returns the country (ISO 3166-1) of an international number, or None.

    >>> country_of("tel:+41227179111"), country_of("tel:112")
    ('CH', None)
    """
    number = _number(uri, None)
    if number is None or number.country_code is None:
        return None
    region = region_code_for_country_code(number.country_code)
    # Codes that belong to a service, and to no country, have the region 001.
    return region if region.isalpha() else None


def _number(text: str, country: str | None) -> PhoneNumber | None:
    try:
        number = parse(text, country)
    except NumberParseException:
        return None
    is_possible = is_possible_number_with_reason(number) == ValidationResult.IS_POSSIBLE
    return number if is_possible else None
