"""The caller of a request, known by a key or by a token, and what its scopes allow.

| scope     | allows                                                        | implies       |
|-----------|---------------------------------------------------------------|---------------|
| read      | reading working copies, revisions and reports                 |               |
| write     | creating and editing working copies, importing                | read          |
| publish   | publishing, scheduling, correcting, withdrawing               | write, read   |
| embargo   | reading scheduled releases before their instant, and contacts |               |
| syndicate | managing subscriptions, reading contacts for partners         |               |
| metrics   | reading the numbers under `/metrics`                          |               |
| admin     | managing keys, and everything above                           | all           |

`embargo` and `syndicate` stand alone because they are given to partners, who must not see drafts;
`metrics` because it is given to a program.

A caller may be limited to one organisation. Whatever belongs to another, or to none, does not exist
for it: `Caller.sees` and `Caller.owned` are that rule, for a row and for a query.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol


class Scope(StrEnum):
    """A permission as it is written on a key."""

    READ = "read"
    WRITE = "write"
    PUBLISH = "publish"
    EMBARGO = "embargo"
    SYNDICATE = "syndicate"
    METRICS = "metrics"
    ADMIN = "admin"


IMPLIED: dict[Scope, frozenset[Scope]] = {
    Scope.READ: frozenset(),
    Scope.WRITE: frozenset({Scope.READ}),
    Scope.PUBLISH: frozenset({Scope.WRITE, Scope.READ}),
    Scope.EMBARGO: frozenset(),
    Scope.SYNDICATE: frozenset(),
    Scope.METRICS: frozenset(),
    Scope.ADMIN: frozenset(Scope) - {Scope.ADMIN},
}


def expand(scopes: Iterable[Scope]) -> frozenset[Scope]:
    """`scopes` and all that they imply."""
    given = frozenset(scopes)
    return given.union(*(IMPLIED[scope] for scope in given))


@dataclass(frozen=True)
class Caller:
    """A key or a token's subject. `scopes` has the implied ones too; `organisation` None: any."""

    id: str
    name: str
    scopes: frozenset[Scope]
    organisation: str | None = None

    def may(self, scope: Scope) -> bool:
        """Whether the caller has `scope`, given or implied."""
        return scope in self.scopes

    def sees(self, organisation: str | None) -> bool:
        """Whether what belongs to `organisation` exists for the caller."""
        return self.organisation is None or organisation == self.organisation

    def owned(self, column: Any) -> list[Any]:
        """Conditions of a query that finds only what exists for the caller.

        `column` says whom a row belongs to.
        """
        return [] if self.organisation is None else [column == self.organisation]


class TokenVerifier(Protocol):
    """Turns a bearer token that is no key into its caller; implemented in `oidc.py`."""

    def verify(self, token: str) -> Caller:
        """The caller. Raises Unauthenticated."""
