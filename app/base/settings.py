"""Every setting of the product: one frozen class, read from `DATELINE_*` environment variables."""

import json
import os
import re
from functools import cached_property
from pathlib import PurePath
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AnyHttpUrl, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.base.addresses import ReleaseAddresses
from app.base.language import canonical_language
from app.base.text import nearest

PREFIX = "DATELINE_"
# The tests have names of their own.
OF_TESTS = ("DATELINE_TEST_", "DATELINE_FUZZ_")
DEFAULT_DATABASE_URL = "sqlite:///dateline.db"
SCOPES = ("read", "write", "publish", "embargo", "syndicate", "metrics", "admin")
DEFAULT_PUBLIC_URL = AnyHttpUrl("http://127.0.0.1:8000")


_ORIGIN = re.compile(
    r"\*|https?://[A-Za-z0-9._~-]+(:[0-9]+)?|https?://\[[0-9A-Fa-f:.]+\](:[0-9]+)?"
)


class Settings(BaseSettings):
    """Settings of an operator. Units are in the name or in the description."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    database_url: str = Field(
        DEFAULT_DATABASE_URL,
        description="`sqlite:///PATH` or `postgresql+psycopg://USER:PASSWORD@HOST/NAME`.",
    )
    public_url: AnyHttpUrl = Field(
        DEFAULT_PUBLIC_URL,
        description="The address that readers use; every link is made from it, never from Host.",
    )
    title: str = Field("Dateline", description="Name of the newsroom, shown as the feeds' title.")
    time_zone: str = Field(
        "UTC",
        description="IANA name of the newsroom's zone: the days of `date` filters are its days.",
    )
    default_language: str = Field("en", description="BCP 47 tag for labels and undeclared text.")
    themes_file: str | None = Field(
        None, description="JSON file of a taxonomy that replaces the built-in one."
    )
    max_body_bytes: int = Field(
        2_000_000, ge=1_000, description="Largest request body, in bytes; a larger one gets 413."
    )
    max_stream_bytes: int = Field(
        100_000_000,
        ge=1_000,
        description="Largest body of a batch in NDJSON; one line of it has the limit above.",
    )
    body_timeout_seconds: float = Field(
        20.0, gt=0, description="Longest wait for the next piece of a request body, then 408."
    )
    max_head_bytes: int = Field(
        65_536,
        ge=4_096,
        description="Longest head of a request, address and fields; a longer one gets 431 or 414.",
    )
    head_timeout_seconds: float = Field(
        10.0, gt=0, description="How long the head of a request may take; then 408."
    )
    idle_timeout_seconds: int = Field(
        30, ge=1, description="How long a connection may be idle before it is closed, in seconds."
    )
    sqlite_busy_timeout_ms: int = Field(
        10_000, ge=0, description="How long a SQLite writer waits for another one, in milliseconds."
    )
    pool_size: int = Field(10, ge=1, description="Database connections kept open by one process.")
    pool_wait_seconds: float = Field(
        5.0, gt=0, description="Longest wait for a free connection; then 503 with Retry-After."
    )
    statement_seconds: float = Field(
        10.0,
        ge=0,
        description="Longest time of one statement of a request on PostgreSQL, waiting for locks"
        " included; then 503 with Retry-After. 0: no limit.",
    )
    max_streams: int = Field(
        500,
        ge=1,
        description="Event streams and long polls that one process serves at a time; more get 503.",
    )
    max_streams_per_client: int = Field(
        100,
        ge=1,
        description="Of these, for one client: an IPv4 address, or a /64 network of IPv6.",
    )
    max_exports: int = Field(
        4,
        ge=1,
        description="Long exports that one process sends at a time; each holds one connection of"
        " the pool. More get 503.",
    )
    max_exports_per_client: int = Field(2, ge=1, description="Of these, for one client.")
    max_downloads: int = Field(
        64,
        ge=1,
        description="Long files, and press kits, that one process sends at a time; more get 503.",
    )
    max_downloads_per_client: int = Field(16, ge=1, description="Of these, for one client.")
    max_uploads: int = Field(
        4,
        ge=1,
        description="Batches in NDJSON that one process takes at a time; more get 503.",
    )
    export_seconds: float = Field(
        900.0,
        gt=0,
        description="Longest time of an export, which holds one state of the database; then it"
        " ends unfinished.",
    )
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        ("*",), description="Origins that browsers may call from, comma-separated; `*` is any."
    )
    oidc_issuer: str | None = Field(
        None,
        pattern=r"^https?://",
        description="OpenID Connect issuer whose tokens are taken, exactly as in `iss`.",
    )
    oidc_audience: str | None = Field(None, description="What `aud` of a token has to name.")
    oidc_scope_claim: str = Field(
        "scope", description="Claim that tells what a token may do: text with spaces, or a list."
    )
    oidc_scopes: Annotated[dict[str, tuple[str, ...]], NoDecode] = Field(
        {f"dateline:{scope}": (scope,) for scope in SCOPES},
        description="JSON object from values of that claim to lists of scopes.",
    )
    oidc_organisation_claim: str | None = Field(
        None, description="Claim with the slug of the organisation that a token is limited to."
    )
    oidc_leeway_seconds: int = Field(
        60, ge=0, le=600, description="How far the issuer's clock may be from ours, in seconds."
    )
    editing_seconds: int = Field(
        120,
        ge=10,
        le=3_600,
        description="How long a release is shown as being edited unless renewed, in seconds.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", description="`debug`, `info`, `warning` or `error`."
    )
    log_format: Literal["json", "text"] = Field(
        "json", description="`json` for machines, `text` for a terminal."
    )

    site_url_template: str | None = Field(
        None,
        pattern=r"^https?://[^\s{}]+(\{(id|slug|language)\}[^\s{}]*)+$",
        description="Address of a release on your own site, its `web_url` everywhere:"
        " `https://www.example.org/{language}/news/{slug}`; also `{id}`. Without it its page here.",
    )

    websub_hub_url: AnyHttpUrl | None = Field(
        None,
        description="Address of a WebSub hub elsewhere, which feeds then name in place of the"
        " built-in one; it is told of changes.",
    )

    callbacks_to_private_hosts: bool = Field(
        False,
        description="For development only: callbacks may be http addresses, and addresses of this"
        " machine and its network. Otherwise https to the public internet alone.",
    )

    webhook_first_pause_seconds: float = Field(
        5.0,
        gt=0,
        le=3_600,
        description="How long a webhook waits after its first failure; the pauses after it grow.",
    )

    ready_megabytes: int = Field(
        32,
        ge=0,
        description="Memory of one process for finished public answers, in megabytes; 0: none.",
    )

    read_database_url: str | None = Field(
        None,
        description="A streaming replica of the PostgreSQL database. Readers are served from it"
        " unless it lags behind what they may know.",
    )
    transaction_pooling: bool = Field(
        False,
        description="Whether a pooler such as PgBouncer, in transaction mode, stands before the"
        " PostgreSQL database: no statement is then prepared for a connection.",
    )

    media_url: str | None = Field(
        None,
        pattern=r"^(s3://[a-z0-9.-]+(/[^:]*)?|[^:]+)$",
        description="Where uploaded files are kept: a folder, or `s3://BUCKET/PREFIX`. Without it"
        " the folder `media` beside the SQLite file; with PostgreSQL in the working folder.",
    )
    media_s3_endpoint: AnyHttpUrl | None = Field(
        None, description="Address of an S3-compatible server that is not AWS."
    )
    media_s3_region: str = Field("us-east-1", description="Region of the bucket.")
    media_s3_key_id: str | None = Field(
        None, description="Access key of the bucket. Without it: as AWS' own tools find theirs."
    )
    media_s3_secret: SecretStr | None = Field(None, description="Secret of that access key.")
    media_max_bytes: int = Field(
        200_000_000, ge=1_000, description="Largest file that is taken, in bytes."
    )
    media_max_pixels: int = Field(
        50_000_000,
        ge=10_000,
        le=200_000_000,
        description="Most pixels of a picture. One of these at a time takes about eight bytes of"
        " memory for each.",
    )

    cdn_seconds: int = Field(
        0,
        ge=0,
        le=31_536_000,
        description="How long a CDN may serve a stored public answer without asking"
        " (`CDN-Cache-Control`), in seconds; 0: it asks every time. Needs `DATELINE_PURGE_URL`.",
    )
    purge_url: AnyHttpUrl | None = Field(
        None, description="Address of a CDN's API that is told which tags to purge."
    )
    purge_token: SecretStr | None = Field(
        None, description="Token for that API, sent as `Authorization: Bearer`."
    )

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError(f"{value!r} is no IANA time zone, such as Europe/Istanbul")
        return value

    @field_validator("default_language")
    @classmethod
    def _known_language(cls, value: str) -> str:
        return canonical_language(value)

    @field_validator("public_url")
    @classmethod
    def _bare_address(cls, value: AnyHttpUrl) -> AnyHttpUrl:
        if value.query is not None or value.fragment is not None or value.username is not None:
            raise ValueError("is an address without user, query and fragment")
        return value

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value

    @field_validator("cors_origins")
    @classmethod
    def _known_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for origin in value:
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} is no origin, such as https://www.example.org")
        return value

    @field_validator("oidc_scopes", mode="before")
    @classmethod
    def _read_scopes(cls, value: object) -> object:
        try:
            return json.loads(value) if isinstance(value, str) else value
        except ValueError as error:
            raise ValueError(f"is no JSON object: {error}") from None

    @field_validator("oidc_scopes")
    @classmethod
    def _known_scopes(cls, value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        unknown = {scope for scopes in value.values() for scope in scopes}.difference(SCOPES)
        if unknown:
            raise ValueError(f"no scope: {', '.join(sorted(unknown))}; known: {', '.join(SCOPES)}")
        return value

    @field_validator("database_url", "read_database_url")
    @classmethod
    def _readable_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith("sqlite:"):
            try:
                _ = urlsplit(value).port
            except ValueError as error:
                raise ValueError(f"cannot be read: {error}") from None
        return value

    @model_validator(mode="after")
    def _known_names(self) -> Self:
        known = [f"{PREFIX}{name.upper()}" for name in type(self).model_fields]
        given = [name for name in os.environ if name.upper().startswith(PREFIX)]
        for name in sorted(given):
            if name.upper() not in known and not name.startswith(OF_TESTS):
                raise ValueError(f"{name} is no setting; did you mean {nearest(name, known)}?")
        return self

    @model_validator(mode="after")
    def _known_database(self) -> Self:
        if not self.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise ValueError("DATELINE_DATABASE_URL must begin sqlite:/// or postgresql+psycopg://")
        return self

    @model_validator(mode="after")
    def _replica_of_postgresql(self) -> Self:
        needed = "postgresql+psycopg://"
        if self.read_database_url is not None and not (
            self.read_database_url.startswith(needed) and self.database_url.startswith(needed)
        ):
            raise ValueError(
                f"DATELINE_READ_DATABASE_URL and DATELINE_DATABASE_URL must begin {needed}"
            )
        return self

    @model_validator(mode="after")
    def _issuer_with_audience(self) -> Self:
        if self.oidc_issuer is not None and not self.oidc_audience:
            raise ValueError("DATELINE_OIDC_ISSUER needs DATELINE_OIDC_AUDIENCE beside it")
        return self

    @model_validator(mode="after")
    def _cdn_is_purged(self) -> Self:
        if self.cdn_seconds and self.purge_url is None:
            raise ValueError("DATELINE_CDN_SECONDS needs DATELINE_PURGE_URL beside it")
        return self

    @cached_property
    def zone(self) -> ZoneInfo:
        """Returns the newsroom's time zone."""
        return ZoneInfo(self.time_zone)

    @cached_property
    def base_url(self) -> str:
        """Returns `public_url` without a slash at its end."""
        return str(self.public_url).rstrip("/")

    @cached_property
    def addresses(self) -> ReleaseAddresses:
        """Returns where releases are, here and on your own site."""
        return ReleaseAddresses(self.base_url, self.site_url_template)

    @cached_property
    def hub_url(self) -> str:
        """Returns the address of the WebSub hub that feeds name."""
        return str(self.websub_hub_url or f"{self.base_url}/v1/websub")

    @cached_property
    def site_url(self) -> str | None:
        """Returns the home page of your own site, if `site_url_template` names one."""
        if self.site_url_template is None:
            return None
        return "/".join(self.site_url_template.split("/", 3)[:3]) + "/"

    @cached_property
    def media_address(self) -> str:
        """Returns the folder or the `s3://` address that files are kept in."""
        if self.media_url is not None:
            return self.media_url
        if not self.database_url.startswith("sqlite:"):
            return "media"
        return str(PurePath(self.database_name).parent / "media")

    @cached_property
    def database_name(self) -> str:
        """Returns what may be shown of the database: file, or host and name; never a password."""
        parts = urlsplit(self.database_url)
        if parts.scheme == "sqlite":
            return self.database_url.removeprefix("sqlite:///").partition("?")[0]
        return f"{parts.netloc.rpartition('@')[2]}{parts.path}"
