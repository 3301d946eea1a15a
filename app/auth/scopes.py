"""What a key may do, and which scope implies which.

| scope     | allows                                                        | implies       |
|-----------|---------------------------------------------------------------|---------------|
| read      | reading working copies, revisions and reports                 |               |
| write     | creating and editing working copies, importing                | read          |
| publish   | publishing, scheduling, correcting, withdrawing               | write, read   |
| embargo   | reading scheduled releases before their instant               |               |
| syndicate | making and managing subscriptions                             |               |
| admin     | managing keys, and everything above                           | all           |

`embargo` and `syndicate` stand alone because they are given to partners, who must not see drafts.
"""

from collections.abc import Iterable
from enum import StrEnum


class Scope(StrEnum):
    """A permission as it is written on a key."""

    READ = "read"
    WRITE = "write"
    PUBLISH = "publish"
    EMBARGO = "embargo"
    SYNDICATE = "syndicate"
    ADMIN = "admin"


IMPLIED: dict[Scope, frozenset[Scope]] = {
    Scope.READ: frozenset(),
    Scope.WRITE: frozenset({Scope.READ}),
    Scope.PUBLISH: frozenset({Scope.WRITE, Scope.READ}),
    Scope.EMBARGO: frozenset(),
    Scope.SYNDICATE: frozenset(),
    Scope.ADMIN: frozenset(Scope) - {Scope.ADMIN},
}


def expand(scopes: Iterable[Scope]) -> frozenset[Scope]:
    """`scopes` and all that they imply."""
    given = frozenset(scopes)
    return given.union(*(IMPLIED[scope] for scope in given))
