"""Editors who write without a pause to a server that may die, and keep what it answered."""

import threading
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from app.base import clock
from tests.behaviour.processes.wreckage import Answered
from tests.newsroom import EDITORIAL

AHEAD = timedelta(seconds=4)


class WriteLoad:
    """Threads that create, edit, publish, update and schedule, until they are stopped."""

    def __init__(self, url: str, key: str, editors: int = 4) -> None:
        self.answers: list[Answered] = []
        self.faults: list[str] = []
        self._url, self._key = url, key
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._write, args=(number,)) for number in range(editors)
        ]

    def start(self) -> None:
        """Begin to write."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let each finish its request."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _write(self, editor: int) -> None:
        headers = {"Authorization": f"Bearer {self._key}"}
        with httpx.Client(
            base_url=self._url, headers=headers, timeout=30, trust_env=False
        ) as client:
            number = 0
            while not self._stopping.is_set():
                number += 1
                try:
                    self._one_release(client, f"Release {number} of editor {editor}", number)
                except httpx.TransportError:
                    # The server died: nobody was told anything, both outcomes are right.
                    self._stopping.wait(0.05)

    def _one_release(self, client: httpx.Client, title: str, number: int) -> None:
        made = self._ask(client, "POST", EDITORIAL, {"title": title, "body_text": "x " * 500})
        address = f"{EDITORIAL}/{made['id']}"
        edited = self._ask(client, "PATCH", address, {"title": f"{title}, edited"}, made)
        if number % 4 == 0:
            at = (clock.now() + AHEAD).isoformat()
            self._ask(client, "POST", f"{address}/schedule", {"at": at}, edited)
            return
        public = self._ask(client, "POST", f"{address}/publish", None, edited)
        again = self._ask(client, "PATCH", address, {"title": f"{title}, again"}, public)
        self._ask(client, "POST", f"{address}/update", None, again)

    def _ask(
        self,
        client: httpx.Client,
        method: str,
        address: str,
        body: dict[str, Any] | None,
        release: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        headers = {"If-Match": release["etag"]} if release else {}
        answer = client.request(method, address, json=body, headers=headers)
        if answer.is_error:
            self.faults.append(f"{method} {address}: {answer.status_code} {answer.text}")
            raise httpx.ReadError("refused")
        told: dict[str, Any] = answer.json()
        self.answers.append(
            Answered(UUID(told["id"]), told["revision"], told["title"], told["public_version"])
        )
        return told
