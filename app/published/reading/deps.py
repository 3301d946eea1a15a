"""What the routes for readers ask for: the read model with its index."""

from typing import Annotated

from fastapi import Depends, Request

from app.http.deps import PublicSession, ReadSession
from app.http.server.plans import provided
from app.published.index.sets import Index
from app.published.reading.reader import Reader


@provided(lambda request, session: Reader(session, request.app.state.index))
async def _reader(request: Request, session: PublicSession) -> Reader:
    index: Index = request.app.state.index
    return Reader(session, index)


async def _log_reader(request: Request, session: ReadSession) -> Reader:
    # Whoever follows the log is told of a fact by one process and asks another what came after it:
    # a replica that is behind by that one fact would know nothing of the place.
    return Reader(session, request.app.state.index)


PublicReader = Annotated[Reader, Depends(_reader)]
LogReader = Annotated[Reader, Depends(_log_reader)]
