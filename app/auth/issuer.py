"""The signing keys of an OpenID Connect issuer: discovered, cached, fetched when they rotate."""

import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import structlog
from jwt import PyJWK, PyJWKError, PyJWKSet
from jwt.exceptions import PyJWKSetError

from app.outbound.client import USER_AGENT

DISCOVERY = "/.well-known/openid-configuration"
TIMEOUT_SECONDS = 5.0
MAX_DOCUMENT_BYTES = 1_000_000
# A key that the issuer has taken away is refused after so long.
FRESH_SECONDS = 3600.0
# Tokens with invented key names must not make us call the issuer each time.
RETRY_SECONDS = 30.0

log = structlog.get_logger("dateline.auth")


class IssuerAway(Exception):
    """The issuer's keys could not be had, now or before."""


def outbound_client() -> httpx.Client:
    """A client that reads no proxy from the environment and follows no redirect."""
    return httpx.Client(
        headers={"User-Agent": USER_AGENT},
        trust_env=False,
        follow_redirects=False,
        timeout=TIMEOUT_SECONDS,
    )


class SigningKeys:
    """The keys of `issuer`, by name. One for the process; threads may share it."""

    def __init__(
        self,
        issuer: str,
        client: httpx.Client,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.issuer = issuer
        self._client = client
        self._clock = clock
        self._lock = threading.Lock()
        self._keys: dict[str, PyJWK] | None = None
        self._fetched_at = self._tried_at = -FRESH_SECONDS

    def find(self, name: str) -> PyJWK | None:
        """The key called `name`; None when the issuer has none. Raises IssuerAway."""
        with self._lock:
            if self._is_stale() or name not in (self._keys or {}):
                self._refresh()
            if self._keys is None:
                raise IssuerAway
            return self._keys.get(name)

    def _is_stale(self) -> bool:
        return self._clock() - self._fetched_at >= FRESH_SECONDS

    def _refresh(self) -> None:
        """Fetch the keys, at most every `RETRY_SECONDS`; a failure keeps those that are known."""
        if self._clock() - self._tried_at < RETRY_SECONDS:
            return
        self._tried_at = self._clock()
        try:
            self._keys = self._fetch()
            self._fetched_at = self._clock()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, PyJWKError, PyJWKSetError) as error:
            log.warning("issuer not read", issuer=self.issuer, reason=str(error)[:200])

    def _fetch(self) -> dict[str, PyJWK]:
        about = self._get(self.issuer.rstrip("/") + DISCOVERY)
        if about.get("issuer") != self.issuer:
            raise ValueError("the discovery document names another issuer")
        address = str(about.get("jwks_uri", ""))
        scheme = self.issuer.partition("://")[0]
        if not address.startswith(f"{scheme}://"):
            raise ValueError(f"jwks_uri has to begin {scheme}://")
        keys = PyJWKSet.from_dict(self._get(address)).keys
        return {key.key_id: key for key in keys if key.key_id and _signs(key)}

    def _get(self, address: str) -> dict[str, Any]:
        with self._client.stream("GET", address) as answer:
            if answer.status_code != httpx.codes.OK:
                raise ValueError(f"status {answer.status_code} from {address}")
            body = b""
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > MAX_DOCUMENT_BYTES:
                    raise ValueError(f"more than {MAX_DOCUMENT_BYTES} bytes from {address}")
        document = httpx.Response(200, content=body).json()
        if not isinstance(document, dict):
            raise ValueError(f"no object at {address}")
        return document


def _signs(key: PyJWK) -> bool:
    # A symmetric key in a public set would let everyone sign.
    return key.key_type in {"RSA", "EC", "OKP"} and key.public_key_use in {None, "sig"}
