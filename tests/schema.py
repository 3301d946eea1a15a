"""Interim: makes every table from the models until the first migration is written."""

import importlib
import pkgutil
import secrets
from uuid import uuid4

from sqlmodel import SQLModel

import app
from app.changes.models import ChangeHead
from app.core.db import Database
from app.core.models import Installation
from app.core.settings import Settings


def migrate(settings: Settings) -> None:
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if module.name.endswith(".models"):
            importlib.import_module(module.name)
    database = Database(settings)
    SQLModel.metadata.create_all(database.engine)
    with database.write() as session:
        session.add(ChangeHead(id=1, seq=0))
        session.add(Installation(id=1, uid=uuid4(), secret=secrets.token_hex(32)))
    database.close()
