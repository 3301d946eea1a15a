"""Databases for the tests: every test that asks for `database` runs on SQLite and on PostgreSQL."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url

from app.core.db import Database
from app.core.settings import Settings

pytest_plugins: list[str] = []
