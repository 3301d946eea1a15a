# Generated from openapi.json by .ci/generate-clients.

from __future__ import annotations

from datetime import date as date_aliased
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, RootModel


class ChangesLinks(BaseModel):
    """
    Addresses of this stretch of the log and of the one after it.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    self: Annotated[str, Field(title="Self")]
    next: Annotated[str, Field(title="Next")]
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
    head: Annotated[int, Field(title="Head")]
    """
    The number of the newest fact.
    """
    more: Annotated[bool, Field(title="More")]
    """
    True when the log goes on after this answer, even one without entries; false when you have everything.
    """


class Contact(BaseModel):
    """
    Whom journalists may ask.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    name: Annotated[str, Field(title="Name")]
    role: Annotated[str | None, Field(title="Role")]
    email: Annotated[str | None, Field(title="Email")]
    phone: Annotated[str | None, Field(title="Phone")]


class Coordinates(BaseModel):
    """
    WGS 84, in degrees.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    latitude: Annotated[float, Field(examples=[41.67719], ge=-90.0, le=90.0, title="Latitude")]
    longitude: Annotated[float, Field(examples=[26.55597], ge=-180.0, le=180.0, title="Longitude")]


class Correction(BaseModel):
    """
    The newest correction: readers see the note, partners obey the action.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    note: Annotated[
        str,
        Field(examples=["The number of people was 1,200, not 12,000."], title="Note"),
    ]
    severity: Annotated[str, Field(examples=["major"], title="Severity")]
    """
    `minor` or `major`.
    """
    action: Annotated[str, Field(examples=["replace"], title="Action")]
    """
    What a partner has to do: `update`, `replace` or `remove`.
    """
    corrected_at: Annotated[str, Field(title="Corrected At")]


class DateBounds(BaseModel):
    """
    What is known of an unknown date, and from what it was inferred.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    not_before: Annotated[date_aliased | None, Field(title="Not Before")]
    not_after: Annotated[date_aliased | None, Field(title="Not After")]
    reason: Annotated[
        str,
        Field(
            examples=["«this week (26-27/11)» and «last year» in the text"],
            title="Reason",
        ),
    ]


class Delivery(BaseModel):
    """
    One event for one subscription, and what became of it.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[UUID, Field(title="Id")]
    webhook_id: Annotated[str, Field(title="Webhook Id")]
    """
    The header `webhook-id` of every try.
    """
    seq: Annotated[int | None, Field(title="Seq")]
    """
    Number of the fact; null of a test event.
    """
    release_id: Annotated[UUID | None, Field(title="Release Id")]
    kind: Annotated[str, Field(title="Kind")]
    state: Annotated[str, Field(title="State")]
    """
    `waiting`, `delivered`, `failed` (given up), `superseded` (the release was withdrawn before, which is told instead). An open list.
    """
    tries: Annotated[int, Field(title="Tries")]
    noted_at: Annotated[AwareDatetime, Field(examples=["2026-11-03T09:30:00Z"], title="Noted At")]
    """
    When it was noted that this is to be told.
    """
    last_tried_at: Annotated[AwareDatetime | None, Field(title="Last Tried At")]
    last_status: Annotated[int | None, Field(title="Last Status")]
    """
    What the receiver answered.
    """
    last_failure: Annotated[str | None, Field(title="Last Failure")]
    next_try_at: Annotated[AwareDatetime | None, Field(title="Next Try At")]
    """
    When it is tried next, at the earliest; null when nothing is sent.
    """
    settled_at: Annotated[AwareDatetime | None, Field(title="Settled At")]


class DeliveryList(BaseModel):
    """
    Deliveries, the newest facts first.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    data: Annotated[list[Delivery], Field(title="Data")]
    links: Annotated[dict[str, str], Field(title="Links")]


class FacetLinks(BaseModel):
    """
    Where the counts and the list that they are of are read.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    self: Annotated[str, Field(title="Self")]
    releases: Annotated[str, Field(title="Releases")]
    """
    The list of the same selection.
    """


class FacetMeta(BaseModel):
    """
    What a count of facets says of itself.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    total: Annotated[int, Field(examples=[8], title="Total")]
    """
    Releases of the whole selection.
    """


class FacetValue(BaseModel):
    """
    A value of a filter, with the total that the list has once it is chosen.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    value: Annotated[str, Field(examples=["en"], title="Value")]
    """
    What the filter of this name takes.
    """
    label: Annotated[str, Field(examples=["English"], title="Label")]
    """
    In the asked language.
    """
    releases: Annotated[int, Field(examples=[12], title="Releases")]


class Fault(BaseModel):
    """
    One thing that is wrong, and where.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    detail: str
    pointer: str | None = None
    """
    JSON Pointer into the body (RFC 6901).
    """
    parameter: str | None = None
    """
    Name of a parameter or header.
    """
    suggestion: str | None = None
    """
    What was probably meant.
    """


class Form(RootModel[Literal["flat", "tree"]]):
    root: Annotated[Literal["flat", "tree"], Field(title="Form")]
    """
    How the themes are listed. Closed.
    """


class Highlights(BaseModel):
    """
    The words of `q` as they stand in a release, in `<mark>`; all else is escaped HTML.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    title: Annotated[str | None, Field(title="Title")] = None
    """
    The whole title. Missing without a hit.
    """
    summary: Annotated[str | None, Field(title="Summary")] = None
    """
    The whole summary. Missing without a hit.
    """
    body: Annotated[
        str | None,
        Field(examples=["Blankets reached <mark>Edirne</mark> on Monday"], title="Body"),
    ] = None
    """
    Up to three pieces of the text. Missing without a hit.
    """


class LabelledPlace(BaseModel):
    """
    A place that contains another, or lies in it.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(examples=["TR-22"], title="Id")]
    kind: Annotated[str, Field(examples=["division"], title="Kind")]
    """
    `region`, `country`, `division`, `city`, `site`; further kinds may be added.
    """
    name: Annotated[str, Field(examples=["Edirne"], title="Name")]
    code: Annotated[str | None, Field(examples=["TR-22"], title="Code")]
    """
    ISO 3166-1 alpha-2, ISO 3166-2 or UN M49, where the place has one.
    """
    label: Annotated[str, Field(title="Label")]
    """
    The name in the asked language.
    """


class Link(BaseModel):
    """
    A further address that belongs to the release.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    url: Annotated[str, Field(title="Url")]
    title: Annotated[str, Field(title="Title")]


class ListLinks(BaseModel):
    """
    Addresses of this page and its neighbours. `next` is missing on the last page.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    self: Annotated[str, Field(title="Self")]
    first: Annotated[str, Field(title="First")]
    prev: Annotated[str | None, Field(title="Prev")] = None
    """
    Missing on the first page.
    """
    next: Annotated[str | None, Field(title="Next")] = None
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
    total: Annotated[int, Field(examples=[8], title="Total")]
    """
    How many releases match, exactly.
    """
    limit: Annotated[int, Field(examples=[20], title="Limit")]
    all_words: Annotated[int | None, Field(examples=[2], title="All Words")] = None
    """
    By relevance, where fewer than ten releases have all words of `q`: so many of `total` have all; those after them have half of the words at least. Only there when some follow.
    """
    most_words_from: Annotated[int | None, Field(examples=[2], title="Most Words From")] = None
    """
    The place in `data`, counted from 0, of the first release of this page that has not all words. Missing on a page without one.
    """
    did_you_mean: Annotated[str | None, Field(examples=["humanitarian"], title="Did You Mean")] = (
        None
    )
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
    type: Annotated[Literal["Point"], Field(title="Type")]
    coordinates: Annotated[
        list[float],
        Field(examples=[[26.56, 41.68]], max_length=2, min_length=2, title="Coordinates"),
    ]


class MapProperties(BaseModel):
    """
    What a map shows of a place.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(title="Id")]
    kind: Annotated[str, Field(title="Kind")]
    name: Annotated[str, Field(title="Name")]
    """
    In the asked language.
    """
    slug: Annotated[str, Field(title="Slug")]
    releases: Annotated[int, Field(title="Releases")]
    """
    Releases of the selection, here and in places within.
    """
    url: Annotated[str, Field(title="Url")]
    """
    The place.
    """


class Organisation(BaseModel):
    """
    Who issued the release.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(examples=["iom"], title="Id")]
    """
    The value for the `organisation` filter.
    """
    name: Annotated[
        str,
        Field(examples=["International Organization for Migration (IOM)"], title="Name"),
    ]


class PlaceBelow(BaseModel):
    """
    A place directly in another, with the number of its releases.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(examples=["TR-22"], title="Id")]
    kind: Annotated[str, Field(examples=["division"], title="Kind")]
    """
    `region`, `country`, `division`, `city`, `site`; further kinds may be added.
    """
    name: Annotated[str, Field(examples=["Edirne"], title="Name")]
    code: Annotated[str | None, Field(examples=["TR-22"], title="Code")]
    """
    ISO 3166-1 alpha-2, ISO 3166-2 or UN M49, where the place has one.
    """
    label: Annotated[str, Field(title="Label")]
    """
    The name in the asked language.
    """
    releases: Annotated[int, Field(title="Releases")]
    url: Annotated[str, Field(title="Url")]


class PlaceCounts(BaseModel):
    """
    Public releases of a place and of the places in it.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    total: Annotated[int, Field(title="Total")]
    """
    By dateline or by what they are about.
    """
    dateline: Annotated[int, Field(title="Dateline")]
    """
    Dated from there: `location.role=dateline`.
    """
    about: Annotated[int, Field(title="About")]
    """
    About it: `location.role=about`.
    """


class PlaceDetail(BaseModel):
    """
    A place with its names, its counts, and the places in it.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(examples=["TR-22"], title="Id")]
    """
    A value for the `location` filter.
    """
    kind: Annotated[str, Field(title="Kind")]
    """
    `region`, `country`, `division`, `city`, `site`; further kinds may be added.
    """
    name: Annotated[str, Field(title="Name")]
    """
    As releases show it.
    """
    label: Annotated[str, Field(title="Label")]
    """
    The name in the asked language.
    """
    slug: Annotated[str, Field(title="Slug")]
    code: Annotated[str | None, Field(title="Code")]
    """
    ISO 3166-1 alpha-2, ISO 3166-2 or UN M49, if it has one.
    """
    country: Annotated[str | None, Field(title="Country")]
    """
    ISO 3166-1 alpha-2.
    """
    coordinates: Coordinates | None
    parent: Annotated[str | None, Field(title="Parent")]
    """
    Id of the place that it lies in; null for the world.
    """
    ancestors: Annotated[list[LabelledPlace], Field(title="Ancestors")]
    """
    The nearest first.
    """
    releases: Annotated[int, Field(title="Releases")]
    """
    Public releases of this place and of the places in it.
    """
    matched: Annotated[str | None, Field(title="Matched")]
    """
    With `q`: the name that begins so.
    """
    url: Annotated[str, Field(title="Url")]
    names: Annotated[dict[str, str], Field(title="Names")]
    """
    By language (BCP 47), as far as they are known.
    """
    other_names: Annotated[list[str], Field(title="Other Names")]
    """
    Further names that it is found by, in any language.
    """
    timezone: Annotated[str | None, Field(examples=["Europe/Istanbul"], title="Timezone")]
    """
    IANA time zone.
    """
    counts: PlaceCounts
    children: Annotated[list[PlaceBelow], Field(title="Children")]
    """
    The places directly in it that public releases have, the most used first.
    """


class PlaceEntry(BaseModel):
    """
    A place, what contains it, and how many releases it has.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(examples=["TR-22"], title="Id")]
    """
    A value for the `location` filter.
    """
    kind: Annotated[str, Field(title="Kind")]
    """
    `region`, `country`, `division`, `city`, `site`; further kinds may be added.
    """
    name: Annotated[str, Field(title="Name")]
    """
    As releases show it.
    """
    label: Annotated[str, Field(title="Label")]
    """
    The name in the asked language.
    """
    slug: Annotated[str, Field(title="Slug")]
    code: Annotated[str | None, Field(title="Code")]
    """
    ISO 3166-1 alpha-2, ISO 3166-2 or UN M49, if it has one.
    """
    country: Annotated[str | None, Field(title="Country")]
    """
    ISO 3166-1 alpha-2.
    """
    coordinates: Coordinates | None
    parent: Annotated[str | None, Field(title="Parent")]
    """
    Id of the place that it lies in; null for the world.
    """
    ancestors: Annotated[list[LabelledPlace], Field(title="Ancestors")]
    """
    The nearest first.
    """
    releases: Annotated[int, Field(title="Releases")]
    """
    Public releases of this place and of the places in it.
    """
    matched: Annotated[str | None, Field(title="Matched")]
    """
    With `q`: the name that begins so.
    """
    url: Annotated[str, Field(title="Url")]


class PlaceReference(BaseModel):
    """
    A place that contains another.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(examples=["TR-22"], title="Id")]
    kind: Annotated[str, Field(examples=["division"], title="Kind")]
    """
    `region`, `country`, `division`, `city`, `site`; further kinds may be added.
    """
    name: Annotated[str, Field(examples=["Edirne"], title="Name")]
    code: Annotated[str | None, Field(examples=["TR-22"], title="Code")]
    """
    ISO 3166-1 alpha-2, ISO 3166-2 or UN M49, where the place has one.
    """


class PlaceValue(BaseModel):
    """
    A place with its number of releases, those of the places in it counted too.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    value: Annotated[str, Field(examples=["en"], title="Value")]
    """
    What the filter of this name takes.
    """
    label: Annotated[str, Field(examples=["English"], title="Label")]
    """
    In the asked language.
    """
    releases: Annotated[int, Field(examples=[12], title="Releases")]
    code: Annotated[str | None, Field(title="Code")]
    """
    ISO 3166-1 alpha-2, ISO 3166-2 or UN M49, if any.
    """
    parent: Annotated[str | None, Field(title="Parent")]
    """
    Id of the place that it lies in.
    """


class PlacesMeta(BaseModel):
    """
    What a list of places says of itself.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    total: Annotated[int, Field(title="Total")]
    """
    How many places match; with `unused` those that are shown are counted alone.
    """


class Problem(BaseModel):
    """
    An error in the form of RFC 9457. Further members depend on the type.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    type: str
    """
    One of a closed list; its page explains it. Branch on this.
    """
    title: str
    """
    The same for every problem of the type.
    """
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    """
    What happened this time.
    """
    instance: str
    """
    Names the request in the server's log.
    """
    errors: list[Fault] | None = None
    """
    With `invalid`: every fault that was found.
    """


class ProblemTypePage(BaseModel):
    """
    One type of problem.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    type: Annotated[str, Field(title="Type")]
    title: Annotated[str, Field(title="Title")]
    status: Annotated[int, Field(title="Status")]
    explanation: Annotated[str, Field(title="Explanation")]


class RelatedMeta(BaseModel):
    """
    What the answer says of itself.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    limit: Annotated[int, Field(examples=[5], title="Limit")]


class ReleasePlace(BaseModel):
    """
    A place of a release, and why it is one.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(examples=["TR-22"], title="Id")]
    kind: Annotated[str, Field(examples=["division"], title="Kind")]
    """
    `region`, `country`, `division`, `city`, `site`; further kinds may be added.
    """
    name: Annotated[str, Field(examples=["Edirne"], title="Name")]
    code: Annotated[str | None, Field(examples=["TR-22"], title="Code")]
    """
    ISO 3166-1 alpha-2, ISO 3166-2 or UN M49, where the place has one.
    """
    slug: Annotated[str, Field(examples=["edirne"], title="Slug")]
    country: Annotated[str | None, Field(examples=["TR"], title="Country")]
    """
    ISO 3166-1 alpha-2.
    """
    coordinates: Coordinates | None
    ancestors: Annotated[list[PlaceReference], Field(title="Ancestors")]
    roles: Annotated[list[Literal["dateline", "about"]], Field(title="Roles")]
    """
    `dateline`, `about`, or both.
    """


class ReplayInput(BaseModel):
    """
    From where on events are sent again.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    since: Annotated[AwareDatetime, Field(examples=["2026-11-03T09:30:00Z"], title="Since")]
    """
    Facts from this instant on are told again.
    """


class SecretRotate(BaseModel):
    """
    How long the secret of now signs beside the new one.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    overlap_hours: Annotated[int | None, Field(ge=0, le=720, title="Overlap Hours")] = 24
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
    self: Annotated[str, Field(title="Self")]


class Sort(
    RootModel[Literal["-published_at", "published_at", "-modified_at", "modified_at", "relevance"]]
):
    root: Annotated[
        Literal["-published_at", "published_at", "-modified_at", "modified_at", "relevance"],
        Field(title="Sort"),
    ]
    """
    Orders of a list. Closed.
    """


class Description(RootModel[str]):
    root: Annotated[str, Field(max_length=300, min_length=1, title="Description")]
    """
    For people: what it is for.
    """


class SubscriptionCreate(BaseModel):
    """
    A receiver of events.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    url: Annotated[str, Field(max_length=2000, min_length=1, title="Url")]
    """
    Where events are sent by POST: https, a host name of the public internet, port 443, 4443, 8443 or 9443; no user name, no fragment.
    """
    selection: Annotated[str | None, Field(max_length=2000, min_length=0, title="Selection")] = ""
    """
    Which releases: the filters of `/v1/releases` as they stand in its address. Empty is all.
    """
    kinds: Annotated[
        list[Literal["published", "updated", "corrected", "withdrawn", "left"]] | None,
        Field(max_length=5, min_length=1, title="Kinds"),
    ] = ["published", "updated", "corrected", "withdrawn", "left"]
    """
    What is told; `withdrawn` is always among it. Of a release whose text was sent, `corrected` is told too, whatever stands here.
    """
    format: Annotated[Literal["json", "ninjs"] | None, Field(title="Format")] = "json"
    """
    How a release is written: `json` as `/v1/changes` does, or `ninjs` 3.1.
    """
    description: Annotated[Description | None, Field(title="Description")] = None
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
    last_success_at: Annotated[AwareDatetime | None, Field(title="Last Success At")]
    last_failure_at: Annotated[AwareDatetime | None, Field(title="Last Failure At")]
    last_failure: Annotated[str | None, Field(title="Last Failure")]
    """
    `status-503` and the like, `timeout`, `no-connection`, `name-not-found`, `address-not-allowed`, `tls`, `answer-broken`, `challenge-not-answered`, `selection-not-valid`. An open list.
    """
    failures_in_a_row: Annotated[int, Field(title="Failures In A Row")]
    failing_since: Annotated[AwareDatetime | None, Field(title="Failing Since")]
    backlog: Annotated[int, Field(title="Backlog")]
    """
    Events that wait to be delivered.
    """
    next_try_at: Annotated[AwareDatetime | None, Field(title="Next Try At")]
    """
    When something is sent next, at the earliest.
    """
    remedy: Annotated[str | None, Field(title="Remedy")]
    """
    What to do so that events flow; null when they do.
    """


class Description1(RootModel[str]):
    root: Annotated[str, Field(max_length=300, min_length=1, title="Description")]
    """
    Null takes it away.
    """


class SubscriptionPatch(BaseModel):
    """
    What is to be another; what is left out stays.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    url: Annotated[str | None, Field(max_length=2000, min_length=1, title="Url")] = None
    """
    Where events are sent by POST: https, a host name of the public internet, port 443, 4443, 8443 or 9443; no user name, no fragment. A new one is verified first.
    """
    selection: Annotated[str | None, Field(max_length=2000, min_length=0, title="Selection")] = None
    """
    Which releases: the filters of `/v1/releases` as they stand in its address. Empty is all.
    """
    kinds: Annotated[
        list[Literal["published", "updated", "corrected", "withdrawn", "left"]] | None,
        Field(max_length=5, min_length=1, title="Kinds"),
    ] = None
    """
    What is told; `withdrawn` is always among it. Of a release whose text was sent, `corrected` is told too, whatever stands here.
    """
    format: Annotated[Literal["json", "ninjs"] | None, Field(title="Format")] = None
    """
    How a release is written: `json` as `/v1/changes` does, or `ninjs` 3.1.
    """
    description: Annotated[Description1 | None, Field(title="Description")] = None
    """
    Null takes it away.
    """


class ThemeEntry(BaseModel):
    """
    A theme, its place in the tree, and how many releases it has.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(title="Id")]
    """
    A value for the `theme` filter.
    """
    label: Annotated[str, Field(title="Label")]
    """
    In the asked language.
    """
    labels: Annotated[dict[str, str], Field(title="Labels")]
    """
    The label by language (BCP 47).
    """
    parent: Annotated[str | None, Field(title="Parent")]
    """
    Id of the wider theme; null at the top of the tree.
    """
    iptc: Annotated[list[str], Field(title="Iptc")]
    """
    IPTC Media Topics of the same or nearly the same meaning.
    """
    retired: Annotated[bool, Field(title="Retired")]
    """
    Releases have it, but no further ones get it.
    """
    releases: Annotated[int, Field(title="Releases")]
    """
    Public releases of the selection with this theme or a narrower one.
    """
    url: Annotated[str, Field(title="Url")]


class ThemeNode(BaseModel):
    """
    A theme with those that it contains.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(title="Id")]
    """
    A value for the `theme` filter.
    """
    label: Annotated[str, Field(title="Label")]
    """
    In the asked language.
    """
    labels: Annotated[dict[str, str], Field(title="Labels")]
    """
    The label by language (BCP 47).
    """
    parent: Annotated[str | None, Field(title="Parent")]
    """
    Id of the wider theme; null at the top of the tree.
    """
    iptc: Annotated[list[str], Field(title="Iptc")]
    """
    IPTC Media Topics of the same or nearly the same meaning.
    """
    retired: Annotated[bool, Field(title="Retired")]
    """
    Releases have it, but no further ones get it.
    """
    releases: Annotated[int, Field(title="Releases")]
    """
    Public releases of the selection with this theme or a narrower one.
    """
    url: Annotated[str, Field(title="Url")]
    narrower: Annotated[list[ThemeNode], Field(title="Narrower")]


class ThemeReference(BaseModel):
    """
    A theme that contains another.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(examples=["migration-displacement"], title="Id")]
    label: Annotated[str, Field(examples=["Migration and displacement"], title="Label")]


class ThemeValue(BaseModel):
    """
    A theme with its number of releases, those of narrower themes counted too.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    value: Annotated[str, Field(examples=["en"], title="Value")]
    """
    What the filter of this name takes.
    """
    label: Annotated[str, Field(examples=["English"], title="Label")]
    """
    In the asked language.
    """
    releases: Annotated[int, Field(examples=[12], title="Releases")]
    narrower: Annotated[list[ThemeValue], Field(title="Narrower")]
    """
    The themes below that have releases; with `facet.zero` all.
    """


class Told(RootModel[Literal["waiting", "delivered", "failed", "superseded"]]):
    root: Annotated[Literal["waiting", "delivered", "failed", "superseded"], Field(title="Told")]
    """
    Of a delivery. On the wire the list is open.
    """


class VersionEntry(BaseModel):
    """
    One public change of a release.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    version: Annotated[int, Field(examples=[2], title="Version")]
    kind: Annotated[str, Field(examples=["corrected"], title="Kind")]
    """
    `published`, `updated`, `corrected`, `withdrawn`; an open list.
    """
    at: Annotated[str, Field(title="At")]
    note: Annotated[str | None, Field(title="Note")]
    """
    The note that readers saw.
    """


class VersionList(BaseModel):
    """
    The public history of a release, the oldest first.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    release_id: Annotated[UUID, Field(title="Release Id")]
    data: Annotated[list[VersionEntry], Field(title="Data")]


class WholeMeta(BaseModel):
    """
    What an unpaged list says of itself.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    total: Annotated[int, Field(title="Total")]


class MapFeature(BaseModel):
    """
    A place of the selection (RFC 7946 section 3.2).
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    type: Annotated[Literal["Feature"], Field(title="Type")]
    id: Annotated[str, Field(title="Id")]
    geometry: MapPoint
    properties: MapProperties


class MapPlaces(BaseModel):
    """
    Places of a selection with their counts (RFC 7946 section 3.3), the most used first.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    type: Annotated[Literal["FeatureCollection"], Field(title="Type")]
    features: Annotated[list[MapFeature], Field(title="Features")]
    attribution: Annotated[str, Field(title="Attribution")]
    """
    What has to be printed beside the map.
    """


class NewSubscription(BaseModel):
    """
    A subscription with a secret just made, which cannot be shown again.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[UUID, Field(title="Id")]
    etag: Annotated[str, Field(title="Etag")]
    """
    Send it as `If-Match` to change the subscription.
    """
    url: Annotated[str, Field(title="Url")]
    selection: Annotated[str, Field(title="Selection")]
    """
    In its canonical spelling.
    """
    kinds: Annotated[list[str], Field(title="Kinds")]
    format: Annotated[str, Field(title="Format")]
    description: Annotated[str | None, Field(title="Description")]
    state: Annotated[str, Field(title="State")]
    """
    `unverified`, `active`, `failing`, `paused`, `suspended`, `ended`. An open list.
    """
    created_at: Annotated[
        AwareDatetime, Field(examples=["2026-11-03T09:30:00Z"], title="Created At")
    ]
    verified_at: Annotated[AwareDatetime | None, Field(title="Verified At")]
    """
    When the challenge was answered.
    """
    secret_overlap_until: Annotated[AwareDatetime | None, Field(title="Secret Overlap Until")]
    """
    Until then the former secret signs too.
    """
    health: SubscriptionHealth
    secret: Annotated[str, Field(title="Secret")]
    """
    What signatures are checked with (Standard Webhooks 1.0.0). Keep it.
    """


class Notice(BaseModel):
    """
    Why a release was withdrawn. It holds none of the withdrawn text.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    release_id: Annotated[UUID, Field(title="Release Id")]
    kind: Annotated[Literal["gone", "replaced", "kept"], Field(title="NoticeKind")]
    """
    What readers get at the address of a withdrawn release.
    """
    text: Annotated[str, Field(examples=["Issued in error."], title="Text")]
    withdrawn_at: Annotated[str, Field(title="Withdrawn At")]
    version: Annotated[int, Field(title="Version")]
    replaced_by: Annotated[UUID | None, Field(title="Replaced By")]


class Place(BaseModel):
    """
    A place with everything that contains it, the nearest first.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(examples=["TR-22"], title="Id")]
    kind: Annotated[str, Field(examples=["division"], title="Kind")]
    """
    `region`, `country`, `division`, `city`, `site`; further kinds may be added.
    """
    name: Annotated[str, Field(examples=["Edirne"], title="Name")]
    code: Annotated[str | None, Field(examples=["TR-22"], title="Code")]
    """
    ISO 3166-1 alpha-2, ISO 3166-2 or UN M49, where the place has one.
    """
    slug: Annotated[str, Field(examples=["edirne"], title="Slug")]
    country: Annotated[str | None, Field(examples=["TR"], title="Country")]
    """
    ISO 3166-1 alpha-2.
    """
    coordinates: Coordinates | None
    ancestors: Annotated[list[PlaceReference], Field(title="Ancestors")]


class PlaceLevels(BaseModel):
    """
    Places by level, the most frequent first in each; a parent stands in the level above,
    unless `facet.location.limit` cut it off.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    region: Annotated[list[PlaceValue], Field(title="Region")]
    country: Annotated[list[PlaceValue], Field(title="Country")]
    division: Annotated[list[PlaceValue], Field(title="Division")]
    city: Annotated[list[PlaceValue], Field(title="City")]
    site: Annotated[list[PlaceValue], Field(title="Site")]


class PlaceList(BaseModel):
    """
    Places with counts; without `q` and other filters the parent of each is in the list too.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    data: Annotated[list[PlaceEntry], Field(title="Data")]
    meta: PlacesMeta
    links: SelfLink


class ProblemTypeList(BaseModel):
    """
    Every type of problem.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    data: Annotated[list[ProblemTypePage], Field(title="Data")]


class ReleaseTheme(BaseModel):
    """
    A theme of a release, with who assigned it and the wider themes, the nearest first.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(examples=["migration-displacement"], title="Id")]
    label: Annotated[str, Field(examples=["Migration and displacement"], title="Label")]
    labels: Annotated[dict[str, str], Field(title="Labels")]
    """
    The label by language (BCP 47).
    """
    assigned_by: Annotated[str, Field(examples=["rule"], title="Assigned By")]
    """
    `person` or `rule`.
    """
    iptc: Annotated[list[str], Field(examples=[["medtop:20000771"]], title="Iptc")]
    """
    IPTC Media Topics of the same or nearly the same meaning.
    """
    ancestors: Annotated[list[ThemeReference], Field(title="Ancestors")]


class Subscription(BaseModel):
    """
    A subscription, without its secret.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[UUID, Field(title="Id")]
    etag: Annotated[str, Field(title="Etag")]
    """
    Send it as `If-Match` to change the subscription.
    """
    url: Annotated[str, Field(title="Url")]
    selection: Annotated[str, Field(title="Selection")]
    """
    In its canonical spelling.
    """
    kinds: Annotated[list[str], Field(title="Kinds")]
    format: Annotated[str, Field(title="Format")]
    description: Annotated[str | None, Field(title="Description")]
    state: Annotated[str, Field(title="State")]
    """
    `unverified`, `active`, `failing`, `paused`, `suspended`, `ended`. An open list.
    """
    created_at: Annotated[
        AwareDatetime, Field(examples=["2026-11-03T09:30:00Z"], title="Created At")
    ]
    verified_at: Annotated[AwareDatetime | None, Field(title="Verified At")]
    """
    When the challenge was answered.
    """
    secret_overlap_until: Annotated[AwareDatetime | None, Field(title="Secret Overlap Until")]
    """
    Until then the former secret signs too.
    """
    health: SubscriptionHealth


class SubscriptionList(BaseModel):
    """
    Subscriptions of the caller, the oldest first; an administrator sees all.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    data: Annotated[list[Subscription], Field(title="Data")]


class ThemeDetail(BaseModel):
    """
    A theme with its neighbours in the tree.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[str, Field(title="Id")]
    """
    A value for the `theme` filter.
    """
    label: Annotated[str, Field(title="Label")]
    """
    In the asked language.
    """
    labels: Annotated[dict[str, str], Field(title="Labels")]
    """
    The label by language (BCP 47).
    """
    parent: Annotated[str | None, Field(title="Parent")]
    """
    Id of the wider theme; null at the top of the tree.
    """
    iptc: Annotated[list[str], Field(title="Iptc")]
    """
    IPTC Media Topics of the same or nearly the same meaning.
    """
    retired: Annotated[bool, Field(title="Retired")]
    """
    Releases have it, but no further ones get it.
    """
    releases: Annotated[int, Field(title="Releases")]
    """
    Public releases of the selection with this theme or a narrower one.
    """
    url: Annotated[str, Field(title="Url")]
    ancestors: Annotated[list[ThemeReference], Field(title="Ancestors")]
    """
    Wider themes, the nearest first.
    """
    narrower: Annotated[list[ThemeReference], Field(title="Narrower")]
    """
    Themes directly below.
    """


class ThemeList(BaseModel):
    """
    The themes in the order of their tree, wider ones before narrower ones.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    data: Annotated[list[ThemeEntry], Field(title="Data")]
    meta: WholeMeta
    links: SelfLink


class ThemeTree(BaseModel):
    """
    The themes at the top, each with those that it contains.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    data: Annotated[list[ThemeNode], Field(title="Data")]
    meta: WholeMeta
    links: SelfLink


class Dateline(BaseModel):
    """
    The place line of a release. The body does not repeat it.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    text: Annotated[str, Field(examples=["Çeşme, Western Turkey"], title="Text")]
    """
    The words as printed.
    """
    location: Place | None
    """
    The resolved place; null when it is not known.
    """


class EmbargoedRelease(BaseModel):
    """
    A release as it will be public, with the instant before which no word of it may be told.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[UUID, Field(title="Id")]
    """
    UUID version 7; never changes, never reused.
    """
    story_id: Annotated[UUID, Field(title="Story Id")]
    """
    The same for all translations of one release; no release has it as its id.
    """
    slug: Annotated[str, Field(examples=["iom-steps-up-humanitarian-response"], title="Slug")]
    version: Annotated[int, Field(ge=1, title="Version")]
    """
    Grows by one with every public change.
    """
    kind: Annotated[str, Field(examples=["press_release"], title="Kind")]
    """
    `press_release`, `statement`, `feature`, `event`, `media_advisory`, `remarks`; an open list: accept values that you do not know.
    """
    language: Annotated[str, Field(examples=["en"], title="Language")]
    """
    BCP 47.
    """
    title: Annotated[str, Field(title="Title")]
    subtitle: Annotated[str | None, Field(title="Subtitle")]
    summary: Annotated[str | None, Field(title="Summary")]
    summary_derived: Annotated[bool, Field(title="Summary Derived")]
    """
    True when the summary is the body's first paragraph, as none was written.
    """
    body_html: Annotated[str, Field(title="Body Html")]
    body_text: Annotated[str, Field(title="Body Text")]
    dateline: Dateline | None
    locations: Annotated[list[ReleasePlace], Field(title="Locations")]
    themes: Annotated[list[ReleaseTheme], Field(title="Themes")]
    published_at: Annotated[str | None, Field(title="Published At")]
    """
    The instant, or the first instant (UTC) of the day, month or year; null when unknown.
    """
    date: Annotated[str | None, Field(examples=["2019-12-18"], title="Date")]
    """
    The date as far as it is known: `2019-12-18`, `2019-12` or `2019`; of an exact instant the day in the newsroom's time zone.
    """
    date_precision: Annotated[
        Literal["exact", "day", "month", "year", "unknown"],
        Field(title="DatePrecision"),
    ]
    """
    How much is known of the time of publication. Closed: `date` reads by it.
    """
    date_bounds: DateBounds | None
    correction: Correction | None
    usable: Annotated[bool, Field(title="Usable")]
    """
    May I publish this now?
    """
    usable_from: Annotated[str | None, Field(title="Usable From")]
    organisation: Organisation | None
    contacts: Annotated[list[Contact], Field(title="Contacts")]
    links: Annotated[list[Link], Field(title="Links")]
    media: Annotated[list[dict[str, str]], Field(title="Media")]
    """
    Reserved: pictures and files come later.
    """
    usage_terms: Annotated[str | None, Field(title="Usage Terms")]
    source_url: Annotated[str | None, Field(title="Source Url")]
    first_public_at: Annotated[str, Field(title="First Public At")]
    """
    When it became public here.
    """
    modified_at: Annotated[str, Field(title="Modified At")]
    """
    When its newest version became public here.
    """
    embargo_until: Annotated[
        AwareDatetime, Field(examples=["2026-11-03T09:30:00Z"], title="Embargo Until")
    ]
    """
    Do not publish, or tell of it, before.
    """


class Facets(BaseModel):
    """
    The facets that were asked for; the others are missing.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    location: Annotated[PlaceLevels | None, Field(title="Location")] = None
    theme: Annotated[list[ThemeValue] | None, Field(title="Theme")] = None
    """
    The tree, in the order of the taxonomy.
    """
    kind: Annotated[list[FacetValue] | None, Field(title="Kind")] = None
    language: Annotated[list[FacetValue] | None, Field(title="Language")] = None
    """
    A tag contains its longer forms, as the filter does: `en` counts `en-GB`.
    """
    organisation: Annotated[list[FacetValue] | None, Field(title="Organisation")] = None
    year: Annotated[list[FacetValue] | None, Field(title="Year")] = None
    """
    In order. Years and months are those of the newsroom's time zone and values of the filter `date`; a release that is known by its year alone is in all of its months.
    """
    month: Annotated[list[FacetValue] | None, Field(title="Month")] = None
    """
    In order; only those that have releases, unless `facet.zero`.
    """


class ListedRelease(BaseModel):
    """
    A release of a list, with what was asked for beside it.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[UUID, Field(title="Id")]
    """
    UUID version 7; never changes, never reused.
    """
    story_id: Annotated[UUID, Field(title="Story Id")]
    """
    The same for all translations of one release; no release has it as its id.
    """
    slug: Annotated[str, Field(examples=["iom-steps-up-humanitarian-response"], title="Slug")]
    version: Annotated[int, Field(ge=1, title="Version")]
    """
    Grows by one with every public change.
    """
    kind: Annotated[str, Field(examples=["press_release"], title="Kind")]
    """
    `press_release`, `statement`, `feature`, `event`, `media_advisory`, `remarks`; an open list: accept values that you do not know.
    """
    language: Annotated[str, Field(examples=["en"], title="Language")]
    """
    BCP 47.
    """
    title: Annotated[str, Field(title="Title")]
    subtitle: Annotated[str | None, Field(title="Subtitle")]
    summary: Annotated[str | None, Field(title="Summary")]
    summary_derived: Annotated[bool, Field(title="Summary Derived")]
    """
    True when the summary is the body's first paragraph, as none was written.
    """
    body_html: Annotated[str, Field(title="Body Html")]
    body_text: Annotated[str, Field(title="Body Text")]
    dateline: Dateline | None
    locations: Annotated[list[ReleasePlace], Field(title="Locations")]
    themes: Annotated[list[ReleaseTheme], Field(title="Themes")]
    published_at: Annotated[str | None, Field(title="Published At")]
    """
    The instant, or the first instant (UTC) of the day, month or year; null when unknown.
    """
    date: Annotated[str | None, Field(examples=["2019-12-18"], title="Date")]
    """
    The date as far as it is known: `2019-12-18`, `2019-12` or `2019`; of an exact instant the day in the newsroom's time zone.
    """
    date_precision: Annotated[
        Literal["exact", "day", "month", "year", "unknown"],
        Field(title="DatePrecision"),
    ]
    """
    How much is known of the time of publication. Closed: `date` reads by it.
    """
    date_bounds: DateBounds | None
    correction: Correction | None
    usable: Annotated[bool, Field(title="Usable")]
    """
    May I publish this now?
    """
    usable_from: Annotated[str | None, Field(title="Usable From")]
    organisation: Organisation | None
    contacts: Annotated[list[Contact], Field(title="Contacts")]
    links: Annotated[list[Link], Field(title="Links")]
    media: Annotated[list[dict[str, str]], Field(title="Media")]
    """
    Reserved: pictures and files come later.
    """
    usage_terms: Annotated[str | None, Field(title="Usage Terms")]
    source_url: Annotated[str | None, Field(title="Source Url")]
    first_public_at: Annotated[str, Field(title="First Public At")]
    """
    When it became public here.
    """
    modified_at: Annotated[str, Field(title="Modified At")]
    """
    When its newest version became public here.
    """
    url: Annotated[
        str,
        Field(
            examples=["https://newsroom.example/v1/releases/0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071"],
            title="Url",
        ),
    ]
    """
    Its lasting address: made from the id, so that no new slug changes it.
    """
    highlights: Highlights | None = None
    """
    Only there with `include=highlights`.
    """


class PartialRelease(BaseModel):
    """
    The members of a release that `fields` names, and always its id.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[UUID, Field(title="Id")]
    """
    UUID version 7; never changes, never reused.
    """
    story_id: Annotated[UUID | None, Field(title="Story Id")] = None
    """
    The same for all translations of one release; no release has it as its id.
    """
    slug: Annotated[
        str | None, Field(examples=["iom-steps-up-humanitarian-response"], title="Slug")
    ] = None
    version: Annotated[int | None, Field(ge=1, title="Version")] = None
    """
    Grows by one with every public change.
    """
    kind: Annotated[str | None, Field(examples=["press_release"], title="Kind")] = None
    """
    `press_release`, `statement`, `feature`, `event`, `media_advisory`, `remarks`; an open list: accept values that you do not know.
    """
    language: Annotated[str | None, Field(examples=["en"], title="Language")] = None
    """
    BCP 47.
    """
    title: Annotated[str | None, Field(title="Title")] = None
    subtitle: Annotated[str | None, Field(title="Subtitle")] = None
    summary: Annotated[str | None, Field(title="Summary")] = None
    summary_derived: Annotated[bool | None, Field(title="Summary Derived")] = None
    """
    True when the summary is the body's first paragraph, as none was written.
    """
    body_html: Annotated[str | None, Field(title="Body Html")] = None
    body_text: Annotated[str | None, Field(title="Body Text")] = None
    dateline: Dateline | None = None
    locations: Annotated[list[ReleasePlace] | None, Field(title="Locations")] = None
    themes: Annotated[list[ReleaseTheme] | None, Field(title="Themes")] = None
    published_at: Annotated[str | None, Field(title="Published At")] = None
    """
    The instant, or the first instant (UTC) of the day, month or year; null when unknown.
    """
    date: Annotated[str | None, Field(examples=["2019-12-18"], title="Date")] = None
    """
    The date as far as it is known: `2019-12-18`, `2019-12` or `2019`; of an exact instant the day in the newsroom's time zone.
    """
    date_precision: Annotated[
        Literal["exact", "day", "month", "year", "unknown"] | None,
        Field(title="DatePrecision"),
    ] = None
    """
    How much is known of the time of publication. Closed: `date` reads by it.
    """
    date_bounds: DateBounds | None = None
    correction: Correction | None = None
    usable: Annotated[bool | None, Field(title="Usable")] = None
    """
    May I publish this now?
    """
    usable_from: Annotated[str | None, Field(title="Usable From")] = None
    organisation: Organisation | None = None
    contacts: Annotated[list[Contact] | None, Field(title="Contacts")] = None
    links: Annotated[list[Link] | None, Field(title="Links")] = None
    media: Annotated[list[dict[str, str]] | None, Field(title="Media")] = None
    """
    Reserved: pictures and files come later.
    """
    usage_terms: Annotated[str | None, Field(title="Usage Terms")] = None
    source_url: Annotated[str | None, Field(title="Source Url")] = None
    first_public_at: Annotated[str | None, Field(title="First Public At")] = None
    """
    When it became public here.
    """
    modified_at: Annotated[str | None, Field(title="Modified At")] = None
    """
    When its newest version became public here.
    """
    url: Annotated[
        str | None,
        Field(
            examples=["https://newsroom.example/v1/releases/0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071"],
            title="Url",
        ),
    ] = None
    """
    Its lasting address: made from the id, so that no new slug changes it.
    """


class PreviewRelease(BaseModel):
    """
    A release as readers would see it. It is not public, and not to be used.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[UUID, Field(title="Id")]
    """
    UUID version 7; never changes, never reused.
    """
    story_id: Annotated[UUID, Field(title="Story Id")]
    """
    The same for all translations of one release; no release has it as its id.
    """
    slug: Annotated[str, Field(examples=["iom-steps-up-humanitarian-response"], title="Slug")]
    version: Annotated[int, Field(ge=1, title="Version")]
    """
    Grows by one with every public change.
    """
    kind: Annotated[str, Field(examples=["press_release"], title="Kind")]
    """
    `press_release`, `statement`, `feature`, `event`, `media_advisory`, `remarks`; an open list: accept values that you do not know.
    """
    language: Annotated[str, Field(examples=["en"], title="Language")]
    """
    BCP 47.
    """
    title: Annotated[str, Field(title="Title")]
    subtitle: Annotated[str | None, Field(title="Subtitle")]
    summary: Annotated[str | None, Field(title="Summary")]
    summary_derived: Annotated[bool, Field(title="Summary Derived")]
    """
    True when the summary is the body's first paragraph, as none was written.
    """
    body_html: Annotated[str, Field(title="Body Html")]
    body_text: Annotated[str, Field(title="Body Text")]
    dateline: Dateline | None
    locations: Annotated[list[ReleasePlace], Field(title="Locations")]
    themes: Annotated[list[ReleaseTheme], Field(title="Themes")]
    published_at: Annotated[str | None, Field(title="Published At")]
    """
    The instant, or the first instant (UTC) of the day, month or year; null when unknown.
    """
    date: Annotated[str | None, Field(examples=["2019-12-18"], title="Date")]
    """
    The date as far as it is known: `2019-12-18`, `2019-12` or `2019`; of an exact instant the day in the newsroom's time zone.
    """
    date_precision: Annotated[
        Literal["exact", "day", "month", "year", "unknown"],
        Field(title="DatePrecision"),
    ]
    """
    How much is known of the time of publication. Closed: `date` reads by it.
    """
    date_bounds: DateBounds | None
    correction: Correction | None
    usable: Annotated[bool, Field(title="Usable")]
    """
    May I publish this now?
    """
    usable_from: Annotated[str | None, Field(title="Usable From")]
    organisation: Organisation | None
    contacts: Annotated[list[Contact], Field(title="Contacts")]
    links: Annotated[list[Link], Field(title="Links")]
    media: Annotated[list[dict[str, str]], Field(title="Media")]
    """
    Reserved: pictures and files come later.
    """
    usage_terms: Annotated[str | None, Field(title="Usage Terms")]
    source_url: Annotated[str | None, Field(title="Source Url")]
    preview: Annotated[Literal[True], Field(title="Preview")]
    revision: Annotated[int, Field(title="Revision")]
    """
    The revision that the link shows.
    """
    expires_at: Annotated[str, Field(title="Expires At")]
    """
    When the link ends.
    """
    first_public_at: Annotated[str | None, Field(title="First Public At")]
    """
    Null when it was never public.
    """
    modified_at: Annotated[str | None, Field(title="Modified At")]
    """
    Always null: this text is not public.
    """


class ReadRelease(BaseModel):
    """
    One release at its address, which may stand under a notice.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[UUID, Field(title="Id")]
    """
    UUID version 7; never changes, never reused.
    """
    story_id: Annotated[UUID, Field(title="Story Id")]
    """
    The same for all translations of one release; no release has it as its id.
    """
    slug: Annotated[str, Field(examples=["iom-steps-up-humanitarian-response"], title="Slug")]
    version: Annotated[int, Field(ge=1, title="Version")]
    """
    Grows by one with every public change.
    """
    kind: Annotated[str, Field(examples=["press_release"], title="Kind")]
    """
    `press_release`, `statement`, `feature`, `event`, `media_advisory`, `remarks`; an open list: accept values that you do not know.
    """
    language: Annotated[str, Field(examples=["en"], title="Language")]
    """
    BCP 47.
    """
    title: Annotated[str, Field(title="Title")]
    subtitle: Annotated[str | None, Field(title="Subtitle")]
    summary: Annotated[str | None, Field(title="Summary")]
    summary_derived: Annotated[bool, Field(title="Summary Derived")]
    """
    True when the summary is the body's first paragraph, as none was written.
    """
    body_html: Annotated[str, Field(title="Body Html")]
    body_text: Annotated[str, Field(title="Body Text")]
    dateline: Dateline | None
    locations: Annotated[list[ReleasePlace], Field(title="Locations")]
    themes: Annotated[list[ReleaseTheme], Field(title="Themes")]
    published_at: Annotated[str | None, Field(title="Published At")]
    """
    The instant, or the first instant (UTC) of the day, month or year; null when unknown.
    """
    date: Annotated[str | None, Field(examples=["2019-12-18"], title="Date")]
    """
    The date as far as it is known: `2019-12-18`, `2019-12` or `2019`; of an exact instant the day in the newsroom's time zone.
    """
    date_precision: Annotated[
        Literal["exact", "day", "month", "year", "unknown"],
        Field(title="DatePrecision"),
    ]
    """
    How much is known of the time of publication. Closed: `date` reads by it.
    """
    date_bounds: DateBounds | None
    correction: Correction | None
    usable: Annotated[bool, Field(title="Usable")]
    """
    May I publish this now?
    """
    usable_from: Annotated[str | None, Field(title="Usable From")]
    organisation: Organisation | None
    contacts: Annotated[list[Contact], Field(title="Contacts")]
    links: Annotated[list[Link], Field(title="Links")]
    media: Annotated[list[dict[str, str]], Field(title="Media")]
    """
    Reserved: pictures and files come later.
    """
    usage_terms: Annotated[str | None, Field(title="Usage Terms")]
    source_url: Annotated[str | None, Field(title="Source Url")]
    first_public_at: Annotated[str, Field(title="First Public At")]
    """
    When it became public here.
    """
    modified_at: Annotated[str, Field(title="Modified At")]
    """
    When its newest version became public here.
    """
    url: Annotated[
        str,
        Field(
            examples=["https://newsroom.example/v1/releases/0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071"],
            title="Url",
        ),
    ]
    """
    Its lasting address: made from the id, so that no new slug changes it.
    """
    notice: Notice | None = None
    """
    Only there when the release was withdrawn but is kept to be read.
    """


class Release(BaseModel):
    """
    One release, as everyone sees it.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    id: Annotated[UUID, Field(title="Id")]
    """
    UUID version 7; never changes, never reused.
    """
    story_id: Annotated[UUID, Field(title="Story Id")]
    """
    The same for all translations of one release; no release has it as its id.
    """
    slug: Annotated[str, Field(examples=["iom-steps-up-humanitarian-response"], title="Slug")]
    version: Annotated[int, Field(ge=1, title="Version")]
    """
    Grows by one with every public change.
    """
    kind: Annotated[str, Field(examples=["press_release"], title="Kind")]
    """
    `press_release`, `statement`, `feature`, `event`, `media_advisory`, `remarks`; an open list: accept values that you do not know.
    """
    language: Annotated[str, Field(examples=["en"], title="Language")]
    """
    BCP 47.
    """
    title: Annotated[str, Field(title="Title")]
    subtitle: Annotated[str | None, Field(title="Subtitle")]
    summary: Annotated[str | None, Field(title="Summary")]
    summary_derived: Annotated[bool, Field(title="Summary Derived")]
    """
    True when the summary is the body's first paragraph, as none was written.
    """
    body_html: Annotated[str, Field(title="Body Html")]
    body_text: Annotated[str, Field(title="Body Text")]
    dateline: Dateline | None
    locations: Annotated[list[ReleasePlace], Field(title="Locations")]
    themes: Annotated[list[ReleaseTheme], Field(title="Themes")]
    published_at: Annotated[str | None, Field(title="Published At")]
    """
    The instant, or the first instant (UTC) of the day, month or year; null when unknown.
    """
    date: Annotated[str | None, Field(examples=["2019-12-18"], title="Date")]
    """
    The date as far as it is known: `2019-12-18`, `2019-12` or `2019`; of an exact instant the day in the newsroom's time zone.
    """
    date_precision: Annotated[
        Literal["exact", "day", "month", "year", "unknown"],
        Field(title="DatePrecision"),
    ]
    """
    How much is known of the time of publication. Closed: `date` reads by it.
    """
    date_bounds: DateBounds | None
    correction: Correction | None
    usable: Annotated[bool, Field(title="Usable")]
    """
    May I publish this now?
    """
    usable_from: Annotated[str | None, Field(title="Usable From")]
    organisation: Organisation | None
    contacts: Annotated[list[Contact], Field(title="Contacts")]
    links: Annotated[list[Link], Field(title="Links")]
    media: Annotated[list[dict[str, str]], Field(title="Media")]
    """
    Reserved: pictures and files come later.
    """
    usage_terms: Annotated[str | None, Field(title="Usage Terms")]
    source_url: Annotated[str | None, Field(title="Source Url")]
    first_public_at: Annotated[str, Field(title="First Public At")]
    """
    When it became public here.
    """
    modified_at: Annotated[str, Field(title="Modified At")]
    """
    When its newest version became public here.
    """
    url: Annotated[
        str,
        Field(
            examples=["https://newsroom.example/v1/releases/0197a3c4-5d6e-7f80-9a1b-2c3d4e5f6071"],
            title="Url",
        ),
    ]
    """
    Its lasting address: made from the id, so that no new slug changes it.
    """


class ReleaseList(BaseModel):
    """
    A page of releases, whole unless `fields` names some of their members.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    data: Annotated[list[ListedRelease | PartialRelease], Field(title="Data")]
    facets: Facets | None = None
    """
    Only there when asked for.
    """
    meta: ListMeta
    links: ListLinks


class ChangeEntry(BaseModel):
    """
    What happened to a release, under the filters.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    seq: Annotated[int, Field(title="Seq")]
    """
    Numbers grow in the order in which facts became public.
    """
    cursor: Annotated[str, Field(title="Cursor")]
    """
    Goes on after this entry, as `since`: keep it with what you made of the entry.
    """
    kind: Annotated[str, Field(examples=["published"], title="Kind")]
    """
    `published`, `updated`, `corrected`, `withdrawn`, and `left`: the release no longer fits the filters. An open list: judge by `document`.
    """
    release_id: Annotated[UUID, Field(title="Release Id")]
    version: Annotated[int, Field(title="Version")]
    """
    The version of the release that the fact made public.
    """
    at: Annotated[AwareDatetime, Field(examples=["2026-11-03T09:30:00Z"], title="At")]
    note: Annotated[dict[str, Any] | None, Field(title="Note")]
    """
    Of a correction its note, severity and action; of a withdrawal its notice. Null otherwise, and for facts about a release that was withdrawn later.
    """
    url: Annotated[str, Field(title="Url")]
    """
    Where the release is; 410 once it is withdrawn.
    """
    addresses: Annotated[list[str] | None, Field(title="Addresses")]
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
    data: Annotated[list[ChangeEntry], Field(title="Data")]
    meta: ChangesMeta
    links: ChangesLinks


class EmbargoedPage(BaseModel):
    """
    Releases under embargo, the first to be public first.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    data: Annotated[list[EmbargoedRelease], Field(title="Data")]
    meta: Annotated[dict[str, int], Field(title="Meta")]
    links: Annotated[dict[str, str], Field(title="Links")]


class FacetAnswer(BaseModel):
    """
    Facets alone.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    facets: Facets
    meta: FacetMeta
    links: FacetLinks


class RelatedReleases(BaseModel):
    """
    Releases that are near to one, the nearest first.
    """

    model_config = ConfigDict(
        extra="allow",
        use_attribute_docstrings=True,
    )
    data: Annotated[list[Release | PartialRelease], Field(title="Data")]
    meta: RelatedMeta
    links: SelfLink


ThemeNode.model_rebuild()
ThemeValue.model_rebuild()
