"""The built-in WebSub hub: where subscribers ask for, renew and end subscriptions."""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import Depends, Request
from starlette.responses import Response

from app.base.examples import EXAMPLE_BASE
from app.base.problems import (
    HUB_FULL,
    INVALID,
    MALFORMED,
    REQUEST_TIMEOUT,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    Problem,
)
from app.changes import log
from app.http.caching import CachePolicy
from app.http.contract.openapi import problems
from app.http.deps import AppSettings, Now, WriteSession
from app.http.routing import Router
from app.websub.requests import read_request, record_request

FORM = "application/x-www-form-urlencoded"
MAX_FORM = 20_000
MAX_FIELDS = 50

router = Router(tags=["feeds"])

Form = dict[str, list[str]]

_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "required": ["hub.mode", "hub.topic", "hub.callback"],
                    "properties": {
                        "hub.mode": {
                            "type": "string",
                            "enum": ["subscribe", "unsubscribe"],
                            "description": "What is asked for.",
                        },
                        "hub.topic": {
                            "type": "string",
                            "format": "uri",
                            "description": "The feed's address as its link `self` has it.",
                        },
                        "hub.callback": {
                            "type": "string",
                            "format": "uri",
                            "description": "Where the hub asks back and sends to.",
                        },
                        "hub.lease_seconds": {
                            "type": "integer",
                            "description": "How long; an hour to 30 days, 10 days without it.",
                        },
                        "hub.secret": {
                            "type": "string",
                            "description": "Signs what is sent; shorter than 200 bytes.",
                        },
                    },
                },
                "example": {
                    "hub.mode": "subscribe",
                    "hub.topic": f"{EXAMPLE_BASE}/v1/releases.atom?location=TR",
                    "hub.callback": "https://partner.example/websub/17",
                    "hub.secret": "a long random text",
                },
            }
        },
    }
}


async def _read_form(request: Request) -> Form:
    essence = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    if essence != FORM:
        detail = f"The hub takes {FORM}."
        headers = {"Accept-Post": FORM}
        raise Problem(UNSUPPORTED_MEDIA_TYPE, detail, {"supported": [FORM]}, headers)
    if len(body) > MAX_FORM:
        detail = "The form is too large."
        raise Problem(TOO_LARGE, detail, {"limit_bytes": MAX_FORM})
    try:
        return parse_qs(
            body.decode(),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=MAX_FIELDS,
        )
    except ValueError as error:
        raise Problem(MALFORMED, "The body is no form in UTF-8.") from error


def _check_topic(request: Request) -> Callable[[str], None]:
    check: Callable[[str], None] = request.app.state.topics.check
    return check


@router.post(
    "/v1/websub",
    summary="Subscribe to a feed",
    status_code=202,
    response_class=Response,
    responses={
        202: {"description": "Noted; the callback is asked next."},
        **problems(
            MALFORMED, REQUEST_TIMEOUT, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, INVALID, HUB_FULL
        ),
    },
    openapi_extra=_BODY,
)
def subscribe_to_feed(
    form: Annotated[Form, Depends(_read_form)],
    check_topic: Annotated[Callable[[str], None], Depends(_check_topic)],
    session: WriteSession,
    settings: AppSettings,
    now: Now,
) -> Response:
    """WebSub (W3C Recommendation): be sent a feed whenever it changes, or no longer.

    The topic is the first page of any feed in RSS, Atom or JSON Feed, under any filters. The hub
    asks the callback back (`hub.challenge`) before anything changes, so this may be sent again at
    any time; renew a subscription in this way before its lease ends.
    """
    private = settings.callbacks_to_private_hosts
    request = read_request(form, check_topic, allow_private=private)
    record_request(session, request, now, log.head(session))
    return Response(status_code=202, headers={"Cache-Control": CachePolicy.NEVER.value})
