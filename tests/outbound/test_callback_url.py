"""The address of a callback is refused with what would be right."""

import pytest

from app.outbound.callback_url import fault_of

RIGHT = [
    "https://hooks.example.org/in",
    "https://hooks.example.org:8443/in?partner=7&x=%20",
    "https://xn--bcher-kva.example/h",
    "https://hooks.example.org./in",
    "https://XN--strae-oqa.example/h",
    "https://a.xn--strae-oqa.example./h",
]
WRONG = [
    ("http://hooks.example.org/h", "https://"),
    ("ftp://x.example/h", "https://"),
    ("HTTPS:hooks", "no host name"),
    ("https://user:pw@x.example/h", "password"),
    ("https://127.0.0.1@x.example/h", "password"),
    ("https://x.example:22/h", "443"),
    ("https://x.example:99999/h", "no address"),
    ("https://127.0.0.1/h", "IP address"),
    ("https://8.8.8.8/h", "IP address"),
    ("https://[::1]/h", "IP address"),
    ("https://[::ffff:127.0.0.1]/h", "IP address"),
    ("https://[fe80::1%25eth0]/h", ""),
    ("https://127.1/h", "number"),
    ("https://2130706433/h", "number"),
    ("https://0/h", "number"),
    ("https://0x7f000001/h", "number"),
    ("https://017700000001/h", "number"),
    ("https://x.example.0x7f/h", "number"),
    ("https://localhost/h", "public internet"),
    ("https://a.localhost/h", "public internet"),
    ("https://printer.local/h", "public internet"),
    ("https://metadata.google.internal/h", "public internet"),
    ("https://intranet/h", "public internet"),
    ("https://①②⑦.0.0.1/h", "ASCII"),
    ("https://ⓛocalhost/h", "ASCII"),
    ("https://127.0.0.1\\@x.example/h", "ASCII"),
    ("https://exa\tmple.org/h", "ASCII"),
    ("https://x.example/h#part", "fragment"),
    ("https://x.example/" + "h" * 2_000, "2000"),
    ("https://" + "x" * 64 + ".example/h", "host name"),
    ("https://xn--a.example.org/h", "host name"),
    ("https://a.XN--A.example.org/h", "host name"),
    ("https://xn--.example.org/h", "host name"),
    ("https://%31%32%37.0.0.1/h", ""),
    ("https:///h", "host name"),
    ("", ""),
]


@pytest.mark.parametrize("url", RIGHT)
def test_an_address_of_the_public_internet_is_taken(url: str) -> None:
    assert fault_of(url) is None


@pytest.mark.parametrize(("url", "told"), WRONG)
def test_another_address_is_refused_with_what_would_be_right(url: str, told: str) -> None:
    fault = fault_of(url)
    assert fault is not None
    assert told in fault


@pytest.mark.parametrize("url", ["http://127.0.0.1:9000/h", "http://[::1]:1/", "http://receiver/h"])
def test_development_may_call_its_own_machine(url: str) -> None:
    assert fault_of(url) is not None
    assert fault_of(url, allow_private=True) is None


def test_a_number_is_no_host_in_development_either() -> None:
    assert fault_of("http://2130706433/h", allow_private=True) is not None
