"""Every setting of the product: one frozen class, read from `DATELINE_*` environment variables."""

from functools import cached_property
from typing import Annotated, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AnyHttpUrl, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DEFAULT_DATABASE_URL = "sqlite:///dateline.db"
DEFAULT_PUBLIC_URL = AnyHttpUrl("http://127.0.0.1:8000")


class Settings(BaseSettings):
    """Settings of an operator. Units are in the name or in the description."""

    model_config = SettingsConfigDict(env_prefix="DATELINE_", frozen=True, extra="ignore")

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
    oidc_scopes: dict[str, tuple[str, ...]] = Field(
        {
            "dateline:read": ("read",),
            "dateline:write": ("write",),
            "dateline:publish": ("publish",),
            "dateline:embargo": ("embargo",),
            "dateline:syndicate": ("syndicate",),
            "dateline:metrics": ("metrics",),
            "dateline:admin": ("admin",),
        },
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
    log_level: str = Field("info", description="`debug`, `info`, `warning` or `error`.")
    log_format: str = Field("json", description="`json` for machines, `text` for a terminal.")

    site_url_template: str | None = Field(
        None,
        pattern=r"^https?://[^\s{}]+(\{(id|slug|language)\}[^\s{}]*)+$",
        description="Address of a release on your own site, for the sitemaps:"
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

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",")) if isinstance(value, str) else value

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
    def hub_url(self) -> str:
        """Returns the address of the WebSub hub that feeds name."""
        return str(self.websub_hub_url or f"{self.base_url}/v1/websub")

    @cached_property
    def site_url(self) -> str | None:
        """Returns the home page of your own site, if `site_url_template` names one."""
        if self.site_url_template is None:
            return None
        return "/".join(self.site_url_template.split("/", 3)[:3]) + "/"
