"""The selection of a subscription: a query string of `/v1/releases` in its canonical spelling."""

from urllib.parse import parse_qs, urlencode
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from sqlmodel import Session

from app.base.problems import Fault, Invalid
from app.http.routing import check_query
from app.published.reading.queries import read_selection
from app.published.selection.grammar import Selection
from app.published.selection.parameters import SelectionParameters

MAX_SELECTION = 2_000
POINTER = "/selection"
_FIELDS = SelectionParameters.model_fields
# Parameter names as in an address; true for those that take many values.
DECLARED = {field.alias or name: "list" in str(field.annotation) for name, field in _FIELDS.items()}


def canonical(session: Session, text: str, zone: ZoneInfo) -> str:
    """Returns `text` with its parameters sorted and none twice. Raises Invalid, pointing at it."""
    query = text.removeprefix("?")
    try:
        read(session, query, zone)
    except Invalid as problem:
        raise Invalid([_pointed(fault) for fault in problem.faults]) from None
    values = parse_qs(query, keep_blank_values=True)
    named = sorted((name, sorted(set(many))) for name, many in values.items())
    return urlencode(named, doseq=True, safe=",:/")


def read(session: Session, text: str, zone: ZoneInfo) -> Selection:
    """Returns the selection that a query string asks for. Raises Invalid."""
    check_query(text.encode(), DECLARED)
    values = parse_qs(text, keep_blank_values=True)
    try:
        given = SelectionParameters.model_validate(
            {name: many if DECLARED[name] else many[-1] for name, many in values.items()}
        )
    except ValidationError as error:
        raise Invalid(
            [
                Fault(fault["msg"], parameter=".".join(map(str, fault["loc"])))
                for fault in error.errors()
            ]
        ) from error
    return read_selection(session, given, zone)


def _pointed(fault: Fault) -> Fault:
    detail = f"{fault.parameter}: {fault.detail}" if fault.parameter else fault.detail
    return Fault(detail, pointer=POINTER, suggestion=fault.suggestion)
