"""Finds what a module takes of a dependency that its authors did not offer.

A leading underscore says so, and so do the folders and attributes below, which stand in no manual.
A release of the dependency may change any of them without a word.
"""

import ast
from collections.abc import Iterator

# Modules whose names carry no underscore, and which their authors still keep to themselves.
INNER_MODULES = (
    "ctypes",
    "fastapi.dependencies",
    "fastapi.routing.RouteContext",
    "fastapi.routing.iter_route_contexts",
    "uvicorn.protocols",
)
# Attributes of SQLAlchemy without an underscore, outside of what its manual describes.
INNER_ATTRIBUTES = {
    "bind_names",
    "bind_processor",
    "class_manager",
    "dispatch",
    "impl_instance",
    "is_disconnect",
    "loaded_dbapi",
    "positiontup",
}
# Attributes and methods of Starlette, SQLAlchemy and uvicorn that a subclass could put itself over.
INNER_MEMBERS = {
    "_do_get",
    "_do_return_conn",
    "_json",
    "_start_asgi_task",
    "_unset_keepalive_if_required",
}
# Offered in spite of their underscore: those of named tuples, and the type of an element of lxml,
# which has no other name.
OFFERED = {"_asdict", "_fields", "_make", "_replace", "etree._Element"}
BY_NAME = {"delattr", "getattr", "hasattr", "setattr"}


def private_names(module: ast.Module) -> list[tuple[int, str]]:
    """Returns line and text of every private name of a dependency in a module."""
    return sorted(
        {
            (node.lineno, name)
            for node in ast.walk(module)
            if isinstance(node, ast.expr | ast.stmt)
            for name in _named(node)
        }
    )


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def _named(node: ast.expr | ast.stmt) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (name.name for name in names if _is_inner(name.name))
        case ast.ImportFrom(module=str(module), names=names, level=0):
            full = [f"{module}.{name.name}" for name in names]
            yield from (name for name in full if _is_inner(name))
        case ast.Attribute():
            yield from _attribute(node)
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield from {name} & INNER_MEMBERS
        case ast.Call(func=ast.Name(id=called), args=[_, ast.Constant(value=str(name)), *_]):
            if called in BY_NAME and (_is_private(name) or name in INNER_ATTRIBUTES):
                yield name
        case ast.Assign(targets=targets):
            written = [ast.unparse(target) for target in targets]
            yield from (name for name in written if name.endswith("router.routes"))


def _is_inner(full: str) -> bool:
    first, *_ = parts = full.split(".")
    if first == "app":
        return False
    inside = any(full == inner or full.startswith(f"{inner}.") for inner in INNER_MODULES)
    return inside or any(_is_private(part) for part in parts)


def _attribute(node: ast.Attribute) -> Iterator[str]:
    name, written = node.attr, ast.unparse(node)
    if name in OFFERED or written in OFFERED:
        return
    ours = isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"}
    if name in INNER_ATTRIBUTES | INNER_MEMBERS or (_is_private(name) and not ours):
        yield written
