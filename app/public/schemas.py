"""Wire shapes that several routes for readers share."""

from pydantic import Field

from app.base.wire import Output

LABEL_LANGUAGE = (
    "The language of the label (BCP 47), where it is not that of the answer; `und` if it is not"
    " known, `und-Latn` for a name in Latin letters."
)
NAME_LANGUAGE = LABEL_LANGUAGE.replace("label", "name")


class WholeMeta(Output):
    """What an unpaged list says of itself."""

    total: int = Field(description="How many entries the list has.")


class LabelledMeta(WholeMeta):
    """What an unpaged list with labels says of itself."""

    language: str = Field(description="The language of the labels (BCP 47).", examples=["en"])


class SelfLink(Output):
    """The address of this answer."""

    self: str
