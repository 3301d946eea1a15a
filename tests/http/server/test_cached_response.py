"""Which content coding a client gets, and that it can read it."""

import gzip
import sys

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.http.server.cached_response import CODINGS, IDENTITY, choose_coding, encode, tag_in

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

READERS = {"br": brotli.decompress, "zstd": zstd.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("", IDENTITY),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate, zstd", "zstd"),
        ("gzip;q=1, br;q=0.5", "gzip"),
        ("x-gzip", "gzip"),
        ("BR", "br"),
        ("*", "br"),
        ("*, br;q=0", "zstd"),
        ("br;q=0, *;q=0", IDENTITY),
        ("identity, gzip;q=0.5", IDENTITY),
        ("identity;q=0, gzip;q=0.5", "gzip"),
        ("deflate, compress", IDENTITY),
        ("gzip;q=nonsense", IDENTITY),
        (", ;q=1,\u00ff", IDENTITY),
    ],
)
def test_the_coding_is_the_one_the_client_likes_most(header: str, coding: str) -> None:
    assert choose_coding(header) == coding


@given(st.text())
def test_any_header_chooses_something(header: str) -> None:
    assert choose_coding(header) in (*CODINGS, IDENTITY)


@pytest.mark.parametrize("coding", CODINGS)
@given(body=st.binary())
def test_what_is_coded_reads_as_it_was_and_is_the_same_each_time(coding: str, body: bytes) -> None:
    coded = encode(coding, body)
    assert READERS[coding](coded) == body
    assert encode(coding, body) == coded


def test_the_forms_of_an_answer_have_different_strong_tags() -> None:
    tags = {tag_in(coding, '"abc"') for coding in (IDENTITY, *CODINGS)}
    assert tags == {'"abc"', '"abc.br"', '"abc.zstd"', '"abc.gzip"'}
