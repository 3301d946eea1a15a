"""A wire to an app in the same process, on which answers may fail."""

import httpx

from tests.newsroom import Newsroom


class Wire(httpx.BaseTransport):
    """Leads to the app; `faults` come first, each in the place of an answer."""

    def __init__(self, newsroom: Newsroom, *faults: httpx.Response | Exception) -> None:
        self.newsroom, self.faults = newsroom, list(faults)
        self.asked = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The app's answer."""
        self.asked += 1
        if self.faults:
            fault = self.faults.pop(0)
            if isinstance(fault, Exception):
                raise fault
            return fault
        path = request.url.raw_path.decode()
        # As it is: a response made of what the client has decoded would be decoded again.
        headers = {"Accept": request.headers["accept"], "Accept-Encoding": "identity"}
        answer = self.newsroom.api.get(path, headers=headers)
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
