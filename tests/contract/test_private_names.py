"""No module stands on a private name of a dependency."""

import ast

import pytest

from tests.contract.private_names import private_names
from tests.contract.sources import python_files, tree


def test_no_private_name_of_a_dependency_is_used() -> None:
    used = [
        f"{path}:{line} {name}"
        for path in python_files("app")
        for line, name in private_names(tree(path))
    ]
    assert used == []


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("from fastapi._compat import ModelField", "fastapi._compat.ModelField"),
        ("from fastapi.dependencies.utils import solve", "fastapi.dependencies.utils.solve"),
        ("import uvicorn.protocols.http", "uvicorn.protocols.http"),
        ("from uvicorn import _types", "uvicorn._types"),
        ("import ctypes", "ctypes"),
        ("from ctypes import CDLL", "ctypes.CDLL"),
        ("request._body", "request._body"),
        ("self._pool._overflow", "self._pool._overflow"),
        ("super()._do_get()", "super()._do_get"),
        ("self._json = None", "self._json"),
        ("class Pool:\n    def _do_get(self): ...", "_do_get"),
        ("engine.dispatch.connect()", "engine.dispatch"),
        ("getattr(request, '_body')", "_body"),
        ("app.router.routes = []", "app.router.routes"),
    ],
)
def test_a_private_name_is_found(code: str, name: str) -> None:
    assert name in _found(code)


@pytest.mark.parametrize(
    "code",
    [
        "from app.base._words import one",
        "from __future__ import annotations",
        "self._kept = 1",
        "cls._kept",
        "row._asdict()",
        "def write(root: etree._Element) -> None: ...",
        "routes = app.router.routes",
        "value.__class__",
        "getattr(request, 'body')",
        "from fastapi import Depends",
    ],
)
def test_a_name_of_ours_or_one_that_is_offered_is_left_alone(code: str) -> None:
    assert _found(code) == []


def _found(code: str) -> list[str]:
    return [name for _, name in private_names(ast.parse(code))]
