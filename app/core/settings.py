"""Every setting of the product: one frozen class, read from `DATELINE_*` environment variables."""

from functools import cached_property
from typing import Annotated, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AnyHttpUrl, Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

DEFAULT_DATABASE_URL = "sqlite:///dateline.db"
DEFAULT_PUBLIC_URL = AnyHttpUrl("http://127.0.0.1:8000")


class Settings(BaseSettings):
    """What an operator may set. Units are in the name or in the description."""

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
    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        ("*",), description="Origins that browsers may call from, comma-separated; `*` is any."
    )
    log_level: str = Field("info", description="`debug`, `info`, `warning` or `error`.")
    log_format: str = Field("json", description="`json` for machines, `text` for a terminal.")

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

    @cached_property
    def zone(self) -> ZoneInfo:
        """The newsroom's time zone."""
        return ZoneInfo(self.time_zone)

    @cached_property
    def base_url(self) -> str:
        """`public_url` without a slash at its end."""
        return str(self.public_url).rstrip("/")
