"""Wire shapes of what a newsroom says of itself."""

from pydantic import Field

from app.base.wire import Output
from app.published.public_model import PublicModel
from app.published.selection.facet_schemas import FacetValue, LabelledValue


class Attribution(Output):
    """What has to be printed beside data of others, and the name to print beside releases."""

    of: str = Field(
        description="What it is about: `releases`, `places`, `place_names`; more may be added.",
        examples=["places"],
    )
    text: str = Field(
        description="The line to print.",
        examples=["Place data © GeoNames, CC BY 4.0, https://www.geonames.org"],
    )


class FormatOffer(Output):
    """A format beside JSON."""

    name: str = Field(description="What people call it.", examples=["RSS 2.0"])
    suffix: str = Field(
        description="The ending of an address in this format: `/v1/releases.rss`.",
        examples=["rss"],
    )
    media_type: str = Field(
        description="Its media type, for `Accept`.", examples=["application/rss+xml"]
    )


class NewsroomFormats(Output):
    """The formats that releases come in, beside JSON."""

    lists: tuple[FormatOffer, ...] = Field(description="Of lists, under any filters.")
    releases: tuple[FormatOffer, ...] = Field(description="Of one release.")


class NewsroomLimits(Output):
    """How much one request may ask for."""

    page: int = Field(description="The largest `limit` of a list of releases.", examples=[100])
    page_default: int = Field(description="Its `limit` if none is given.", examples=[20])
    filter_values: int = Field(description="Values of one filter at most.", examples=[100])
    query_characters: int = Field(description="Characters of `q` at most.", examples=[500])
    facet_places: int = Field(description="The largest `facet.location.limit`.", examples=[1_000])


class NewsroomLinks(Output):
    """Addresses of this installation."""

    self: str = Field(description="This answer.")
    releases: str = Field(description="The list of releases, which takes all filters.")
    facets: str = Field(description="How many releases each value of a filter has.")
    locations: str = Field(description="Places, and their completion while a name is typed.")
    map: str = Field(description="Places of a selection as GeoJSON.")
    themes: str = Field(description="The tree of themes.")
    organisations: str = Field(description="Who issues releases.")
    feeds: str = Field(description="The list of feeds as OPML.")
    changes: str = Field(description="The stream of changes.")
    hub: str = Field(description="The WebSub hub that feeds name.")
    sitemap: str = Field(description="The index of sitemaps.")
    openapi: str = Field(description="The contract of this API (OpenAPI).")
    docs: str = Field(description="The reference page for people.")
    health: str = Field(description="Whether this installation can be read and written.")


class Newsroom(PublicModel):
    """A newsroom, in the language of the reader."""

    title: str = Field(description="Its name, as its feeds are called.", examples=["Dateline"])
    url: str = Field(
        description="The address that all addresses of this API begin with.",
        examples=["https://press.example"],
    )
    site_url: str | None = Field(
        description="The home page of its own site; null if it has named none.",
        examples=["https://www.example.org/"],
    )
    time_zone: str = Field(
        description="IANA name of its zone: dates of releases are days there.",
        examples=["Europe/Istanbul"],
    )
    default_language: str = Field(
        description="The language of labels if nobody asks for another (BCP 47).", examples=["en"]
    )
    language: str = Field(description="The language of the labels here (BCP 47).", examples=["tr"])
    languages: tuple[FacetValue, ...] = Field(
        description="The languages that it has releases in, the most frequent first; a tag includes"
        " its longer forms, as the filter `language` does."
    )
    kinds: tuple[LabelledValue, ...] = Field(
        description="The kinds of releases, as the filter `kind` takes them; more may be added."
    )
    attribution: tuple[Attribution, ...] = Field(description="What has to be printed, and where.")
    formats: NewsroomFormats = Field(description="The formats beside JSON.")
    limits: NewsroomLimits = Field(description="Bounds that a client keeps to.")
    links: NewsroomLinks = Field(description="Where everything is.")
