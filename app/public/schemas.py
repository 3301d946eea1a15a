"""Wire shapes that several routes for readers share."""

from app.base.wire import Output


class WholeMeta(Output):
    """What an unpaged list says of itself."""

    total: int


class SelfLink(Output):
    """The address of this answer."""

    self: str
