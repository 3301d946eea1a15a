"""Wire shapes that several routes for readers share."""

from pydantic import Field

from app.base.wire import Output

LABEL_LANGUAGE = (
    "BCP 47 tag of the label, where it is not the answer's; `und`: not known, `und-Latn`: in Latin"
    " letters."
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
