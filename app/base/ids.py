"""The only place that makes identifiers and secrets."""

import base64
import secrets
import string
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

import uuid_utils as quick
import uuid_utils.compat as uuid_utils

_PREFIX_LETTERS = string.ascii_lowercase + string.digits

_STORIES = UUID("5f1d2c3e-8f0b-4c64-9d0a-6a1c6a4e7b52")
_OURS = 7


def new_id() -> UUID:
    """Returns a UUID version 7 (RFC 9562): ordered by time of making, never reused."""
    return uuid_utils.uuid7()


def story_of(release_id: UUID) -> UUID:
    """Returns the id of the story that a release began; the id of a story as it is.

    It is made one way: a translation that is public does not betray the id of a draft.

    >>> str(story_of(UUID("019ab8c2-7a10-7c3e-9d57-0b1f6f6f2a11")))
    '840c20cc-281d-505f-ab92-0c78d6cb899a'
    """
    return uuid5(_STORIES, str(release_id)) if release_id.version == _OURS else release_id


def made_at(made: UUID) -> datetime:
    """Returns when an id of `new_id` was made, to the millisecond."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=made.int >> 80)


def new_id_text() -> str:
    """Returns the text of a new id without making the object: every request asks for one."""
    return str(quick.uuid7())


def new_secret(size: int = 32) -> str:
    """Returns `size` random bytes as URL-safe text without padding."""
    return secrets.token_urlsafe(size)


def new_prefix(size: int = 8) -> str:
    """Returns `size` random small letters and digits: 8 of them make 2.8e12 prefixes."""
    return "".join(secrets.choice(_PREFIX_LETTERS) for _ in range(size))


def new_signing_secret(size: int = 32) -> str:
    """Returns `size` random bytes as Standard Webhooks 1.0.0 writes a symmetric secret."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(size)).decode()}"
