# Generated from openapi.json by .ci/generate-clients.

from __future__ import annotations

from datetime import date as date_aliased
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, RootModel


class Account(BaseModel):
    """
    An account on a social network.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    kind: Annotated[str, Field(examples=["mastodon"])]
    """
    The network; an open list.
    """
    url: str
    """
    Where it is.
    """


class AppliedFilter(BaseModel):
    """
    A value of a filter as it was understood, with words to show for it.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    parameter: Annotated[str, Field(examples=["location", "theme.not", "date"])]
    """
    Its name in the address.
    """
    value: Annotated[str, Field(examples=["TR"])]
    """
    What the parameter takes: of a place or a theme its id, whatever was given.
    """
    label: Annotated[str, Field(examples=["Türkiye"])]
    """
    In the language of the answer.
    """
    label_language: str | None = None
    """
    The language of the label (BCP 47), where it is not that of the answer.
    """
    country: Annotated[str | None, Field(examples=["TR"])] = None
    """
    Of a place: the country that it is or lies in (ISO 3166-1 alpha-2).
    """
    date_from: Annotated[str | None, Field(examples=["2024-05-01"])] = None
    """
    Of a date: its first day; missing if it has none.
    """
    date_to: Annotated[str | None, Field(examples=["2024-05-31"])] = None
    """
    Of a date: its last day; missing if it has none.
    """
    latitude: Annotated[float | None, Field(examples=[41.68])] = None
    """
    Of `near`: degrees, WGS 84.
    """
    longitude: Annotated[float | None, Field(examples=[26.56])] = None
    """
    Of `near`: degrees, WGS 84.
    """
    km: Annotated[float | None, Field(examples=[50])] = None
    """
    Of `near`: kilometres.
    """
    west: Annotated[float | None, Field(examples=[25.6])] = None
    """
    Of `bbox`: degrees, WGS 84.
    """
    south: Annotated[float | None, Field(examples=[35.8])] = None
    """
    Of `bbox`: degrees, WGS 84.
    """
    east: Annotated[float | None, Field(examples=[44.8])] = None
    """
    Of `bbox`: degrees, WGS 84.
    """
    north: Annotated[float | None, Field(examples=[42.1])] = None
    """
    Of `bbox`: degrees, WGS 84.
    """


class Attribution(BaseModel):
    """
    What has to be printed beside data of others, and the name to print beside releases.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    of: Annotated[str, Field(examples=["places"])]
    """
    What it is about: `releases`, `places`, `place_names`; more may be added.
    """
    text: Annotated[
        str,
        Field(examples=["Place data © GeoNames, CC BY 4.0, https://www.geonames.org"]),
    ]
    """
    The line to print.
    """


class ChallengeData(BaseModel):
    """
    What to answer a challenge with.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    subscription_id: UUID
    """
    Id of the subscription.
    """
    challenge: str
    """
    Send this back.
    """


class ChallengeEvent(BaseModel):
    """
    A challenge: nothing else is sent before it was answered.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    type: Literal["subscription.verification"]
    """
    The type of event.
    """
    timestamp: AwareDatetime
    """
    When the challenge was made.
    """
    data: ChallengeData
    """
    The challenge.
    """


class ChangesLinks(BaseModel):
    """
    Addresses of this stretch of the log and of the one after it.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    self: str
    """
    Address of this answer.
    """
    next: str
    """
    Where to go on, now or later: always there.
    """


class ChangesMeta(BaseModel):
    """
    Where the log stands.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    head: int
    """
    The number of the newest fact.
    """
    more: bool
    """
    True when the log goes on after this answer, even one without entries; false when you have everything.
    """


class Citation(BaseModel):
    """
    How to cite a release: ready to be printed, and in its parts.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    text: Annotated[
        str,
        Field(
            examples=[
                "Relief Network. Winter supplies reach Edirne. November 3, 2026. https://press.example/news/winter-supplies-reach-edirne"
            ]
        ),
    ]
    """
    Organisation, title, date and address, parted by full stops.
    """
    organisation: Annotated[str | None, Field(examples=["Relief Network"])]
    """
    Who issued it.
    """
    title: str
    """
    As it stands in the release.
    """
    date_text: str
    """
    In the language of the answer's labels.
    """
    web_url: str
    """
    The address for people.
    """


class Coordinates(BaseModel):
    """
    A point (WGS 84).
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    latitude: Annotated[float, Field(examples=[41.67719], ge=-90.0, le=90.0)]
    """
    Degrees north.
    """
    longitude: Annotated[float, Field(examples=[26.55597], ge=-180.0, le=180.0)]
    """
    Degrees east.
    """


class Correction(BaseModel):
    """
    The newest correction: readers see the note, partners obey the action.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    note: Annotated[str, Field(examples=["The number of people was 1,200, not 12,000."])]
    """
    What was wrong, for readers.
    """
    severity: Annotated[str, Field(examples=["major"])]
    """
    `minor` or `major`.
    """
    action: Annotated[str, Field(examples=["replace"])]
    """
    What a partner has to do: `update`, `replace` or `remove`.
    """
    corrected_at: AwareDatetime
    """
    When it became public.
    """


class CountedTheme(BaseModel):
    """
    A theme with the number of its releases.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(examples=["health"])]
    """
    A value for the `theme` filter.
    """
    label: Annotated[str, Field(examples=["Health"])]
    """
    In the language of the answer.
    """
    label_language: str | None = None
    """
    BCP 47 tag of the label, where it is not the answer's; `und`: not known, `und-Latn`: in Latin letters.
    """
    parent: str | None
    """
    Id of the wider theme; null at the top of the tree.
    """
    iptc: list[str]
    """
    IPTC Media Topics of the same or nearly the same meaning.
    """
    retired: bool
    """
    Releases have it, but no further ones get it.
    """
    releases: int
    """
    Public releases of the selection with this theme or a narrower one.
    """
    url: str
    """
    The address of the theme.
    """


class DateBounds(BaseModel):
    """
    What is known of an unknown date, and from what it was inferred.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    not_before: date_aliased | None
    """
    The first day that it can be.
    """
    not_after: date_aliased | None
    """
    The last day that it can be.
    """
    reason: Annotated[str, Field(examples=["«this week (26-27/11)» and «last year» in the text"])]
    """
    From what that was inferred.
    """


class Delivery(BaseModel):
    """
    One event for one subscription, and what became of it.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: UUID
    """
    Its id; it never changes.
    """
    webhook_id: str
    """
    The header `webhook-id` of every try.
    """
    seq: int | None
    """
    Number of the fact; null of a test event.
    """
    release_id: UUID | None
    """
    Id of the release; null for an event about none.
    """
    kind: str
    """
    The kind of event.
    """
    state: str
    """
    `waiting`, `delivered`, `failed` (given up), `superseded` (the release was withdrawn before, which is told instead). An open list.
    """
    tries: int
    """
    How often it was tried.
    """
    noted_at: AwareDatetime
    """
    When it was noted that this is to be told.
    """
    last_tried_at: AwareDatetime | None
    """
    When it was tried last; null before the first try.
    """
    last_status: int | None
    """
    What the receiver answered.
    """
    last_failure: str | None
    """
    What went wrong last; null when nothing did.
    """
    next_try_at: AwareDatetime | None
    """
    When it is tried next, at the earliest; null when nothing is sent.
    """
    settled_at: AwareDatetime | None
    """
    When it was delivered or given up; null before.
    """


class DeliveryList(BaseModel):
    """
    Deliveries, the newest facts first.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    data: list[Delivery]
    """
    The entries, in the order that the address names.
    """
    links: dict[str, str]
    """
    Addresses of this page and of its neighbours.
    """


class DeliveryState(RootModel[Literal["waiting", "delivered", "failed", "superseded"]]):
    root: Literal["waiting", "delivered", "failed", "superseded"]
    """
    Of a delivery. On the wire the list is open.
    """


class FacetLinks(BaseModel):
    """
    Where the counts and the list that they are of are read.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    self: str
    """
    Address of this answer.
    """
    releases: str
    """
    The list of the same selection.
    """


class FacetValue(BaseModel):
    """
    A value of a filter, with the total that the list has once it is chosen.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    value: Annotated[str, Field(examples=["en"])]
    """
    What the filter of this name takes.
    """
    label: Annotated[str, Field(examples=["English"])]
    """
    In the language of the answer.
    """
    label_language: Annotated[str | None, Field(examples=["und-Latn"])] = None
    """
    BCP 47 tag of the label, where it is not the answer's; `und`: not known, `und-Latn`: in Latin letters.
    """
    releases: Annotated[int, Field(examples=[12])]
    """
    Releases of the selection with this value.
    """


class Fault(BaseModel):
    """
    One thing that is wrong, and where.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    detail: str
    """
    What is wrong, and what would be right.
    """
    pointer: str | None = None
    """
    JSON Pointer into the body, as a URI fragment (RFC 6901 section 6); absent for what is not in the body.
    """
    parameter: str | None = None
    """
    Name of the parameter or header; absent for what is in the body.
    """
    suggestion: str | None = None
    """
    What was probably meant; absent where nothing is near.
    """


class FocalPoint(BaseModel):
    """
    What stays when it is cropped.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    x: Annotated[float, Field(ge=0.0, le=1.0)]
    """
    Part of the width.
    """
    y: Annotated[float, Field(ge=0.0, le=1.0)]
    """
    Part of the height.
    """


class FormatOffer(BaseModel):
    """
    A format beside JSON.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    name: Annotated[str, Field(examples=["RSS 2.0"])]
    """
    What people call it.
    """
    suffix: Annotated[str, Field(examples=["rss"])]
    """
    The ending of an address in this format: `/v1/releases.rss`.
    """
    media_type: Annotated[str, Field(examples=["application/rss+xml"])]
    """
    Its media type, for `Accept`.
    """


class Highlights(BaseModel):
    """
    The words of `q` as they stand in a release, in `<mark>`; all else is escaped HTML.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    title: str | None = None
    """
    The whole title. Missing without a hit.
    """
    summary: str | None = None
    """
    The whole summary. Missing without a hit.
    """
    body: Annotated[
        str | None, Field(examples=["Blankets reached <mark>Edirne</mark> on Monday"])
    ] = None
    """
    Up to three pieces of the text. Missing without a hit.
    """


class Hint(BaseModel):
    """
    Something that a request probably does not mean, though it is no error.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    parameter: Annotated[str, Field(examples=["bbox"])]
    """
    Its name in the address.
    """
    detail: Annotated[
        str,
        Field(
            examples=[
                "Nothing lies there. The order is west, south, east, north: so it finds 12 releases."
            ]
        ),
    ]
    """
    What is probably wrong, in English, for developers.
    """
    suggestion: Annotated[str, Field(examples=["25.6,35.8,44.8,42.1"])]
    """
    A value that finds releases, or more probably what was meant.
    """


class Hours(BaseModel):
    """
    When somebody answers.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    days: list[
        Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    ]
    """
    Days of the week.
    """
    opens: Annotated[str, Field(examples=["09:00"])]
    """
    Local time.
    """
    closes: Annotated[str, Field(examples=["17:30"])]
    """
    Local time; before `opens`, it is of the next day.
    """
    zone: Annotated[str, Field(examples=["Europe/Istanbul"])]
    """
    IANA time zone.
    """


class LabelledMeta(BaseModel):
    """
    What an unpaged list with labels says of itself.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    total: int
    """
    How many entries the list has.
    """
    language: Annotated[str, Field(examples=["en"])]
    """
    The language of the labels (BCP 47).
    """


class LabelledPlace(BaseModel):
    """
    A place that contains another, or lies in it.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(examples=["TR-22"])]
    """
    A value for the `location` filter.
    """
    kind: str
    """
    `region`, `country`, `division`, `city`, `site`; further kinds may be added.
    """
    name: Annotated[str, Field(examples=["Edirne"])]
    """
    In the language of the answer.
    """
    name_language: str | None = None
    """
    BCP 47 tag of the name, where it is not the answer's; `und`: not known, `und-Latn`: in Latin letters.
    """
    code: str | None
    """
    ISO 3166-1 alpha-2, ISO 3166-2 or UN M49, if it has one.
    """


class LabelledTheme(BaseModel):
    """
    A theme that contains another, or lies below it.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(examples=["health"])]
    """
    A value for the `theme` filter.
    """
    label: Annotated[str, Field(examples=["Health"])]
    """
    In the language of the answer.
    """
    label_language: str | None = None
    """
    BCP 47 tag of the label, where it is not the answer's; `und`: not known, `und-Latn`: in Latin letters.
    """


class LabelledValue(BaseModel):
    """
    A value of a filter, with what people call it.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    value: Annotated[str, Field(examples=["en"])]
    """
    What the filter of this name takes.
    """
    label: Annotated[str, Field(examples=["English"])]
    """
    In the language of the answer.
    """
    label_language: Annotated[str | None, Field(examples=["und-Latn"])] = None
    """
    BCP 47 tag of the label, where it is not the answer's; `und`: not known, `und-Latn`: in Latin letters.
    """


class LeadImage(BaseModel):
    """
    The first picture of a release, small.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    url: str
    """
    Its address.
    """
    alt: str | None
    """
    What is to be seen.
    """
    width: int
    """
    Pixels.
    """
    height: int
    """
    Pixels.
    """


class ListLinks(BaseModel):
    """
    Addresses of this page and its neighbours. `next` is missing on the last page.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    self: str
    """
    This page.
    """
    first: str
    """
    The first page.
    """
    prev: str | None = None
    """
    Missing on the first page.
    """
    next: str | None = None
    """
    Missing on the last page.
    """


class ListMeta(BaseModel):
    """
    What a list answer says of itself.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    total: Annotated[int, Field(examples=[8])]
    """
    How many releases match, exactly.
    """
    limit: Annotated[int, Field(examples=[20])]
    """
    How many `data` holds at most.
    """
    language: Annotated[str, Field(examples=["en"])]
    """
    The language of names, labels and `date_text` (BCP 47). One in another says so beside it.
    """
    filters: list[AppliedFilter]
    """
    The filters of the selection as they were understood, with words for chips.
    """
    hints: list[Hint] | None = None
    """
    Only there when something else was probably meant.
    """
    all_words: Annotated[int | None, Field(examples=[2])] = None
    """
    By relevance, where fewer than ten releases have all words of `q`: so many of `total` have all; those after them have half of the words at least. Only there when some follow.
    """
    most_words_from: Annotated[int | None, Field(examples=[2])] = None
    """
    The place in `data`, counted from 0, of the first release of this page that has not all words. Missing on a page without one.
    """
    did_you_mean: Annotated[str | None, Field(examples=["humanitarian"])] = None
    """
    A `q` that finds more; only there when this one finds next to nothing.
    """


class MapPoint(BaseModel):
    """
    A point (RFC 7946 section 3.1.2): longitude, latitude in degrees, WGS 84.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    type: Literal["Point"]
    """
    What kind of object it is (RFC 7946).
    """
    coordinates: Annotated[
        list[float], Field(examples=[[26.56, 41.68]], max_length=2, min_length=2)
    ]
    """
    Longitude and latitude in degrees, as RFC 7946 has them.
    """


class MapProperties(BaseModel):
    """
    What a map shows of a place.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: str
    """
    Its id; it never changes.
    """
    kind: str
    """
    Which kind it is. An open list: accept values that you do not know.
    """
    name: str
    """
    In the language of the answer.
    """
    name_language: str | None = None
    """
    BCP 47 tag of the name, where it is not the answer's; `und`: not known, `und-Latn`: in Latin letters.
    """
    slug: str
    """
    Readable name in addresses.
    """
    releases: int
    """
    Releases of the selection, here and in places within.
    """
    code: Annotated[str | None, Field(examples=["TR-22"])]
    """
    ISO 3166-1 alpha-2, ISO 3166-2 or UN M49, if it has one.
    """
    country: Annotated[str | None, Field(examples=["TR"])]
    """
    The country that it is or lies in (ISO 3166-1 alpha-2).
    """
    parent: Annotated[str | None, Field(examples=["TR-22"])]
    """
    Id of the place that it lies in; null for the world.
    """
    url: str
    """
    The place.
    """


class MediaRendition(BaseModel):
    """
    A smaller picture.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    media_type: str
    """
    IANA media type.
    """
    url: str
    """
    Its address.
    """
    width: int | None
    """
    Pixels.
    """
    height: int | None
    """
    Pixels.
    """
    bytes: int
    """
    Length.
    """
    name: str
    """
    `thumb`, `small`, `large`, `page1`; further names may be added.
    """


class MonthValue(BaseModel):
    """
    A month with the releases that are known by it or better; or `unknown`, without a date.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    value: Annotated[str, Field(examples=["en"])]
    """
    What the filter of this name takes.
    """
    label: Annotated[str, Field(examples=["English"])]
    """
    In the language of the answer.
    """
    label_language: Annotated[str | None, Field(examples=["und-Latn"])] = None
    """
    BCP 47 tag of the label, where it is not the answer's; `und`: not known, `und-Latn`: in Latin letters.
    """
    releases: Annotated[int, Field(examples=[12])]
    """
    Releases of the selection with this value.
    """
    possible: Annotated[int, Field(examples=[12])]
    """
    The total of the list with this value: it also finds releases that are known by their year alone, and may be of this month.
    """


class NewsroomFormats(BaseModel):
    """
    The formats that releases come in, beside JSON.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    lists: list[FormatOffer]
    """
    Of lists, under any filters.
    """
    releases: list[FormatOffer]
    """
    Of one release.
    """


class NewsroomLimits(BaseModel):
    """
    How much one request may ask for.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    page: Annotated[int, Field(examples=[100])]
    """
    The largest `limit` of a list of releases.
    """
    page_default: Annotated[int, Field(examples=[20])]
    """
    Its `limit` if none is given.
    """
    filter_values: Annotated[int, Field(examples=[100])]
    """
    Values of one filter at most.
    """
    query_characters: Annotated[int, Field(examples=[500])]
    """
    Characters of `q` at most.
    """
    facet_places: Annotated[int, Field(examples=[1000])]
    """
    The largest `facet.location.limit`.
    """


class NewsroomLinks(BaseModel):
    """
    Addresses of this installation.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    self: str
    """
    This answer.
    """
    releases: str
    """
    The list of releases, which takes all filters.
    """
    facets: str
    """
    How many releases each value of a filter has.
    """
    locations: str
    """
    Places, and their completion while a name is typed.
    """
    map: str
    """
    Places of a selection as GeoJSON.
    """
    themes: str
    """
    The tree of themes.
    """
    organisations: str
    """
    Who issues releases.
    """
    feeds: str
    """
    The list of feeds as OPML.
    """
    changes: str
    """
    The stream of changes.
    """
    hub: str
    """
    The WebSub hub that feeds name.
    """
    sitemap: str
    """
    The index of sitemaps.
    """
    openapi: str
    """
    The contract of this API (OpenAPI).
    """
    docs: str
    """
    The reference page for people.
    """
    health: str
    """
    Whether this installation can be read and written.
    """


class OrganisationReference(BaseModel):
    """
    An organisation that another is part of.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(examples=["iom"])]
    """
    Lasting id, the value for the `organisation` filter.
    """
    name: Annotated[str, Field(examples=["International Organization for Migration (IOM)"])]
    """
    In the language of the answer's labels.
    """
    names: dict[str, str] | None = {}
    """
    The name by language (BCP 47). In `profile=full` or with `include=labels`.
    """
    name_language: Annotated[str | None, Field(examples=["en"])] = None
    """
    The language of `name` (BCP 47, `und` where it is not known). Only there when it is not the language of the answer.
    """


class PlaceBelow(BaseModel):
    """
    A place directly in another, with the number of its releases.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(examples=["TR-22"])]
    """
    A value for the `location` filter.
    """
    kind: str
    """
    `region`, `country`, `division`, `city`, `site`; further kinds may be added.
    """
    name: Annotated[str, Field(examples=["Edirne"])]
    """
    In the language of the answer.
    """
    name_language: str | None = None
    """
    BCP 47 tag of the name, where it is not the answer's; `und`: not known, `und-Latn`: in Latin letters.
    """
    code: str | None
    """
    ISO 3166-1 alpha-2, ISO 3166-2 or UN M49, if it has one.
    """
    releases: int
    """
    Public releases of this place and of the places in it.
    """
    url: str
    """
    The address of the place.
    """


class PlaceCounts(BaseModel):
    """
    Public releases of a place and of the places in it.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    total: int
    """
    By dateline or by what they are about.
    """
    dateline: int
    """
    Dated from there: `location.role=dateline`.
    """
    about: int
    """
    About it: `location.role=about`.
    """


class PlaceReference(BaseModel):
    """
    A place that contains another.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(examples=["TR-22"])]
    """
    Lasting id, the value for the `location` filter.
    """
    kind: Annotated[str, Field(examples=["division"])]
    """
    `region`, `country`, `division`, `city`, `site`; further kinds may be added.
    """
    name: Annotated[str, Field(examples=["Edirne"])]
    """
    In the language of the answer's labels.
    """
    code: Annotated[str | None, Field(examples=["TR-22"])]
    """
    ISO 3166-1 alpha-2, ISO 3166-2 or UN M49, where the place has one.
    """
    name_language: Annotated[str | None, Field(examples=["en"])] = None
    """
    The language of `name` (BCP 47, `und` where it is not known). Only there when it is not the language of the answer.
    """


class PlaceValue(BaseModel):
    """
    A place with its number of releases, those of the places in it counted too.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    value: Annotated[str, Field(examples=["en"])]
    """
    What the filter of this name takes.
    """
    label: Annotated[str, Field(examples=["English"])]
    """
    In the language of the answer.
    """
    label_language: Annotated[str | None, Field(examples=["und-Latn"])] = None
    """
    BCP 47 tag of the label, where it is not the answer's; `und`: not known, `und-Latn`: in Latin letters.
    """
    releases: Annotated[int, Field(examples=[12])]
    """
    Releases of the selection with this value.
    """
    kind: Annotated[str, Field(examples=["country"])]
    """
    `region` (UN M49), `country` (ISO 3166-1), `division` (such as a province or state), `city`, or `site`: a camp, border crossing or other place without a town.
    """
    code: str | None
    """
    ISO 3166-1 alpha-2, ISO 3166-2 or UN M49, if any.
    """
    parent: str | None
    """
    Id of the place that it stands below.
    """
    narrower: list[PlaceValue]
    """
    The places in it that are shown, the most frequent first.
    """


class PlacesMeta(BaseModel):
    """
    What a list of places says of itself.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    total: int
    """
    How many places match; with `unused` those that are shown are counted alone.
    """
    language: Annotated[str, Field(examples=["en"])]
    """
    The language of the names (BCP 47).
    """


class Problem(BaseModel):
    """
    An error in the form of RFC 9457. Further members depend on its `code`.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    type: str
    """
    Address of the page that explains the type of problem.
    """
    code: str
    """
    The type in short, the last part of its address. The list is closed: branch on this.
    """
    title: str
    """
    The same for every problem of the type.
    """
    status: Annotated[int, Field(ge=400, le=599)]
    """
    The HTTP status of the answer.
    """
    detail: str
    """
    What happened this time, for people.
    """
    instance: str
    """
    Names the request in the server's log.
    """
    index: Annotated[int | None, Field(ge=0)] = None
    """
    In a batch that is done as a whole or not at all: the place of the act that stopped it, from 0. Else absent.
    """


class ProblemTypePage(BaseModel):
    """
    One type of problem.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    type: str
    """
    Address of this page, the `type` of such problems.
    """
    title: str
    """
    The same for every problem of the type.
    """
    status: int
    """
    The HTTP status of such a problem.
    """
    explanation: str
    """
    What it means and what to do about it.
    """


class Profile(RootModel[Literal["card", "full"]]):
    root: Literal["card", "full"]
    """
    How much is shown of a release. Closed.
    """


class RelatedLinks(BaseModel):
    """
    Where the answer and the release are.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    self: str
    """
    The address of this answer.
    """
    release: str
    """
    The lasting address of the release that they are near to.
    """


class RelatedMeta(BaseModel):
    """
    What the answer says of itself.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    total: Annotated[int, Field(examples=[5])]
    """
    How many were found, at most `limit`.
    """
    limit: Annotated[int, Field(examples=[5])]
    """
    How many `data` holds at most.
    """
    language: Annotated[str, Field(examples=["en"])]
    """
    The language of names, labels and `date_text` (BCP 47). One in another says so beside it.
    """


class ReleaseLink(BaseModel):
    """
    A further address that belongs to the release.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    url: str
    """
    Where it leads.
    """
    title: str
    """
    What is there, in the language of the release.
    """


class ReleaseTranslation(BaseModel):
    """
    Another public release of the same story, and where it is.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: UUID
    """
    The release.
    """
    language: Annotated[str, Field(examples=["tr"])]
    """
    The language of its text (BCP 47).
    """
    title: str
    """
    Its headline, in its own language.
    """
    slug: Annotated[str, Field(examples=["kis-malzemeleri-edirnede"])]
    """
    Its slug.
    """
    version: Annotated[int, Field(examples=[1], ge=1)]
    """
    The version in which its words last became public.
    """
    url: str
    """
    Its lasting address.
    """
    web_url: str
    """
    The address for people.
    """


class ReplayInput(BaseModel):
    """
    From where on events are sent again.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    since: AwareDatetime
    """
    Facts from this instant on are told again.
    """


class RequestTimeoutProblem(Problem):
    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    code: Literal["request-timeout"]
    """
    The type in short.
    """


class SecretRotate(BaseModel):
    """
    How long the secret of now signs beside the new one.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    overlap_hours: Annotated[int | None, Field(ge=0, le=720)] = 24
    """
    Hours in which both secrets sign.
    """


class SelfLink(BaseModel):
    """
    The address of this answer.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    self: str
    """
    Address of this answer.
    """


class ShownOnceProblem(Problem):
    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    code: Literal["shown-once"]
    """
    The type in short.
    """


class Sort(
    RootModel[Literal["-published_at", "published_at", "-modified_at", "modified_at", "relevance"]]
):
    root: Literal["-published_at", "published_at", "-modified_at", "modified_at", "relevance"]
    """
    Orders of a list. Closed.
    """


class Change(BaseModel):
    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    act: str
    """
    What was done, such as `edit`.
    """
    revision: int
    """
    Number of the revision that it made.
    """
    at: AwareDatetime
    """
    When, in UTC.
    """
    author: str
    """
    Who did it.
    """
    fields: list[str]
    """
    The members that an edit changed; empty for other acts.
    """


class StaleProblem(Problem):
    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    code: Literal["stale"]
    """
    The type in short.
    """
    etag: str
    """
    The current entity tag, as `ETag` has it.
    """
    changes: list[Change] | None = None
    """
    What was done since, the oldest first; absent if unknown.
    """


class SubscriptionCreate(BaseModel):
    """
    A receiver of events.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    url: Annotated[str, Field(max_length=2000, min_length=1)]
    """
    Where events are sent by POST: https, a host name of the public internet, port 443, 4443, 8443 or 9443; no user name, no fragment.
    """
    selection: Annotated[str | None, Field(max_length=2000, min_length=0)] = ""
    """
    Which releases: the filters of `/v1/releases` as they stand in its address. Empty is all.
    """
    kinds: Annotated[
        list[Literal["published", "updated", "corrected", "withdrawn", "left"]] | None,
        Field(max_length=5, min_length=1),
    ] = ["published", "updated", "corrected", "withdrawn", "left"]
    """
    What is told; `withdrawn` is always among it. Of a release whose text was sent, `corrected` is told too, whatever stands here.
    """
    format: Literal["json", "ninjs"] | None = "json"
    """
    How a release is written: `json` as `/v1/changes` does, or `ninjs` 3.1.
    """
    description: Annotated[str | None, Field(max_length=300, min_length=1)] = None
    """
    For people: what it is for.
    """


class SubscriptionHealth(BaseModel):
    """
    How a receiver fares, and what is to be done.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    last_success_at: AwareDatetime | None
    """
    When a try succeeded last; null before the first.
    """
    last_failure_at: AwareDatetime | None
    """
    When a try failed last; null when none did.
    """
    last_failure: str | None
    """
    `status-503` and the like, `timeout`, `no-connection`, `name-not-found`, `address-not-allowed`, `tls`, `answer-broken`, `challenge-not-answered`, `selection-not-valid`. An open list.
    """
    failures_in_a_row: int
    """
    How many tries have failed since the last success.
    """
    failing_since: AwareDatetime | None
    """
    When the first of the failures in a row happened; null without any.
    """
    backlog: int
    """
    Events that wait to be delivered.
    """
    next_try_at: AwareDatetime | None
    """
    When something is sent next, at the earliest.
    """
    remedy: str | None
    """
    What to do so that events flow; null when they do.
    """


class SubscriptionLimitProblem(Problem):
    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    code: Literal["subscription-limit"]
    """
    The type in short.
    """
    limit: int
    """
    The most that one key may have.
    """


class SubscriptionNotInThisStateProblem(Problem):
    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    code: Literal["subscription-not-in-this-state"]
    """
    The type in short.
    """
    state: str
    """
    The state that the subscription is in.
    """
    remedy: str | None
    """
    What would help; null where nothing does.
    """


class SubscriptionPatch(BaseModel):
    """
    What is to be another; what is left out stays.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    url: Annotated[str | None, Field(max_length=2000, min_length=1)] = None
    """
    Where events are sent by POST: https, a host name of the public internet, port 443, 4443, 8443 or 9443; no user name, no fragment. A new one is verified first.
    """
    selection: Annotated[str | None, Field(max_length=2000, min_length=0)] = None
    """
    Which releases: the filters of `/v1/releases` as they stand in its address. Empty is all.
    """
    kinds: Annotated[
        list[Literal["published", "updated", "corrected", "withdrawn", "left"]] | None,
        Field(max_length=5, min_length=1),
    ] = None
    """
    What is told; `withdrawn` is always among it. Of a release whose text was sent, `corrected` is told too, whatever stands here.
    """
    format: Literal["json", "ninjs"] | None = None
    """
    How a release is written: `json` as `/v1/changes` does, or `ninjs` 3.1.
    """
    description: Annotated[str | None, Field(max_length=300, min_length=1)] = None
    """
    Null takes it away.
    """


class TestedSubscription(BaseModel):
    """
    Which subscription is tried out.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    subscription_id: UUID
    """
    Id of the subscription.
    """


class ThemeDetail(CountedTheme):
    """
    A theme with its neighbours in the tree.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    labels: dict[str, str]
    """
    The label by language (BCP 47).
    """
    language: Annotated[str, Field(examples=["en"])]
    """
    The language of the labels (BCP 47).
    """
    ancestors: list[LabelledTheme]
    """
    Wider themes, the nearest first.
    """
    narrower: list[LabelledTheme]
    """
    Themes directly below.
    """


class ThemeEntry(CountedTheme):
    """
    A theme, its place in the tree, and how many releases it has.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    labels: dict[str, str]
    """
    The label by language (BCP 47).
    """


class ThemeList(BaseModel):
    """
    The themes in the order of their tree, wider ones before narrower ones.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    data: list[ThemeEntry]
    """
    The entries, in the order that the address names.
    """
    meta: LabelledMeta
    """
    What is to be said of the answer as a whole.
    """
    links: SelfLink
    """
    Addresses of this page and of its neighbours.
    """


class ThemeListForm(RootModel[Literal["flat", "tree"]]):
    root: Literal["flat", "tree"]
    """
    How the themes are listed. Closed.
    """


class ThemeNode(CountedTheme):
    """
    A theme with those that it contains.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    labels: dict[str, str]
    """
    The label by language (BCP 47).
    """
    narrower: list[ThemeNode]
    """
    Themes directly below, each so again.
    """


class ThemeReference(BaseModel):
    """
    A theme that contains another.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(examples=["migration-displacement"])]
    """
    Lasting id, the value for the `theme` filter.
    """
    label: Annotated[str, Field(examples=["Migration and displacement"])]
    """
    In the language of the answer's labels.
    """
    label_language: Annotated[str | None, Field(examples=["en"])] = None
    """
    The language of `label` (BCP 47, `und` where it is not known). Only there when it is not the language of the answer.
    """


class ThemeTree(BaseModel):
    """
    The themes at the top, each with those that it contains.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    data: list[ThemeNode]
    """
    The entries, in the order that the address names.
    """
    meta: LabelledMeta
    """
    What is to be said of the answer as a whole.
    """
    links: SelfLink
    """
    Addresses of this page and of its neighbours.
    """


class ThemeValue(BaseModel):
    """
    A theme with its number of releases, those of narrower themes counted too.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    value: Annotated[str, Field(examples=["en"])]
    """
    What the filter of this name takes.
    """
    label: Annotated[str, Field(examples=["English"])]
    """
    In the language of the answer.
    """
    label_language: Annotated[str | None, Field(examples=["und-Latn"])] = None
    """
    BCP 47 tag of the label, where it is not the answer's; `und`: not known, `und-Latn`: in Latin letters.
    """
    releases: Annotated[int, Field(examples=[12])]
    """
    Releases of the selection with this value.
    """
    narrower: list[ThemeValue]
    """
    The themes below that have releases; with `facet.zero` all.
    """


class TooManySubscriptionsProblem(Problem):
    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    code: Literal["too-many-subscriptions"]
    """
    The type in short.
    """


class Translation(BaseModel):
    """
    Another public release of the same story.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: UUID
    """
    The release.
    """
    language: Annotated[str, Field(examples=["tr"])]
    """
    The language of its text (BCP 47).
    """
    title: str
    """
    Its headline, in its own language.
    """
    slug: Annotated[str, Field(examples=["kis-malzemeleri-edirnede"])]
    """
    Its slug.
    """
    version: Annotated[int, Field(examples=[1], ge=1)]
    """
    The version in which its words last became public.
    """


class UnauthenticatedProblem(Problem):
    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    code: Literal["unauthenticated"]
    """
    The type in short.
    """


class UnavailableProblem(Problem):
    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    code: Literal["unavailable"]
    """
    The type in short.
    """


class UnsupportedMediaTypeProblem(Problem):
    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    code: Literal["unsupported-media-type"]
    """
    The type in short.
    """
    supported: list[str] | None = None
    """
    The media types that are taken; absent for a coding.
    """


class VersionEntry(BaseModel):
    """
    One public change of a release.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    version: Annotated[int, Field(examples=[2])]
    """
    The version that it made.
    """
    kind: Annotated[str, Field(examples=["corrected"])]
    """
    `published`, `updated`, `corrected`, `withdrawn`; an open list.
    """
    at: AwareDatetime
    """
    When it became public.
    """
    note: str | None
    """
    The note that readers saw.
    """


class VersionLinks(BaseModel):
    """
    Where the history and the release are.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    self: str
    """
    The address of this answer.
    """
    release: str
    """
    The lasting address of the release.
    """


class VersionMeta(BaseModel):
    """
    What the history of a release says of itself.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    total: Annotated[int, Field(examples=[2])]
    """
    How many versions there are.
    """
    release_id: UUID
    """
    The release.
    """


class YearValue(BaseModel):
    """
    A year, or `unknown` for releases without a date; each release is in one of these.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    value: Annotated[str, Field(examples=["en"])]
    """
    What the filter of this name takes.
    """
    label: Annotated[str, Field(examples=["English"])]
    """
    In the language of the answer.
    """
    label_language: Annotated[str | None, Field(examples=["und-Latn"])] = None
    """
    BCP 47 tag of the label, where it is not the answer's; `und`: not known, `und-Latn`: in Latin letters.
    """
    releases: Annotated[int, Field(examples=[12])]
    """
    Releases of the selection with this value.
    """
    year_only: Annotated[int, Field(examples=[0])]
    """
    Those of them that are known by their year alone. They are in no month: the months of a year and this make the year.
    """


class BodyTooLargeProblem(Problem):
    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    code: Literal["body-too-large"]
    """
    The type in short.
    """
    limit_bytes: int
    """
    The most bytes that are taken.
    """


class Contact(BaseModel):
    """
    Whom journalists may ask.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    name: Annotated[str, Field(examples=["Press office"])]
    """
    A person or a desk.
    """
    role: str | None
    """
    In the language of the release.
    """
    email: Annotated[str | None, Field(examples=["press@relief.example"])]
    """
    E-mail address.
    """
    phone: str | None
    """
    As it was written.
    """
    phone_uri: Annotated[str | None, Field(examples=["tel:+41227179111;ext=22"])] = None
    """
    E.164 number with its extension, as a link (RFC 3966); null where `phone` could not be read.
    """
    phone_international: Annotated[str | None, Field(examples=["+41 22 717 91 11 ext. 22"])] = None
    """
    The same to be read (E.123).
    """
    languages: Annotated[list[str] | None, Field(examples=[["en", "fr"]])] = []
    """
    Languages spoken there (BCP 47).
    """
    hours: Hours | None = None
    """
    When somebody answers; null when nobody said.
    """


class CountedPlace(BaseModel):
    """
    A place with the number of its releases.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(examples=["TR-22"])]
    """
    A value for the `location` filter.
    """
    kind: str
    """
    `region`, `country`, `division`, `city`, `site`; further kinds may be added.
    """
    name: Annotated[str, Field(examples=["Edirne"])]
    """
    In the language of the answer.
    """
    name_language: str | None = None
    """
    BCP 47 tag of the name, where it is not the answer's; `und`: not known, `und-Latn`: in Latin letters.
    """
    code: str | None
    """
    ISO 3166-1 alpha-2, ISO 3166-2 or UN M49, if it has one.
    """
    slug: Annotated[str, Field(examples=["edirne"])]
    """
    Its name in an address.
    """
    country: str | None
    """
    ISO 3166-1 alpha-2.
    """
    coordinates: Coordinates | None
    """
    Null for an area.
    """
    parent: str | None
    """
    Id of the place that it lies in; null for the world.
    """
    ancestors: list[LabelledPlace]
    """
    The nearest first.
    """
    releases: int
    """
    Public releases of this place and of the places in it.
    """
    matched: str | None
    """
    With `q`: the name that begins so.
    """
    url: str
    """
    The address of the place.
    """


class FacetMeta(BaseModel):
    """
    What a count of facets says of itself.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    total: Annotated[int, Field(examples=[8])]
    """
    Releases of the whole selection.
    """
    language: Annotated[str, Field(examples=["en"])]
    """
    The language of the labels (BCP 47).
    """
    filters: list[AppliedFilter]
    """
    The filters of the selection as they were understood, with words for chips.
    """
    hints: list[Hint] | None = None
    """
    Only there when something else was probably meant.
    """


class Facets(BaseModel):
    """
    The facets that were asked for; the others are missing.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    location: list[PlaceValue] | None = None
    """
    The tree, the most frequent places first. What a place that is shown lies in is shown too.
    """
    theme: list[ThemeValue] | None = None
    """
    The tree, in the order of the taxonomy.
    """
    kind: list[FacetValue] | None = None
    """
    Kinds of releases.
    """
    language: list[FacetValue] | None = None
    """
    A tag contains its longer forms, as the filter does: `en` counts `en-GB`.
    """
    organisation: list[FacetValue] | None = None
    """
    Organisations that issued releases.
    """
    year: list[YearValue] | None = None
    """
    In order. Years and months are those of the newsroom's time zone, or of `tz`, and values of the filter `date`. The last value may be `unknown`.
    """
    month: list[MonthValue] | None = None
    """
    In order; only those that have releases. With `facet.zero` also those between, of years too.
    """


class ForbiddenProblem(Problem):
    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    code: Literal["forbidden"]
    """
    The type in short.
    """
    scope: str | None = None
    """
    The scope that the key lacks, if that is why.
    """


class IdempotencyKeyInUseProblem(Problem):
    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    code: Literal["idempotency-key-in-use"]
    """
    The type in short.
    """


class IdempotencyKeyReusedProblem(Problem):
    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    code: Literal["idempotency-key-reused"]
    """
    The type in short.
    """


class InternalProblem(Problem):
    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    code: Literal["internal"]
    """
    The type in short.
    """


class InvalidProblem(Problem):
    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    code: Literal["invalid"]
    """
    The type in short.
    """
    errors: list[Fault]
    """
    Every fault that was found.
    """


class Issuer(BaseModel):
    """
    An organisation, what it is part of, and how many releases it has.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(examples=["iom"])]
    """
    A value for the `organisation` filter.
    """
    name: Annotated[str, Field(examples=["Relief Network"])]
    """
    In the language of the answer.
    """
    name_language: str | None = None
    """
    BCP 47 tag of the name, where it is not the answer's; `und`: not known, `und-Latn`: in Latin letters.
    """
    names: dict[str, str]
    """
    The name by language (BCP 47).
    """
    parent: str | None
    """
    Id of what it is directly part of.
    """
    home_page: str | None
    """
    Address of its own site; null without one.
    """
    logo: str | None
    """
    Address of a picture, with https; null without one.
    """
    postal_address: str | None
    """
    As it is written on a letter; null without one.
    """
    accounts: list[Account]
    """
    Its accounts on social networks.
    """
    contacts: list[Contact]
    """
    Whom the press may ask; empty when nobody is named.
    """
    releases: int
    """
    Public releases of the selection that it, or a part of it, issued.
    """
    url: str
    """
    The address of the organisation.
    """


class IssuerList(BaseModel):
    """
    The organisations that public releases name, each followed by its parts.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    data: list[Issuer]
    """
    The entries, in the order that the address names.
    """
    meta: LabelledMeta
    """
    What is to be said of the answer as a whole.
    """
    links: SelfLink
    """
    Addresses of this page and of its neighbours.
    """


class MalformedRequestProblem(Problem):
    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    code: Literal["malformed-request"]
    """
    The type in short.
    """


class MapFeature(BaseModel):
    """
    A place of the selection (RFC 7946 section 3.2).
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    type: Literal["Feature"]
    """
    What kind of object it is (RFC 7946).
    """
    id: str
    """
    Its id; it never changes.
    """
    geometry: MapPoint
    """
    Where it lies.
    """
    properties: MapProperties
    """
    What is known of the place.
    """


class MapPlaces(BaseModel):
    """
    Places of a selection with their counts (RFC 7946 section 3.3), the most used first.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    type: Literal["FeatureCollection"]
    """
    What kind of object it is (RFC 7946).
    """
    features: list[MapFeature]
    """
    The places, each as a feature.
    """
    language: Annotated[str, Field(examples=["en"])]
    """
    The language of the names (BCP 47).
    """
    attribution: str
    """
    What has to be printed beside the map.
    """


class Media(BaseModel):
    """
    A picture or another file of a release.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    media_type: str
    """
    IANA media type.
    """
    url: str
    """
    Its address.
    """
    width: int | None
    """
    Pixels.
    """
    height: int | None
    """
    Pixels.
    """
    bytes: int
    """
    Length.
    """
    id: UUID
    """
    Of the file.
    """
    kind: str
    """
    `image`, `document`, `video` or `audio`.
    """
    file_name: str
    """
    To save it by.
    """
    alt: str | None
    """
    What is to be seen.
    """
    caption: str | None
    """
    Printed below.
    """
    credit: str | None
    """
    Whose it is.
    """
    licence: str | None
    """
    Terms of use, or their address.
    """
    rights_end: date_aliased | None
    """
    The last day to use it.
    """
    focal_point: FocalPoint | None
    """
    Null: the middle.
    """
    renditions: list[MediaRendition]
    """
    Smaller forms of it.
    """


class Newsroom(BaseModel):
    """
    A newsroom, in the language of the reader.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    title: Annotated[str, Field(examples=["Dateline"])]
    """
    Its name, as its feeds are called.
    """
    url: Annotated[str, Field(examples=["https://press.example"])]
    """
    The address that all addresses of this API begin with.
    """
    site_url: Annotated[str | None, Field(examples=["https://www.example.org/"])]
    """
    The home page of its own site; null if it has named none.
    """
    time_zone: Annotated[str, Field(examples=["Europe/Istanbul"])]
    """
    IANA name of its zone: dates of releases are days there.
    """
    default_language: Annotated[str, Field(examples=["en"])]
    """
    The language of labels if nobody asks for another (BCP 47).
    """
    language: Annotated[str, Field(examples=["tr"])]
    """
    The language of the labels here (BCP 47).
    """
    languages: list[FacetValue]
    """
    The languages that it has releases in, the most frequent first; a tag includes its longer forms, as the filter `language` does.
    """
    kinds: list[LabelledValue]
    """
    The kinds of releases, as the filter `kind` takes them; more may be added.
    """
    attribution: list[Attribution]
    """
    What has to be printed, and where.
    """
    formats: NewsroomFormats
    """
    The formats beside JSON.
    """
    limits: NewsroomLimits
    """
    Bounds that a client keeps to.
    """
    links: NewsroomLinks
    """
    Where everything is.
    """


class NotAcceptableProblem(Problem):
    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    code: Literal["not-acceptable"]
    """
    The type in short.
    """
    available: list[str]
    """
    The media types on offer.
    """


class NotFoundProblem(Problem):
    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    code: Literal["not-found"]
    """
    The type in short.
    """
    suggestion: str | None = None
    """
    The nearest address of this interface; absent where none is near.
    """


class Notice(BaseModel):
    """
    Why a release was withdrawn. It holds none of the withdrawn text.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    release_id: UUID
    """
    The release that was withdrawn.
    """
    kind: Literal["gone", "replaced", "kept"]
    """
    `gone`: nothing of it is left; `replaced`: another took its place; `kept`: its text can still be read under this notice.
    """
    text: Annotated[str, Field(examples=["Issued in error."])]
    """
    The reason, for readers.
    """
    withdrawn_at: AwareDatetime
    """
    When it was withdrawn.
    """
    version: Annotated[int, Field(examples=[2])]
    """
    The version that the withdrawal made.
    """
    replaced_by: UUID | None
    """
    The release that took its place, if one did.
    """


class Organisation(BaseModel):
    """
    Who issued the release, or is named in it as a partner.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(examples=["iom"])]
    """
    Lasting id, the value for the `organisation` filter.
    """
    name: Annotated[str, Field(examples=["International Organization for Migration (IOM)"])]
    """
    In the language of the answer's labels.
    """
    names: dict[str, str] | None = {}
    """
    The name by language (BCP 47). In `profile=full` or with `include=labels`.
    """
    home_page: str | None = None
    """
    Its own site.
    """
    logo: str | None = None
    """
    The address of a picture.
    """
    ancestors: Annotated[list[OrganisationReference] | None, Field(validate_default=True)] = []
    """
    What it is part of, the nearest first. In `profile=full` or with `include=ancestors`.
    """
    name_language: Annotated[str | None, Field(examples=["en"])] = None
    """
    The language of `name` (BCP 47, `und` where it is not known). Only there when it is not the language of the answer.
    """


class Place(BaseModel):
    """
    A place with everything that contains it, the nearest first.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(examples=["TR-22"])]
    """
    Lasting id, the value for the `location` filter.
    """
    kind: Annotated[str | None, Field(examples=["division"])] = None
    """
    `region`, `country`, `division`, `city`, `site`; further kinds may be added.
    """
    name: Annotated[str, Field(examples=["Edirne"])]
    """
    In the language of the answer's labels.
    """
    code: Annotated[str | None, Field(examples=["TR-22"])] = None
    """
    ISO 3166-1 alpha-2, ISO 3166-2 or UN M49, where the place has one.
    """
    slug: Annotated[str | None, Field(examples=["edirne"])] = None
    """
    Readable id, a value of the filter too.
    """
    country: Annotated[str | None, Field(examples=["TR"])]
    """
    ISO 3166-1 alpha-2.
    """
    coordinates: Coordinates | None = None
    """
    A point in it; null for countries and regions.
    """
    ancestors: list[PlaceReference] | None = None
    """
    What it lies in, the nearest first. In `profile=full` or with `include=ancestors`.
    """
    name_language: Annotated[str | None, Field(examples=["en"])] = None
    """
    The language of `name` (BCP 47, `und` where it is not known). Only there when it is not the language of the answer.
    """


class PlaceDetail(CountedPlace):
    """
    A place with its names, its counts, and the places in it.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    language: Annotated[str, Field(examples=["en"])]
    """
    The language of the names (BCP 47).
    """
    names: dict[str, str]
    """
    By language (BCP 47), as far as they are known; `und-Latn` is a name in Latin letters whose language nobody tells.
    """
    other_names: list[str]
    """
    Further names that it is found by, in any language.
    """
    timezone: Annotated[str | None, Field(examples=["Europe/Istanbul"])]
    """
    IANA time zone.
    """
    counts: PlaceCounts
    """
    Number of releases, in all and by how it is named in them.
    """
    children: list[PlaceBelow]
    """
    The places directly in it that public releases have, the most used first.
    """


class PlaceEntry(CountedPlace):
    """
    A place, what contains it, and how many releases it has.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )


class PlaceList(BaseModel):
    """
    Places with counts; without `q` and other filters the parent of each is in the list too.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    data: list[PlaceEntry]
    """
    The entries, in the order that the address names.
    """
    meta: PlacesMeta
    """
    What is to be said of the answer as a whole.
    """
    links: SelfLink
    """
    Addresses of this page and of its neighbours.
    """


class PreconditionRequiredProblem(Problem):
    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    code: Literal["precondition-required"]
    """
    The type in short.
    """


class PressContact(Contact):
    """
    A contact, and who may know it.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    audience: Literal["public", "partners"] | None = "public"
    """
    Who may know it: `public`, or `partners` that have a key.
    """


class ProblemTypeList(BaseModel):
    """
    Every type of problem.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    data: list[ProblemTypePage]
    """
    The entries, in the order that the address names.
    """


class ReleaseContacts(BaseModel):
    """
    The contacts of one release, in its order.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    data: list[PressContact]
    """
    The entries, in the order that the address names.
    """
    meta: dict[str, int]
    """
    What is to be said of the answer as a whole.
    """
    links: dict[str, str]
    """
    Addresses of this page and of its neighbours.
    """


class ReleasePlace(Place):
    """
    A place of a release, and why it is one.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    roles: Annotated[
        list[Literal["dateline", "about"]] | None,
        Field(examples=[["dateline", "about"]]),
    ] = None
    """
    `dateline`, `about`, or both.
    """


class ReleaseTheme(BaseModel):
    """
    A theme of a release, with who assigned it and the wider themes, the nearest first.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(examples=["migration-displacement"])]
    """
    Lasting id, the value for the `theme` filter.
    """
    label: Annotated[str, Field(examples=["Migration and displacement"])]
    """
    In the language of the answer's labels.
    """
    labels: Annotated[
        dict[str, str] | None,
        Field(examples=[{"en": "Migration and displacement", "tr": "Göç ve yerinden edilme"}]),
    ] = None
    """
    The label by language (BCP 47). In `profile=full` or with `include=labels`.
    """
    assigned_by: Annotated[str | None, Field(examples=["rule"])] = None
    """
    `person` or `rule`.
    """
    iptc: Annotated[list[str] | None, Field(examples=[["medtop:20000771"]])] = None
    """
    IPTC Media Topics of the same or nearly the same meaning.
    """
    ancestors: list[ThemeReference] | None = None
    """
    The wider themes, the nearest first. In `profile=full` or with `include=ancestors`.
    """
    label_language: Annotated[str | None, Field(examples=["en"])] = None
    """
    The language of `label` (BCP 47, `und` where it is not known). Only there when it is not the language of the answer.
    """


class Subscription(BaseModel):
    """
    A subscription, without its secret.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: UUID
    """
    Its id; it never changes.
    """
    etag: str
    """
    Send it as `If-Match` to change the subscription.
    """
    url: str
    """
    Where events are sent.
    """
    selection: str
    """
    In its canonical spelling.
    """
    kinds: list[str]
    """
    The kinds of facts that are told.
    """
    format: str
    """
    How `data` of an event is written.
    """
    description: str | None
    """
    In the words of whom it belongs to; null without any.
    """
    state: str
    """
    `unverified`, `active`, `failing`, `paused`, `suspended`, `ended`. An open list.
    """
    created_at: AwareDatetime
    """
    When it was made, in UTC.
    """
    verified_at: AwareDatetime | None
    """
    When the challenge was answered.
    """
    secret_overlap_until: AwareDatetime | None
    """
    Until then the former secret signs too.
    """
    health: SubscriptionHealth
    """
    How deliveries have gone.
    """


class SubscriptionList(BaseModel):
    """
    Subscriptions of the caller, the oldest first; an administrator sees all.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    data: list[Subscription]
    """
    The entries, in the order that the address names.
    """


class TestEvent(BaseModel):
    """
    An event that was asked for to try the receiver.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    type: Literal["subscription.test"]
    """
    The type of event.
    """
    timestamp: AwareDatetime
    """
    When it was asked for.
    """
    data: TestedSubscription
    """
    The subscription.
    """


class VersionList(BaseModel):
    """
    The public history of a release, the oldest first.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    data: list[VersionEntry]
    """
    All changes, the oldest first.
    """
    meta: VersionMeta
    """
    What the answer says of itself.
    """
    links: VersionLinks
    """
    Addresses that belong to the answer.
    """


class WithdrawnProblem(Problem):
    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    code: Literal["withdrawn"]
    """
    The type in short.
    """
    notice: Notice
    """
    Why it was withdrawn.
    """


class Dateline(BaseModel):
    """
    The place line of a release. The body does not repeat it.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    text: Annotated[str, Field(examples=["Çeşme, Western Turkey"])]
    """
    The words as printed.
    """
    location: Place | None
    """
    The resolved place; null when it is not known.
    """


class FacetAnswer(BaseModel):
    """
    Facets alone.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    facets: Facets
    """
    The counts, by facet.
    """
    meta: FacetMeta
    """
    What is to be said of the answer as a whole.
    """
    links: FacetLinks
    """
    Addresses of this page and of its neighbours.
    """


class NewSubscription(Subscription):
    """
    A subscription with a secret just made, which cannot be shown again.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    secret: str
    """
    What signatures are checked with (Standard Webhooks 1.0.0). Keep it.
    """


class Release(BaseModel):
    """
    A release as readers get it, in one shape for every profile.

    Required are the members of a card: they are in every profile. The others are in
    `profile=full`, or come with `include`. With `fields` only the members that it names come, and
    `id`.

    A member that a release can have, such as `subtitle`, is null where it has none. A member that
    belongs to a question or a state, such as `highlights` or `notice`, is missing otherwise.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: UUID
    """
    UUID version 7; never changes, never reused.
    """
    story_id: UUID | None = None
    """
    The same for all translations of one release; no release has it as its id.
    """
    slug: Annotated[str, Field(examples=["iom-steps-up-humanitarian-response"])]
    """
    Readable name in addresses. It may change; earlier ones lead here for ever.
    """
    version: Annotated[int, Field(examples=[1], ge=1)]
    """
    Grows by one with every public change.
    """
    kind: Annotated[str, Field(examples=["press_release"])]
    """
    `press_release`, `statement`, `feature`, `event`, `media_advisory`, `remarks`; an open list: accept values that you do not know.
    """
    language: Annotated[str, Field(examples=["en"])]
    """
    The language of the text (BCP 47).
    """
    title: str
    """
    The headline, plain text.
    """
    subtitle: str | None
    """
    Plain text.
    """
    summary: str | None
    """
    Plain text: as it was written, or derived from the body, then of at most 300 characters. Null only when the body is empty too.
    """
    summary_derived: bool
    """
    True when nobody wrote a summary: `summary` is then the beginning of the body, its first paragraph or whole sentences of it.
    """
    body_html: str | None = None
    """
    The body as HTML, sanitised: it can be put into a page as it is. It has no scripts, styles, classes, forms or frames, only the elements `a abbr b bdi bdo blockquote br caption cite code dd del dfn div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p picture pre q rp rt ruby s samp small source span strong sub sup table tbody td tfoot th thead time tr u ul var` with the attributes `alt cite colspan datetime dir height href hreflang id lang media reversed rowspan scope sizes src srcset start title type value width`. Headings begin at `h2`; each `id` begins with `text-`, so that it is none of the page's own. Addresses are `http`, `https`, `mailto` or `tel`, of pictures also `data`; one that an editor wrote without a host is relative to `url`. The dateline is not in it.
    """
    body_text: str | None = None
    """
    The body as plain text: a blank line between blocks, one line for each item of a list. Without the dateline.
    """
    dateline: Dateline | None
    """
    Where the release was issued, as printed.
    """
    locations: list[ReleasePlace]
    """
    Places of the release, that of the dateline first.
    """
    themes: list[ReleaseTheme]
    """
    Themes of the taxonomy, in the order in which they were assigned.
    """
    published_at: AwareDatetime | None
    """
    The instant, or the first instant (UTC) of the day, month or year; null when unknown.
    """
    date: Annotated[str | None, Field(examples=["2019-12-18"])]
    """
    The date as far as it is known: `2019-12-18`, `2019-12` or `2019`; of an exact instant the day in the newsroom's time zone. Null when unknown.
    """
    date_precision: Literal["exact", "day", "month", "year", "unknown"]
    """
    How much of the date is known. With `unknown`, `date` and `published_at` are null.
    """
    date_bounds: DateBounds | None = None
    """
    Between which days an unknown date lies, where that could be inferred.
    """
    correction: Correction | None
    """
    The newest correction, if there was one.
    """
    usable: bool | None = None
    """
    True if partners may publish it now; see `usable_from`. Of what is public, always true.
    """
    usable_from: AwareDatetime | None = None
    """
    The instant from which on it may be published; null when that is now.
    """
    organisation: Organisation | None
    """
    Who issued the release.
    """
    partners: Annotated[list[Organisation] | None, Field(validate_default=True)] = []
    """
    Named beside it, in their order.
    """
    contacts: list[Contact] | None = None
    """
    Whom journalists may ask.
    """
    links: list[ReleaseLink] | None = None
    """
    Further addresses that belong to the release.
    """
    media: list[Media] | None = None
    """
    Pictures and files; the first picture is the lead. In `profile=full` or with `include=media`.
    """
    usage_terms: str | None = None
    """
    On which terms the text may be used.
    """
    source_url: str | None = None
    """
    Where it was published before it came here.
    """
    first_public_at: AwareDatetime | None = None
    """
    When it became public here.
    """
    modified_at: AwareDatetime
    """
    When its newest version became public here.
    """
    translations: Annotated[list[ReleaseTranslation] | None, Field(validate_default=True)] = []
    """
    The other releases of its story that are public, by language.
    """
    url: Annotated[
        str,
        Field(
            examples=["https://newsroom.example/v1/releases/0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071"]
        ),
    ]
    """
    Its lasting address: made from the id, so that no new slug changes it.
    """
    web_url: Annotated[
        str,
        Field(examples=["https://newsroom.example/news/winter-supplies-reach-edirne"]),
    ]
    """
    The address for people: on the newsroom's own site, or the page of the release here. Link to it.
    """
    kind_label: Annotated[str | None, Field(examples=["Press release"])] = None
    """
    The kind, in the language of the answer's labels.
    """
    date_text: Annotated[str, Field(examples=["December 18, 2019"])]
    """
    The date for people, in the language of the answer's labels, no more exact than it is known.
    """
    image: LeadImage | None
    """
    The lead picture; null without one.
    """
    labels_language: Annotated[str | None, Field(examples=["en"])] = None
    """
    The language of names, labels and `date_text` (BCP 47); a name in another says so beside it. Only in the answer of one release: lists say it in `meta.language`. In copies (NDJSON, `/v1/changes`, webhooks) labels are in the release's own `language`.
    """
    citation: Citation | None = None
    """
    Only there with `include=citation`.
    """
    highlights: Highlights | None = None
    """
    Only in lists with `include=highlights`.
    """
    notice: Notice | None = None
    """
    Only there when the release was withdrawn but is kept to be read.
    """
    kind_label_language: Annotated[str | None, Field(examples=["en"])] = None
    """
    The language of `kind_label` (BCP 47, `und` where it is not known). Only there when it is not the language of the answer.
    """


class ReleaseList(BaseModel):
    """
    A page of releases.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    data: list[Release]
    """
    Cards, unless `profile`, `fields` or `include` say otherwise.
    """
    facets: Facets | None = None
    """
    Only there when asked for.
    """
    meta: ListMeta
    """
    What the answer says of itself.
    """
    links: ListLinks
    """
    Addresses that belong to the answer.
    """


class UnpublishedRelease(BaseModel):
    """
    What a release will be once it is public.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: UUID
    """
    UUID version 7; never changes, never reused.
    """
    story_id: UUID
    """
    The same for all translations of one release; no release has it as its id.
    """
    slug: Annotated[str, Field(examples=["iom-steps-up-humanitarian-response"])]
    """
    Readable name in addresses. It may change; earlier ones lead here for ever.
    """
    version: Annotated[int, Field(examples=[1], ge=1)]
    """
    Grows by one with every public change.
    """
    kind: Annotated[str, Field(examples=["press_release"])]
    """
    `press_release`, `statement`, `feature`, `event`, `media_advisory`, `remarks`; an open list: accept values that you do not know.
    """
    language: Annotated[str, Field(examples=["en"])]
    """
    The language of the text (BCP 47).
    """
    title: str
    """
    The headline, plain text.
    """
    subtitle: str | None
    """
    Plain text.
    """
    summary: str | None
    """
    Plain text: as it was written, or derived from the body, then of at most 300 characters. Null only when the body is empty too.
    """
    summary_derived: bool
    """
    True when nobody wrote a summary: `summary` is then the beginning of the body, its first paragraph or whole sentences of it.
    """
    body_html: str
    """
    The body as HTML, sanitised: it can be put into a page as it is. It has no scripts, styles, classes, forms or frames, only the elements `a abbr b bdi bdo blockquote br caption cite code dd del dfn div dl dt em figcaption figure h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p picture pre q rp rt ruby s samp small source span strong sub sup table tbody td tfoot th thead time tr u ul var` with the attributes `alt cite colspan datetime dir height href hreflang id lang media reversed rowspan scope sizes src srcset start title type value width`. Headings begin at `h2`; each `id` begins with `text-`, so that it is none of the page's own. Addresses are `http`, `https`, `mailto` or `tel`, of pictures also `data`; one that an editor wrote without a host is relative to `url`. The dateline is not in it.
    """
    body_text: str
    """
    The body as plain text: a blank line between blocks, one line for each item of a list. Without the dateline.
    """
    dateline: Dateline | None
    """
    Where the release was issued, as printed.
    """
    locations: list[ReleasePlace]
    """
    Places of the release, that of the dateline first.
    """
    themes: list[ReleaseTheme]
    """
    Themes of the taxonomy, in the order in which they were assigned.
    """
    published_at: AwareDatetime | None
    """
    The instant, or the first instant (UTC) of the day, month or year; null when unknown.
    """
    date: Annotated[str | None, Field(examples=["2019-12-18"])]
    """
    The date as far as it is known: `2019-12-18`, `2019-12` or `2019`; of an exact instant the day in the newsroom's time zone. Null when unknown.
    """
    date_precision: Literal["exact", "day", "month", "year", "unknown"]
    """
    How much of the date is known. With `unknown`, `date` and `published_at` are null.
    """
    date_bounds: DateBounds | None
    """
    Between which days an unknown date lies, where that could be inferred.
    """
    correction: Correction | None
    """
    The newest correction, if there was one.
    """
    usable: bool
    """
    True if partners may publish it now; see `usable_from`. Of what is public, always true.
    """
    usable_from: AwareDatetime | None
    """
    The instant from which on it may be published; null when that is now.
    """
    organisation: Organisation | None
    """
    Who issued the release.
    """
    partners: Annotated[list[Organisation] | None, Field(validate_default=True)] = []
    """
    Named beside it, in their order.
    """
    links: list[ReleaseLink]
    """
    Further addresses that belong to the release.
    """
    media: list[Media]
    """
    Pictures and files; the first picture is the lead. In `profile=full` or with `include=media`.
    """
    usage_terms: str | None
    """
    On which terms the text may be used.
    """
    source_url: str | None
    """
    Where it was published before it came here.
    """


class ChangeEntry(BaseModel):
    """
    What happened to a release, under the filters.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    seq: int
    """
    Numbers grow in the order in which facts became public.
    """
    cursor: str
    """
    Goes on after this entry, as `since`: keep it with what you made of the entry.
    """
    kind: Annotated[str, Field(examples=["published"])]
    """
    `published`, `updated`, `corrected`, `withdrawn`, and `left`: the release no longer fits the filters. An open list: judge by `document`.
    """
    release_id: UUID
    """
    Id of the release.
    """
    version: int
    """
    The version of the release that the fact made public.
    """
    at: AwareDatetime
    """
    When, in UTC.
    """
    note: dict[str, Any] | None
    """
    Of a correction its note, severity and action; of a withdrawal its notice. Null otherwise, and for facts about a release that was withdrawn later.
    """
    url: str
    """
    Where the release is; 410 once it is withdrawn.
    """
    addresses: list[str] | None
    """
    Of a withdrawal every address that led to the release; otherwise null.
    """
    document: Release | None
    """
    The whole release as this fact made it public. Null for `withdrawn` and `left`, and when a later fact of the same release follows in the stream.
    """


class Changes(BaseModel):
    """
    A stretch of the log, in order.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    data: list[ChangeEntry]
    """
    The entries, in the order that the address names.
    """
    meta: ChangesMeta
    """
    What is to be said of the answer as a whole.
    """
    links: ChangesLinks
    """
    Addresses of this page and of its neighbours.
    """


class EmbargoedRelease(UnpublishedRelease):
    """
    A release as it will be public, with the instant before which no word of it may be told.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    contacts: list[PressContact]
    """
    Whom the press may ask; empty when nobody is named.
    """
    first_public_at: AwareDatetime
    """
    When it became public here.
    """
    modified_at: AwareDatetime
    """
    When its newest version became public here.
    """
    translations: Annotated[list[Translation] | None, Field(validate_default=True)] = []
    """
    The other releases of its story that are public, by language.
    """
    embargo_until: AwareDatetime
    """
    Do not publish, or tell of it, before.
    """


class PreviewRelease(UnpublishedRelease):
    """
    A release as readers would see it. It is not public, and not to be used.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    contacts: list[Contact]
    """
    Whom journalists may ask.
    """
    preview: Literal[True]
    """
    What the link shows: which revision, and until when.
    """
    revision: int
    """
    The revision that the link shows.
    """
    expires_at: AwareDatetime
    """
    When the link ends.
    """
    first_public_at: AwareDatetime | None
    """
    Null when it was never public.
    """
    modified_at: AwareDatetime | None
    """
    Always null: this text is not public.
    """


class RelatedReleases(BaseModel):
    """
    Releases that are near to one, the nearest first.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    data: list[Release]
    """
    Cards, unless `profile`, `fields` or `include` say otherwise.
    """
    meta: RelatedMeta
    """
    What is to be said of the answer as a whole.
    """
    links: RelatedLinks
    """
    Addresses that belong to the answer.
    """


class ReleaseEvent(BaseModel):
    """
    What happened to a release of the subscription's selection.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    type: Annotated[str, Field(examples=["release.published"])]
    """
    The type of event.
    """
    timestamp: AwareDatetime
    """
    When it became public.
    """
    data: ChangeEntry | dict[str, Any]
    """
    The fact, as `/v1/changes` has it; with the `format` `ninjs` of the subscription a ninjs 3.1 object.
    """


class EmbargoedPage(BaseModel):
    """
    Releases under embargo, the first to be public first.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    data: list[EmbargoedRelease]
    """
    The entries, in the order that the address names.
    """
    meta: dict[str, int]
    """
    What is to be said of the answer as a whole.
    """
    links: dict[str, str]
    """
    Addresses of this page and of its neighbours.
    """


PlaceValue.model_rebuild()
ThemeNode.model_rebuild()
ThemeValue.model_rebuild()
