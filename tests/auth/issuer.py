"""A real OpenID Connect issuer on loopback: discovery, key set, signed tokens."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

AUDIENCE = "dateline"
_MAKERS: dict[str, Any] = {
    "RS256": (lambda: rsa.generate_private_key(65537, 2048), RSAAlgorithm),
    "ES256": (lambda: ec.generate_private_key(ec.SECP256R1()), ECAlgorithm),
    "EdDSA": (ed25519.Ed25519PrivateKey.generate, OKPAlgorithm),
}


class Issuer:
    """Holds private keys by name; `documents` is what the server answers, by path."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/realm"
        self.private: dict[str, Any] = {}
        self.jwks: list[dict[str, Any]] = []
        self.reads: list[str] = []
        self.documents: dict[str, Any] = {
            "/realm/.well-known/openid-configuration": {
                "issuer": self.url,
                "jwks_uri": f"{self.url}/keys",
            },
            "/realm/keys": {"keys": self.jwks},
        }

    def add_key(self, name: str, algorithm: str = "RS256") -> None:
        """A new key, published at once."""
        make, kind = _MAKERS[algorithm]
        self.private[name] = make()
        public = kind.to_jwk(self.private[name].public_key(), as_dict=True)
        self.jwks.append({**public, "kid": name, "alg": algorithm, "use": "sig"})

    def remove_key(self, name: str) -> None:
        """The key is published no more."""
        self.jwks[:] = [key for key in self.jwks if key["kid"] != name]

    def token(self, name: str = "one", algorithm: str = "RS256", **changes: Any) -> str:
        """A token that is right but for `changes`; a claim of None is left out."""
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": "person-1",
            "name": "Duty editor",
            "iat": now,
            "exp": now + 300,
            "scope": "openid dateline:publish",
            **changes,
        }
        kept = {claim: value for claim, value in claims.items() if value is not None}
        return jwt.encode(kept, self.private[name], algorithm, {"kid": name})


@contextmanager
def running_issuer() -> Iterator[Issuer]:
    """An issuer with the RS256 key `one`, on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            issuer.reads.append(self.path)
            found = issuer.documents.get(self.path)
            body = json.dumps(found).encode()
            self.send_response(200 if found is not None else 500)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = Issuer(server.server_port)
    issuer.add_key("one")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
