"""What every shape of the public side is made of."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, WithJsonSchema

# An absolute address (RFC 3986).
Uri = Annotated[str, WithJsonSchema({"type": "string", "format": "uri"})]


class PublicModel(BaseModel):
    """A model of the public side: immutable, and open for members that a later version adds."""

    model_config = ConfigDict(frozen=True)
