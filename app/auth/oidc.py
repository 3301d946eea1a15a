"""Bearer tokens of an OpenID Connect issuer (RFC 9068, OpenID Connect Core section 3.1.3.7)."""

from collections.abc import Mapping
from typing import Any

import jwt
import structlog

from app.auth.caller import Caller, Scope, expand
from app.auth.issuer import IssuerAway, SigningKeys, outbound_client
from app.base.problems import Unauthenticated, excerpt
from app.base.settings import Settings
from app.http.problem_answers import unavailable

# Asymmetric and current. `none` and HS* are not here, so a token cannot choose them.
ALGORITHMS = ("RS256", "ES256", "EdDSA")
REQUIRED = ("exp", "iss", "aud", "sub")
MAX_TOKEN = 16_000
# OpenID Connect Core section 2: `sub` has at most so many signs, and each of them counts.
MAX_SUBJECT = 255
MAX_ORGANISATION = 96
# One text for every reason: the log tells which.
NOT_TAKEN = (
    "This token is not taken here: it is not of the issuer, not for this API, or has expired."
)

log = structlog.get_logger("dateline.auth")


class TokenVerifier:
    """Turns a token of one issuer for one audience into a Caller."""

    def __init__(self, settings: Settings, keys: SigningKeys) -> None:
        self.keys = keys
        self.issuer = keys.issuer
        self.audience = settings.oidc_audience
        self.leeway = settings.oidc_leeway_seconds
        self.scope_claim = settings.oidc_scope_claim
        self.organisation_claim = settings.oidc_organisation_claim
        self.scopes = {
            value: frozenset(Scope(name) for name in names)
            for value, names in settings.oidc_scopes.items()
        }

    def verify(self, token: str) -> Caller:
        """The caller that `token` names.

        Raises Unauthenticated, the same for every reason; the log tells which. Raises Problem
        (`unavailable`) when the issuer's keys could never be fetched.
        """
        if len(token) > MAX_TOKEN:
            raise Unauthenticated(NOT_TAKEN, is_invalid=True)
        try:
            return self._caller(self._claims(token))
        except jwt.PyJWTError as error:
            log.info("token refused", reason=type(error).__name__)
            raise Unauthenticated(NOT_TAKEN, is_invalid=True) from error
        except IssuerAway as error:
            raise unavailable("The issuer of tokens cannot be reached.") from error

    def _claims(self, token: str) -> Mapping[str, Any]:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise jwt.InvalidAlgorithmError
        key = self.keys.find(str(header.get("kid", "")))
        if key is None:
            raise jwt.InvalidKeyError
        claims: Mapping[str, Any] = jwt.decode(
            token,
            key,
            algorithms=ALGORITHMS,
            audience=self.audience,
            issuer=self.issuer,
            leeway=self.leeway,
            options={"require": list(REQUIRED)},
        )
        return claims

    def _caller(self, claims: Mapping[str, Any]) -> Caller:
        subject = _identifier(claims["sub"], MAX_SUBJECT)
        if subject is None:
            raise jwt.InvalidTokenError
        name = claims.get("name") or claims.get("preferred_username") or subject
        return Caller(
            id=f"oidc:{subject}",
            name=excerpt(name),
            scopes=expand(self._scopes(claims)),
            organisation=self._organisation(claims),
        )

    def _scopes(self, claims: Mapping[str, Any]) -> frozenset[Scope]:
        given = claims.get(self.scope_claim, "")
        # `scope` is text parted by spaces (RFC 8693 section 4.2); roles and groups are lists.
        values = given.split() if isinstance(given, str) else given
        if not isinstance(values, list):
            return frozenset()
        mapped = [self.scopes.get(value, frozenset()) for value in values if isinstance(value, str)]
        return frozenset[Scope]().union(*mapped)

    def _organisation(self, claims: Mapping[str, Any]) -> str | None:
        if self.organisation_claim is None:
            return None
        slug = _identifier(claims.get(self.organisation_claim), MAX_ORGANISATION)
        # Where tokens are said to name an organisation, one that does not is not one for all.
        if slug is None:
            raise jwt.MissingRequiredClaimError(self.organisation_claim)
        return slug


def _identifier(value: object, most: int) -> str | None:
    """Returns what a claim identifies somebody by, uncut; None where it cannot be told apart."""
    if not isinstance(value, str) or not value.strip() or len(value) > most:
        return None
    return value if value.isprintable() else None


def verifier_for(settings: Settings) -> TokenVerifier | None:
    """The verifier that the settings ask for. Raises ValueError for a scope that does not exist."""
    if settings.oidc_issuer is None:
        return None
    return TokenVerifier(settings, SigningKeys(settings.oidc_issuer, outbound_client()))
