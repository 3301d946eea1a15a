"""Examples of the contract with their nulls: FastAPI leaves every null out of what it writes.

An example without `"subtitle": null` would not fit a schema that asks for the member.
"""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.encoders import jsonable_encoder
from pydantic import BaseModel

from app.base.wire import Input, Output
from app.http.routing import RouteTable


def restore_nulls(document: dict[str, Any], app: FastAPI) -> None:
    """Put the examples of routes and of wire shapes into `document` as they were given."""
    _restore_answers(document["paths"], app)
    shapes = {shape.__name__: shape for base in (Input, Output) for shape in _below(base)}
    for name, schema in document["components"]["schemas"].items():
        extra = shapes[name].model_config.get("json_schema_extra") if name in shapes else None
        if isinstance(extra, dict) and "examples" in extra:
            schema["examples"] = extra["examples"]


def _restore_answers(paths: dict[str, Any], app: FastAPI) -> None:
    for route in RouteTable.of(app).routes:
        operations = paths.get(route.path_format, {})
        for status, answer in route.responses.items():
            for kind, body in answer.get("content", {}).items():
                given = {name: body[name] for name in ("example", "examples") if name in body}
                for method in (route.methods or ()) if given else ():
                    written = operations[method.lower()]["responses"][str(status)]["content"][kind]
                    written.update(jsonable_encoder(given))


def _below(base: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for shape in base.__subclasses__():
        yield shape
        yield from _below(shape)
