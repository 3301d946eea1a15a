"""Parameters of a request as a function declares them, read as FastAPI reads them."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from fastapi._compat import ModelField, field_annotation_is_sequence
from fastapi.dependencies.utils import _get_flat_fields_from_params
from pydantic import BaseModel
from starlette.datastructures import QueryParams

from app.http.server.plain_request import PlainRequest

# After each change readers ask again for what they asked before.
_MOST_KNOWN = 256
_LONGEST_KNOWN = 500


@dataclass(frozen=True)
class Query:
    """What a function takes from the query of an address: one model, or single parameters."""

    fields: tuple[ModelField, ...]
    is_model: bool
    # By its name in the address, whether a parameter takes many values.
    many: Mapping[str, bool]
    _known: dict[bytes, tuple[QueryParams, Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, fields: list[ModelField]) -> "Query | None":
        """None for a model beside others, and for single ones that take many values."""
        flat = _get_flat_fields_from_params(fields)
        many = {one.alias: field_annotation_is_sequence(one.field_info.annotation) for one in flat}
        models = [
            isinstance(one.field_info.annotation, type)
            and issubclass(one.field_info.annotation, BaseModel)
            for one in fields
        ]
        is_model = models == [True]
        if not is_model and (any(models) or any(many.values())):
            return None
        return cls(tuple(fields), is_model, many)

    def read(self, request: PlainRequest, given: dict[str, Any]) -> bool:
        """Put the arguments into `given`; False when the query is not as declared.

        A model is not to be changed: queries that were read before share it.
        """
        query: bytes = request.scope["query_string"]
        known = self._known.get(query)
        if known is not None:
            request.query_params, given[self.fields[0].name] = known
            return True
        values = request.given(self.many)
        if values is None:
            return False
        if not self.is_model:
            return read_singles(self.fields, values, given, "query")
        (model,) = self.fields
        given[model.name], faults = model.validate(values, given, loc=("query",))
        if not faults and len(query) <= _LONGEST_KNOWN:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[query] = request.query_params, given[model.name]
        return not faults


def read_singles(
    fields: Iterable[ModelField], values: Mapping[str, Any], given: dict[str, Any], place: str
) -> bool:
    """Put single parameters into `given`; False when `values` are not as declared."""
    for one in fields:
        value = values.get(one.alias)
        if value is None and one.field_info.is_required():
            return False
        if value is None:
            given[one.name] = deepcopy(one.default)
            continue
        given[one.name], faults = one.validate(value, given, loc=(place,))
        if faults:
            return False
    return True
