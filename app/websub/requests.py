"""Reads and records requests to the WebSub hub (W3C Recommendation, section 5.1)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from app.base.ids import new_id
from app.base.problems import HUB_FULL, Fault, Invalid, Problem
from app.outbound.callback_url import fault_of
from app.websub.models import WebsubSubscription

SUBSCRIBE, UNSUBSCRIBE = "subscribe", "unsubscribe"
# A subscriber renews its lease well before it ends; no lease is endless (section 5.3).
DEFAULT_LEASE = timedelta(days=10)
SHORTEST_LEASE, LONGEST_LEASE = timedelta(hours=1), timedelta(days=30)
# "MUST be less than 200 bytes in length" (section 5.1).
SECRET_BYTES = 200
MAX_DIGITS = 18
# Callback and topic in UTF-8: the key of a B-tree of PostgreSQL has at most 2,704 bytes.
MAX_KEY = 2_600
# Each request costs its callback a GET, so requests in the name of a stranger are bounded.
MAX_PER_HOST = 500


@dataclass(frozen=True)
class HubRequest:
    """One valid request. Only a subscription uses `secret` and `seconds`."""

    mode: str
    topic: str
    callback: str
    seconds: int
    secret: str | None

    @property
    def host(self) -> str:
        """Returns the host of the callback."""
        return (urlsplit(self.callback).hostname or "").lower()


def read_request(
    form: Mapping[str, Sequence[str]], check_topic: Callable[[str], None], *, allow_private: bool
) -> HubRequest:
    """Returns the request in a form; unknown fields are ignored. Raises Invalid.

    `check_topic` raises Invalid for what is no feed of ours; `allow_private` is for development.
    """
    faults: list[Fault] = []
    values = {name: _one(form, name, faults) for name in ("hub.mode", "hub.topic", "hub.callback")}
    mode, topic, callback = (value or "" for value in values.values())
    if mode and mode not in (SUBSCRIBE, UNSUBSCRIBE):
        faults.append(Fault(f"Either {SUBSCRIBE} or {UNSUBSCRIBE}.", parameter="hub.mode"))
    # The name is resolved only when it is called: a caller without a key learns nothing of it.
    if callback and (fault := fault_of(callback, allow_private=allow_private)):
        faults.append(Fault(fault, parameter="hub.callback"))
    if len(callback.encode()) + len(topic.encode()) > MAX_KEY:
        detail = f"Callback and topic have at most {MAX_KEY} bytes together."
        faults.append(Fault(detail, parameter="hub.callback"))
    secret = _secret(form, faults)
    seconds = _lease(form.get("hub.lease_seconds", [""])[-1], faults)
    if not faults:
        try:
            check_topic(topic)
        except Invalid as problem:
            details = " ".join(fault.detail for fault in problem.faults)
            faults.append(Fault(details, parameter="hub.topic"))
    if faults:
        raise Invalid(faults)
    return HubRequest(mode, topic, callback, seconds, secret)


def record_request(session: Session, request: HubRequest, now: datetime, head: int) -> None:
    """Record a request to be verified; the newest one for a topic and callback counts.

    `head` is the newest number of the log. Raises Problem (429).
    """
    same = select(WebsubSubscription).where(
        col(WebsubSubscription.topic) == request.topic,
        col(WebsubSubscription.callback) == request.callback,
    )
    row = session.exec(same.with_for_update()).one_or_none()
    if row is None:
        if request.mode == UNSUBSCRIBE:
            return
        _check_host(session, request.host)
        try:
            with session.begin_nested():
                row = _new_row(request, now, head)
                session.add(row)
        except IntegrityError:  # the same request came at the same time
            row = session.exec(same.with_for_update()).one()
    row.wanted, row.wanted_seconds = request.mode, request.seconds
    row.wanted_secret, row.asked = request.secret, row.asked + 1


def _new_row(request: HubRequest, now: datetime, head: int) -> WebsubSubscription:
    return WebsubSubscription(
        id=new_id(),
        topic=request.topic,
        callback=request.callback,
        host=request.host,
        seen=head,
        due_at=now,
    )


def _check_host(session: Session, host: str) -> None:
    of_host = select(func.count()).where(col(WebsubSubscription.host) == host)
    if session.exec(of_host).one() >= MAX_PER_HOST:
        raise Problem(HUB_FULL, f"{MAX_PER_HOST} is the most.", headers={"Retry-After": "3600"})


def _one(form: Mapping[str, Sequence[str]], name: str, faults: list[Fault]) -> str | None:
    values = form.get(name, [])
    if len(values) == 1 and values[0]:
        return values[0]
    faults.append(Fault("Give this parameter once.", parameter=name))
    return None


def _secret(form: Mapping[str, Sequence[str]], faults: list[Fault]) -> str | None:
    secret = form.get("hub.secret", [None])[-1] or None
    if secret is not None and len(secret.encode()) >= SECRET_BYTES:
        detail = f"A secret has to be shorter than {SECRET_BYTES} bytes."
        faults.append(Fault(detail, parameter="hub.secret"))
    if secret is not None and "\0" in secret:  # no text of PostgreSQL has one
        faults.append(Fault("A secret has no NUL.", parameter="hub.secret"))
    return secret


def _lease(text: str, faults: list[Fault]) -> int:
    if not text:
        return int(DEFAULT_LEASE.total_seconds())
    if not (text.isascii() and text.isdecimal() and len(text) <= MAX_DIGITS):
        faults.append(Fault("A number of seconds.", parameter="hub.lease_seconds"))
        return 0
    shortest, longest = SHORTEST_LEASE.total_seconds(), LONGEST_LEASE.total_seconds()
    return int(min(max(int(text), shortest), longest))
