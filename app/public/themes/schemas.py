"""Wire shapes of themes as readers get them."""

from enum import StrEnum

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from app.base.wire import Output
from app.public.schemas import LABEL_LANGUAGE, LabelledMeta, SelfLink
from app.published.labels.labels import LabelParameters
from app.published.public_model import PublicModel
from app.published.selection.parameters import SelectionParameters


class Form(StrEnum):
    """How the themes are listed. Closed."""

    FLAT = "flat"
    TREE = "tree"


class ThemeParameters(SelectionParameters, LabelParameters):
    """The releases that are counted, and the language of the labels."""


class ThemesParameters(ThemeParameters):
    """The same for the whole tree."""

    form: Form = Field(
        Form.FLAT,
        description="`flat`: one list, wider themes before narrower ones. `tree`: the themes at the"
        " top, each with its `narrower` ones.",
    )


class LabelledTheme(PublicModel):
    """A theme that contains another, or lies below it."""

    id: str = Field(description="A value for the `theme` filter.", examples=["health"])
    label: str = Field(description="In the language of the answer.", examples=["Health"])
    label_language: str | SkipJsonSchema[None] = Field(None, description=LABEL_LANGUAGE)


class ThemeEntry(LabelledTheme):
    """A theme, its place in the tree, and how many releases it has."""

    labels: dict[str, str] = Field(description="The label by language (BCP 47).")
    parent: str | None = Field(description="Id of the wider theme; null at the top of the tree.")
    iptc: tuple[str, ...] = Field(
        description="IPTC Media Topics of the same or nearly the same meaning."
    )
    retired: bool = Field(description="Releases have it, but no further ones get it.")
    releases: int = Field(
        description="Public releases of the selection with this theme or a narrower one."
    )
    url: str = Field(description="The address of the theme.")


class ThemeNode(ThemeEntry):
    """A theme with those that it contains."""

    narrower: tuple["ThemeNode", ...] = Field(description="Themes directly below, each so again.")


class ThemeDetail(ThemeEntry):
    """A theme with its neighbours in the tree."""

    language: str = Field(description="The language of the labels (BCP 47).", examples=["en"])
    ancestors: tuple[LabelledTheme, ...] = Field(description="Wider themes, the nearest first.")
    narrower: tuple[LabelledTheme, ...] = Field(description="Themes directly below.")


class ThemeList(Output):
    """The themes in the order of their tree, wider ones before narrower ones."""

    data: tuple[ThemeEntry, ...]
    meta: LabelledMeta
    links: SelfLink


class ThemeTree(Output):
    """The themes at the top, each with those that it contains."""

    data: tuple[ThemeNode, ...]
    meta: LabelledMeta
    links: SelfLink
