"""The Content-Security-Policy of HTML pages. Pure."""

import base64
import hashlib


def page_policy(style: str, *, pictures: bool = False) -> str:
    """Return the policy of a page whose one style element is `style`.

    No script runs. Nothing is loaded but pictures, if the page may show some.
    """
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    images = " img-src http: https: data:;" if pictures else ""
    return (
        f"default-src 'none'; style-src 'sha256-{digest}';{images}"
        " frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
