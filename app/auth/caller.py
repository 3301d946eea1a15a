"""Who calls, whatever told us so: a key or a token."""

from dataclasses import dataclass
from typing import Protocol

from app.auth.scopes import Scope


@dataclass(frozen=True)
class Caller:
    """Who calls. `scopes` holds the implied ones too; `organisation` None means any."""

    id: str
    name: str
    scopes: frozenset[Scope]
    organisation: str | None = None

    def may(self, scope: Scope) -> bool:
        """Whether the caller has `scope`, given or implied."""
        return scope in self.scopes


class TokenVerifier(Protocol):
    """What turns a bearer token that is no key into its caller; `oidc.py` has the one there is."""

    def verify(self, token: str) -> Caller:
        """The caller. Raises Unauthenticated."""
