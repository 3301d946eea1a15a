"""Which content coding a client gets, and that it can read it."""

import gzip
import sys
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.http.conditional import CODINGS, plain_tag
from app.http.server.cached_response import (
    IDENTITY,
    StreamEncoder,
    choose_coding,
    encode,
    is_codable,
    tagged_in,
)

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


@pytest.mark.parametrize("coding", CODINGS)
@given(pieces=st.lists(st.binary()))
def test_a_stream_reads_as_it_was(coding: str, pieces: list[bytes]) -> None:
    encoder = StreamEncoder(coding)
    coded = [encoder.encode(piece, is_last=False) for piece in pieces]
    whole = b"".join([*coded, encoder.encode(b"", is_last=True)])
    assert READERS[coding](whole) == b"".join(pieces)


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_what_came_of_a_stream_can_be_read_before_its_end(coding: str) -> None:
    first = StreamEncoder(coding).encode(b"first line\n", is_last=False)
    if coding == "br":
        assert brotli.Decompressor().process(first) == b"first line\n"
    else:
        assert zlib.decompressobj(wbits=31).decompress(first) == b"first line\n"


def test_events_are_never_coded() -> None:
    assert is_codable([(b"content-type", b"application/json")])
    assert not is_codable([(b"content-type", b"text/event-stream; charset=utf-8")])
    assert not is_codable([(b"content-type", b"text/plain"), (b"content-encoding", b"br")])


def test_the_forms_of_an_answer_have_different_strong_tags() -> None:
    headers = [(b"vary", b"Accept"), (b"etag", b'"abc"')]
    tags = [dict(tagged_in(coding, headers))[b"etag"].decode() for coding in (IDENTITY, *CODINGS)]
    assert tags == ['"abc"', '"abc.br"', '"abc.zstd"', '"abc.gzip"']
    assert {plain_tag(tag) for tag in tags} == {'"abc"'}
