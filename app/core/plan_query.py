"""The query of an address as the one model that a planned function takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from fastapi._compat import ModelField, field_annotation_is_sequence
from fastapi.dependencies.utils import _get_flat_fields_from_params
from pydantic import BaseModel
from starlette.datastructures import QueryParams

from app.core.plain_request import PlainRequest

# After each change readers ask again for what they asked before.
_MOST_KNOWN = 256
_LONGEST_KNOWN = 500


@dataclass(frozen=True)
class Query:
    """How a query is read. Queries that were read before are known, and share one model."""

    _field: ModelField
    # By its name in the address, whether a parameter takes many values.
    _many: Mapping[str, bool]
    _known: dict[bytes, tuple[QueryParams, BaseModel]] = field(default_factory=dict)

    @classmethod
    def of(cls, field: ModelField) -> "Query | None":
        """The query that `field` stands for; None for a single parameter."""
        model = field.field_info.annotation
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            return None
        flat = _get_flat_fields_from_params([field])
        many = {one.alias: field_annotation_is_sequence(one.field_info.annotation) for one in flat}
        return cls(field, many)

    @property
    def name(self) -> str:
        """The argument that the model is given as."""
        return self._field.name

    def read(self, request: PlainRequest) -> BaseModel | None:
        """The model, not to be changed; None when the query is not as declared."""
        query: bytes = request.scope["query_string"]
        known = self._known.get(query)
        if known is not None:
            request.query_params, model = known
            return model
        values = request.given(self._many)
        if values is None:
            return None
        model, faults = self._field.validate(values, {}, loc=("query",))
        if faults or not isinstance(model, BaseModel):
            return None
        if len(query) <= _LONGEST_KNOWN:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[query] = request.query_params, model
        return model
