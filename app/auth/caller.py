"""The caller of a request, known by a key or by a token."""

from dataclasses import dataclass
from typing import Protocol

from app.auth.scopes import Scope


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


class TokenVerifier(Protocol):
    """Turns a bearer token that is no key into its caller; implemented in `oidc.py`."""

    def verify(self, token: str) -> Caller:
        """The caller. Raises Unauthenticated."""
