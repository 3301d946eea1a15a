"""The only place that makes identifiers and secrets."""

import secrets
from uuid import UUID

import uuid_utils.compat as uuid_utils


def new_id() -> UUID:
    """A UUID version 7 (RFC 9562): ordered by time of making, never reused."""
    return uuid_utils.uuid7()


def new_secret(size: int = 32) -> str:
    """`size` random bytes as URL-safe text without padding."""
    return secrets.token_urlsafe(size)
