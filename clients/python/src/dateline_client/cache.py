"""What the client keeps, to be asked with `If-None-Match` whether it still holds."""

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock
from typing import Protocol


@dataclass(frozen=True)
class CachedAnswer:
    """The body of one answer and its entity tag."""

    etag: str
    body: bytes


class CacheStore(Protocol):
    """Where answers are kept. Called in whatever thread or loop the client runs in."""

    def get(self, key: str) -> CachedAnswer | None:
        """Return what is kept under `key`."""

    def set(self, key: str, answer: CachedAnswer) -> None:
        """Keep `answer`, in place of what was there."""


class MemoryCache:
    """Keeps the answers that were used last, in memory; threads may share it."""

    def __init__(self, max_answers: int = 200, max_bytes: int = 10_000_000) -> None:
        self.max_answers, self.max_bytes = max_answers, max_bytes
        self._answers: OrderedDict[str, CachedAnswer] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, key: str) -> CachedAnswer | None:
        """Return what is kept under `key`."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def set(self, key: str, answer: CachedAnswer) -> None:
        """Keep `answer`, and drop those that were used longest ago when there are too many."""
        with self._lock:
            former = self._answers.pop(key, None)
            self._size -= len(former.body) if former else 0
            self._answers[key] = answer
            self._size += len(answer.body)
            while len(self._answers) > self.max_answers or self._size > self.max_bytes:
                _, oldest = self._answers.popitem(last=False)
                self._size -= len(oldest.body)
