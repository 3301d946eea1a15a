"""Parameters that mailers, networks and advertisers add to shared addresses (decision 0202)."""

import re

_NAMES = (
    rb"(?:utm|mtm|pk|hsa|piwik|matomo|stm)_[^=&]*|_|_ga|_gl|_hsenc|_hsmi|_ke|_bta_c|_bta_tid"
    rb"|_openstat|fbclid|gclid|gclsrc|gbraid|wbraid|dclid|msclkid|yclid|ysclid|twclid|ttclid|ScCid"
    rb"|igshid|igsh|li_fat_id|rdt_cid|epik|mc_cid|mc_eid|mkt_tok|vero_id|vero_conv|oly_enc_id"
    rb"|oly_anon_id|ml_subscriber|ml_subscriber_hash|s_cid|s_kwcid|cmpid|ncid|wickedid|trk_\w*"
)
_ADDED = re.compile(rb"(?:^|&)(?:" + _NAMES + rb")(?:=[^&]*)?(?=&|$)", re.IGNORECASE)
_NAME = re.compile(_NAMES, re.IGNORECASE)


def without_added(query: bytes) -> bytes:
    """Return a query string without the parameters that were added to it.

    >>> without_added(b"utm_source=letter&theme=health&_=123")
    b'theme=health'
    """
    return _ADDED.sub(b"", query).lstrip(b"&")


def is_added(name: bytes) -> bool:
    """Return whether a parameter of this name is one that others add."""
    return _NAME.fullmatch(name) is not None
