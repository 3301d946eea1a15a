"""Problems in the sense of RFC 9457: a closed list of types, and the exceptions that carry them.

Problem
├── Invalid                422  the request is understood, its content is not right
├── NotFound               404
├── Gone                   410  withdrawn, with its notice
├── Stale                  412  If-Match names an older state
├── PreconditionRequired   428  a change without If-Match
├── Unauthenticated        401
└── Forbidden              403

Knows no framework: `http/problem_answers.py` turns these into answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

ECHO_LENGTH = 80
MAX_FAULTS = 100


@dataclass(frozen=True)
class ProblemType:
    """One entry of the closed list: the slug is the last part of its address under `/problems/`."""

    slug: str
    status: int
    title: str
    explanation: str


TYPES: dict[str, ProblemType] = {}


def _type(slug: str, status: int, title: str, explanation: str) -> ProblemType:
    TYPES[slug] = ProblemType(slug, status, title, explanation)
    return TYPES[slug]


MALFORMED = _type(
    "malformed-request",
    400,
    "The request cannot be read",
    "The body is not JSON in UTF-8, or the HTTP message is broken. `detail` says where.",
)
UNAUTHENTICATED = _type(
    "unauthenticated",
    401,
    "No valid key was given",
    "Send `Authorization: Bearer KEY` with a key that exists, has not expired and was not revoked."
    " `detail` says what is missing: no header, another scheme, or a key that is not known or has"
    ' ended; of a key or token that does not work, `WWW-Authenticate` has `error="invalid_token"`.',
)
FORBIDDEN = _type(
    "forbidden",
    403,
    "The key may not do this",
    "The key is valid but lacks the scope that `detail` names, or is limited to one organisation"
    " where all of them are concerned.",
)
NOT_FOUND = _type(
    "not-found",
    404,
    "There is nothing at this address",
    "No such resource, or none that this caller may see: the two are not told apart. Where the"
    " address itself is not one of this interface, `suggestion` is the nearest that is.",
)
METHOD_NOT_ALLOWED = _type(
    "method-not-allowed",
    405,
    "The address does not take this method",
    "The `Allow` header lists the methods that it takes.",
)
NOT_ACCEPTABLE = _type(
    "not-acceptable",
    406,
    "No representation fits the Accept header",
    "`detail` lists the media types on offer.",
)
REQUEST_TIMEOUT = _type(
    "request-timeout",
    408,
    "The request did not arrive in time",
    "The connection was silent for too long while the head or the body was awaited. Send it again.",
)
NOT_IN_THIS_STATE = _type(
    "not-in-this-state",
    409,
    "The release is not in a state that allows this",
    "`state` is the state it is in, `allowed` lists the acts that it takes now.",
)
SLUG_TAKEN = _type(
    "slug-taken",
    409,
    "Another release has this slug",
    "A slug is an address and belongs to one release. Choose another, or leave it out.",
)
PLACE_EXISTS = _type(
    "place-exists",
    409,
    "A place of this name is known in the country",
    "`places` lists what has the name. Use that place, or send the same again with `namesake=true`"
    " if this is another one.",
)
FILE_IN_USE = _type(
    "file-in-use",
    409,
    "A release has this file",
    "`release` is one whose saved texts have it, of now or of before. Such a file stays.",
)
KEY_NOT_ACTIVE = _type(
    "key-not-active",
    409,
    "The key works no more",
    "A key that was revoked, has expired or was rotated before cannot be rotated. Make a new one.",
)
KEY_IN_USE = _type(
    "idempotency-key-in-use",
    409,
    "A request with this Idempotency-Key is still running",
    "Wait for the seconds in `Retry-After`, then send the same request again to get its answer.",
)
SHOWN_ONCE = _type(
    "shown-once",
    409,
    "The answer held a secret and is not given again",
    "The first request with this `Idempotency-Key` did its work; its answer was not kept because of"
    " the secret in it. If it never arrived, revoke what was made and make another with a new key.",
)
SUBSCRIPTION_STATE = _type(
    "subscription-not-in-this-state",
    409,
    "The subscription is not in a state that allows this",
    "`state` is the state it is in, `remedy` what would help.",
)
SUBSCRIPTION_LIMIT = _type(
    "subscription-limit",
    409,
    "There are too many subscriptions of this key",
    "`limit` is the most that one key may have. Delete those that are not needed.",
)
GONE = _type(
    "withdrawn",
    410,
    "The release was withdrawn",
    "`notice` says why. A copy on another site should be taken down.",
)
STALE = _type(
    "stale",
    412,
    "The release was changed in the meantime",
    "`etag` is the current tag, `changes` tells what was done since, where that is known. Read the"
    " release again, put the change on top, and retry.",
)
TOO_LARGE = _type(
    "body-too-large",
    413,
    "The request body is too large",
    "`limit_bytes` is the largest body that is taken.",
)
URL_TOO_LONG = _type(
    "address-too-long",
    414,
    "The address of the request is too long",
    "`limit_bytes` is the longest that the head of a request may be, address and fields together.",
)
UNSUPPORTED_MEDIA_TYPE = _type(
    "unsupported-media-type",
    415,
    "The body has a media type that is not taken here",
    "`detail` names the media types that are taken.",
)
RANGE_NOT_SATISFIABLE = _type(
    "range-not-satisfiable",
    416,
    "The part that was asked for is not there",
    "`Range` names bytes behind the end. `Content-Range` says how many there are.",
)
INVALID = _type(
    "invalid",
    422,
    "Invalid request",
    "`errors` lists every fault with its place: a JSON Pointer into the body, a parameter or a"
    " header. `detail` is the first of them.",
)
KEY_REUSED = _type(
    "idempotency-key-reused",
    422,
    "The Idempotency-Key belongs to another request",
    "A key stands for one request: its method, address and body. Take a new key for another one.",
)
PREFLIGHT_FAILED = _type(
    "preflight-failed",
    422,
    "The release is not fit to be published",
    "`findings` lists what was found, errors first. With `strict=true` warnings stop it as well.",
)
HUB_FULL = _type(
    "too-many-subscriptions",
    429,
    "There are too many subscriptions of this host",
    "The hub takes a bounded number of subscriptions from the host of one callback. End those that"
    " are not needed, or wait until their leases end.",
)
PRECONDITION_REQUIRED = _type(
    "precondition-required",
    428,
    "A change needs If-Match",
    "Read the release, and send its `ETag` back as `If-Match`, so that no one's edit is lost.",
)
HEAD_TOO_LARGE = _type(
    "head-too-large",
    431,
    "The head of the request is too large",
    "`limit_bytes` is the longest that the head of a request may be, address and fields together.",
)
INTERNAL = _type(
    "internal",
    500,
    "The server failed",
    "A fault of ours. It was logged under the request id in `instance`.",
)
NOT_IMPLEMENTED = _type(
    "not-implemented",
    501,
    "The server lacks what the request needs",
    "No transfer coding but `chunked`, and no CONNECT.",
)
UNAVAILABLE = _type(
    "unavailable",
    503,
    "The server is busy",
    "The database, or the store of files, took too long. Try again after the seconds in"
    " `Retry-After`.",
)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: where, what, and what would be right."""

    detail: str
    pointer: str | None = None
    parameter: str | None = None
    suggestion: str | None = None

    def as_dict(self) -> dict[str, str]:
        """Returns the members that have a value."""
        members = {
            "detail": self.detail,
            "pointer": _fragment(self.pointer),
            "parameter": self.parameter,
            "suggestion": self.suggestion,
        }
        return {name: value for name, value in members.items() if value is not None}


def _fragment(pointer: str | None) -> str | None:
    # A URI fragment (RFC 6901 section 6), as the example in RFC 9457 has it.
    return pointer if pointer is None or pointer.startswith("#") else f"#{pointer}"


def _summary(faults: Sequence[Fault]) -> str:
    """Returns the first fault with the name of its place, and how many there are."""
    first = faults[0]
    place = first.parameter or (first.pointer or "").lstrip("#/")
    name = place.rpartition("/")[2]
    detail = first.detail if not place or name in first.detail else f"`{place}`: {first.detail}"
    return detail if len(faults) == 1 else f"{detail} ({len(faults)} faults)"


@dataclass(eq=False)
class Problem(Exception):
    """An error that the caller is told, of one of the types above."""

    type: ProblemType
    detail: str
    extra: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(self.detail)


class Invalid(Problem):
    """422 with the faults that were found, up to a bound."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        faults = faults[:MAX_FAULTS]
        super().__init__(
            INVALID, _summary(faults), {"errors": [fault.as_dict() for fault in faults]}
        )
        self.faults = tuple(faults)

    @classmethod
    def of(
        cls,
        detail: str,
        *,
        pointer: str | None = None,
        parameter: str | None = None,
        suggestion: str | None = None,
    ) -> Self:
        """Returns a 422 with a single fault."""
        return cls([Fault(detail, pointer, parameter, suggestion)])


class NotFound(Problem):
    """404. The text never depends on whether a hidden thing exists."""

    def __init__(self, detail: str = "There is no such resource, or it is not public.") -> None:
        super().__init__(NOT_FOUND, detail)


class WrongAddress(Problem):
    """404 for an address that no route has, or that is written otherwise; it knows the right one.

    `is_same` says that the right one names the same thing: then a GET is redirected there.
    """

    def __init__(self, detail: str, base_url: str, right: str, *, is_same: bool) -> None:
        self.location, self.is_same = f"{base_url}{right}", is_same
        super().__init__(
            NOT_FOUND,
            f"{detail} Did you mean {self.location} ?",
            {"suggestion": self.location},
        )


class Gone(Problem):
    """410 with the notice of a withdrawal."""

    def __init__(self, notice: Mapping[str, Any]) -> None:
        super().__init__(
            GONE, "This release was withdrawn by its publisher.", {"notice": dict(notice)}
        )


class Stale(Problem):
    """412: the caller's entity tag is not the current one."""

    def __init__(self, etag: str, extra: Mapping[str, Any] | None = None) -> None:
        super().__init__(
            STALE,
            f"The current entity tag is {etag}.",
            {"etag": etag, **(extra or {})},
            {"ETag": etag},
        )


class PreconditionRequired(Problem):
    """428: a change without `If-Match`."""

    def __init__(self) -> None:
        super().__init__(PRECONDITION_REQUIRED, "Send the release's ETag as If-Match.")


_CHALLENGE = 'Bearer realm="dateline"'


class Unauthenticated(Problem):
    """401 with the challenge that RFC 9110 section 11.6.1 asks for.

    `is_invalid` says that a key or token was given, and does not work (RFC 6750 section 3.1).
    """

    def __init__(self, detail: str, *, is_invalid: bool = False) -> None:
        challenge = f'{_CHALLENGE}, error="invalid_token"' if is_invalid else _CHALLENGE
        super().__init__(UNAUTHENTICATED, detail, {}, {"WWW-Authenticate": challenge})


class Forbidden(Problem):
    """403: the key lacks `scope`."""

    def __init__(self, scope: str, detail: str | None = None) -> None:
        detail = detail or f"This needs a key with the scope {scope!r}."
        challenge = f'{_CHALLENGE}, error="insufficient_scope", scope="{scope}"'
        super().__init__(FORBIDDEN, detail, {"scope": scope}, {"WWW-Authenticate": challenge})


def excerpt(value: object) -> str:
    """Returns a caller's value, short enough to repeat and free of what JSON cannot carry."""
    text = (
        str(value).encode("utf-8", "replace").decode().replace("\x00", "\N{REPLACEMENT CHARACTER}")
    )
    return text if len(text) <= ECHO_LENGTH else text[:ECHO_LENGTH] + "…"
