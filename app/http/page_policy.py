"""What a page of ours may do: nothing but show itself. Pure."""

import base64
import hashlib


def page_policy(style: str, *, pictures: bool = False) -> str:
    """The Content-Security-Policy of a page with the one style element `style`.

    No script runs. Nothing is loaded but pictures, where the page has a body that may hold some.
    """
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    shown = " img-src http: https: data:;" if pictures else ""
    return (
        f"default-src 'none'; style-src 'sha256-{digest}';{shown}"
        " frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )
