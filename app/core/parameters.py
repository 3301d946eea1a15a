"""Parameters of a request as a function declares them, read as FastAPI reads them."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from fastapi._compat import ModelField, field_annotation_is_sequence
from fastapi.dependencies.utils import _get_flat_fields_from_params
from pydantic import BaseModel


@dataclass(frozen=True)
class Query:
    """What a function takes from the query of an address: one model, or single parameters."""

    fields: tuple[ModelField, ...]
    is_model: bool
    # By its name in the address, whether a parameter takes many values.
    many: Mapping[str, bool]

    @classmethod
    def of(cls, fields: list[ModelField]) -> "Query | None":
        """None for a model beside others, and for single ones that take many values."""
        flat = _get_flat_fields_from_params(fields)
        many = {one.alias: field_annotation_is_sequence(one.field_info.annotation) for one in flat}
        models = [
            isinstance(field.field_info.annotation, type)
            and issubclass(field.field_info.annotation, BaseModel)
            for field in fields
        ]
        is_model = models == [True]
        if not is_model and (any(models) or any(many.values())):
            return None
        return cls(tuple(fields), is_model, many)

    def read(self, values: Mapping[str, Any], given: dict[str, Any]) -> bool:
        """Put the arguments into `given`; False when `values` are not as declared."""
        if not self.is_model:
            return read_singles(self.fields, values, given, "query")
        (field,) = self.fields
        given[field.name], faults = field.validate(values, given, loc=("query",))
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
